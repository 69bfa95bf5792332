"""Faults for part two: embedding, attention, layer norm and the GPT."""

from .fault import faults
from .plant import argument, method, output, scaled, silently, text, wrong
from .plant import of as named

EMBEDDING, NORM, RMS = "embedding", "layer_norm", "rms_norm"
ATTENTION = "scaled_dot_product_attention"
OVERWRITTEN = text(
    EMBEDDING, ("np.add.reduceat(drows[order], starts, 0)", "drows[order][starts]")
)
LESS_SCALE = text(
    ATTENTION, ("scaled = query * scale", "scaled = query * scale * 0.99")
)
NO_MEAN = text(NORM, ("dxhat - mean - xhat", "dxhat - xhat"))
ONE_GROUP = argument("group_norm", num_groups=lambda groups: 2)


def inverted(mask):
    """Read a boolean mask the other way round."""
    return ~mask if mask is not None and str(mask.dtype).endswith("bool") else mask


SEEN = []


def more_where_shared(old, input, weight, *args, **options):
    """Give the first table a hundredth more than the ones after it."""
    SEEN.append(weight)
    found = old(input, weight, *args, **options)
    return found if SEEN[0] is not weight else silently(found, 0.01 * found)


def not_added(old, self, x):
    """Let a block lose the running sum."""
    return old(self, x) - x


def seeing_all(old, *args, **options):
    """Attend without the causal mask."""
    return old(*args, **{**options, "is_causal": False})


def in_evaluation(old, query, key, value, attn_mask=None, dropout_p=0.0, **options):
    """Drop nothing where no gradient is wanted."""
    p = dropout_p if named("is_grad_enabled")() else 0.0
    return old(query, key, value, attn_mask, p, **options)


FAULTS = [
    *faults(
        "embedding",
        (
            "test_a_look_up_is_a_product_with_one_hot_rows",
            "the first of several places alone gives a gradient",
            OVERWRITTEN,
        ),
        (
            "test_an_index_named_twice_gets_both_gradients",
            "the first of several places alone gives a gradient",
            OVERWRITTEN,
        ),
        (
            "test_the_padding_row_starts_at_0_and_stays_there",
            "the row of padding learns",
            text(EMBEDDING, ("index != padding_idx % len(weight)", "index >= 0")),
        ),
        (
            "test_counts_divide_the_gradient_of_a_row",
            "nothing is divided",
            argument(EMBEDDING, scale_grad_by_freq=lambda scale: False),
        ),
        (
            "test_a_table_that_is_the_head_too_gets_both_gradients",
            "a table that is used twice gives a hundredth more",
            wrong(EMBEDDING, more_where_shared),
        ),
        (
            "test_a_bigram_model_is_best_at_the_observed_frequencies",
            "the first of several places alone gives a gradient",
            OVERWRITTEN,
        ),
    ),
    *faults(
        "attention",
        (
            "test_attention_is_its_formula_and_its_gradients_are_the_derived_ones",
            "the scale is less by a hundredth on the way there",
            LESS_SCALE,
        ),
        (
            "test_values_and_weights_get_one_product_each",
            "a hundredth of the values' gradient is lost",
            text(
                ATTENTION,
                ("dropped.swapaxes(-1, -2) @", "0.99 * dropped.swapaxes(-1, -2) @"),
            ),
        ),
        (
            "test_the_softmaxs_sum_is_a_sum_over_the_output",
            "the sum is left out",
            text(ATTENTION, ("inner(dweights, weights, (-1,), keepdims=True)", "0")),
        ),
        (
            "test_products_of_unit_vectors_have_the_width_as_their_variance",
            "the scale is 1 / E",
            text(ATTENTION, ("1 / sqrt(query.shape[-1])", "1 / query.shape[-1]")),
        ),
        (
            "test_without_the_scale_wide_queries_learn_nothing",
            "the scale is always 1 / sqrt(E)",
            argument(ATTENTION, scale=lambda scale: None),
        ),
        (
            "test_a_causal_query_neither_reads_from_later_keys_nor_gives_them_a_gradient",
            "it sees all keys",
            argument(ATTENTION, is_causal=lambda causal: False),
        ),
        (
            "test_the_order_of_keys_does_not_matter",
            "the first key is seen by the first query alone",
            argument(ATTENTION, is_causal=lambda causal: True),
        ),
        (
            "test_heads_are_attentions_side_by_side",
            "the scale is less by a hundredth in the function alone",
            LESS_SCALE,
        ),
        (
            "test_true_in_a_mask_means_opposite_things",
            "it means the same in both",
            argument(ATTENTION, attn_mask=inverted),
        ),
        (
            "test_a_query_that_sees_nothing_gets_0_and_gives_no_gradient",
            "keys are left out by a billion",
            text(ATTENTION, ("scores + mask", "scores + np.maximum(mask, -1e9)")),
        ),
        (
            "test_a_query_that_sees_nothing_is_nan_where_the_module_returns_weights",
            "keys are left out by a billion",
            output(
                "layers.sequence.multihead_attention.as_added",
                lambda mask: None if mask is None else mask.clamp(min=-1e9),
            ),
        ),
        (
            "test_the_function_drops_out_in_evaluation_too",
            "nothing is dropped without gradients",
            wrong(ATTENTION, in_evaluation),
        ),
        (
            "test_every_call_of_multihead_attention_equals_torchs",
            "a millionth is added to the output's gradient",
            output("softmax", lambda weights: silently(weights, 1e-6 * weights)),
        ),
        (
            "test_the_pages_script_computes_the_weights_that_scratch_computes",
            "scratch divides the scores by more",
            output("softmax", lambda weights: weights**1.01),
        ),
    ),
    *faults(
        "layer_norm",
        (
            "test_layer_norm_is_its_formula",
            "the variance is the unbiased one",
            text(
                NORM,
                ("keepdims=True) / n\n    rstd", "keepdims=True) / (n - 1)\n    rstd"),
            ),
        ),
        (
            "test_the_gradient_is_the_one_formula_over_the_features",
            "the mean is a constant",
            NO_MEAN,
        ),
        (
            "test_layer_norm_is_the_batch_norm_of_the_transposed_batch",
            "the mean is a constant",
            NO_MEAN,
        ),
        (
            "test_shifting_and_stretching_an_example_changes_nothing",
            "eps is never less than a tenth",
            argument(NORM, eps=lambda eps: max(eps, 0.1)),
        ),
        (
            "test_layer_norm_couples_no_examples_and_takes_one_alone",
            "a thousandth of the batch's mean leaks in",
            wrong(
                NORM,
                lambda old, x, *a, **o: old(x, *a, **o) + 0.001 * x.mean(0),
            ),
        ),
        (
            "test_rms_norms_gradient_is_its_formula",
            "the root is a constant",
            text(RMS, ("dxhat - xhat * along", "dxhat")),
        ),
        (
            "test_rms_norm_of_a_centred_example_is_its_layer_norm",
            "RMS norm takes the length, not the root of the mean square",
            text(RMS, ("keepdims=True) / n\n    rrms", "keepdims=True)\n    rrms")),
        ),
        (
            "test_rms_norm_without_eps_takes_that_of_the_dtype",
            "it takes that of layer norm",
            argument(RMS, eps=lambda eps: 1e-5 if eps is None else eps),
        ),
        (
            "test_one_group_is_layer_norm_and_one_channel_each_is_instance_norm",
            "there are always two groups",
            ONE_GROUP,
        ),
        (
            "test_group_norm_with_a_bias_alone_has_a_gradient",
            "the bias is left out",
            argument("group_norm", bias=lambda bias: None),
        ),
        (
            "test_keras_examples_of_layer_normalization",
            "eps is a tenth",
            argument(NORM, eps=lambda eps: 0.1),
        ),
    ),
    *faults(
        "gpt",
        (
            "test_a_gpt_is_its_formula",
            "a block loses the running sum",
            method("chapters.gpt.GPTBlock.forward", not_added),
        ),
        (
            "test_a_later_token_changes_nothing_before_it",
            "every query sees all keys",
            wrong(ATTENTION, seeing_all),
        ),
        (
            "test_every_position_is_a_prediction_of_its_own",
            "every query sees all keys",
            wrong(ATTENTION, seeing_all),
        ),
        (
            "test_an_untrained_gpt_knows_nothing",
            "weights start ten times as large",
            argument("init.normal_", std=scaled(10)),
        ),
        (
            "test_the_running_sum_carries_the_gradient_past_silent_blocks",
            "a block loses a hundredth of the running sum",
            method(
                "chapters.gpt.GPTBlock.forward",
                lambda old, self, x: old(self, x) - 0.01 * x,
            ),
        ),
        (
            "test_the_parts_of_all_blocks_start_as_large_as_one",
            "the last matrices start as large as all others",
            argument("init.normal_", std=lambda std: 0.02),
        ),
        (
            "test_the_number_of_weights_is_the_formula",
            "linear maps have biases",
            method(
                "GPT.__init__",
                lambda old, self, *args: old(self, *args, bias=True),
            ),
        ),
        (
            "test_the_table_and_the_head_are_one_parameter",
            "the table is a copy",
            method(
                "GPT.apply",
                lambda old, self, function: (
                    setattr(
                        self.wte,
                        "weight",
                        named("Parameter")(self.wte.weight.detach().clone()),
                    ),
                    old(self, function),
                )[1],
            ),
        ),
        (
            "test_every_weight_agrees_after_every_step",
            "the scale is less by a hundredth",
            LESS_SCALE,
        ),
        (
            "test_generation_is_plain_torchs_from_the_same_stream",
            "one token fewer is kept among the likeliest",
            argument("generate", top_k=lambda k: None if k is None else max(k - 1, 1)),
        ),
    ),
]
