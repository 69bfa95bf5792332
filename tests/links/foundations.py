"""Faults for the pages of the foundations."""

from .fault import faults
from .plant import argument, method, output, replace, scaled, text, wrong
from .plant import of as named

FAULTS = [
    *faults(
        "parity",
        (
            "test_a_circuit_equals_parity_on_every_input",
            "one AND less",
            text(
                "parity_patterns",
                ("if sum(bits) % 2]", "if sum(bits) % 2][1:] or [(2,) * n]"),
            ),
        ),
        (
            "test_no_smaller_or_of_ands_is_parity",
            "thresholds that do not see the last bit",
            text(
                "parity_threshold", ("[[1.0] * n for", "[[1.0] * (n - 1) + [0.0] for")
            ),
        ),
        (
            "test_and_of_literals_needs_one_unit_for_each_odd_pattern",
            "one more AND, of a pattern that never is",
            text(
                "parity_patterns",
                ("if sum(bits) % 2]", "if sum(bits) % 2] + [(2,) * n]"),
            ),
        ),
        (
            "test_one_hidden_layer_does_not_need_exponentially_many_units",
            "the zigzag is the layer of ANDs",
            lambda: replace(named("parity_relu"), named("parity_patterns")),
        ),
        (
            "test_the_tree_has_linearly_many_units_in_logarithmically_many_layers",
            "the tree is the layer of ANDs",
            lambda: replace(named("parity_tree"), named("parity_patterns")),
        ),
        (
            "test_removing_any_hidden_unit_breaks_the_circuit",
            "a threshold unit too many",
            text(
                "parity_threshold",
                ("* n for _ in range(n)]", "* n for _ in range(n + 1)]"),
                ("range(1, n + 1)", "range(1, n + 2)"),
                (", [n]", ", [n + 1]"),
            ),
        ),
        (
            "test_depth_multiplies_pieces_two_units_at_a_time",
            "a later layer does not fold",
            text(
                "tent_deep", ("[2.0, -4.0], [2.0, -4.0]]", "[2.0, -2.0], [2.0, -2.0]]")
            ),
        ),
        (
            "test_one_hidden_layer_of_u_relus_has_at_most_u_plus_1_pieces",
            "a unit bends twice",
            method("ReLU.forward", lambda old, self, x: x.clamp(0.0, 0.1)),
        ),
        (
            "test_one_hidden_layer_needs_a_unit_for_each_piece",
            "a unit less than pieces",
            text("tent_wide", ("pieces = 2**depth", "pieces = 2**depth - (depth > 1)")),
        ),
    ),
    *faults(
        "forward_backward",
        (
            "test_the_forward_equations_give_the_same_z_a_and_cost",
            "the bias is subtracted",
            text("layer_forward", ("@ A_prev + b", "@ A_prev - b")),
        ),
        (
            "test_a_layer_turns_any_da_into_da_prev_dw_and_db_as_autograd_does",
            "the softmax's sum forgets A",
            text("chapters.layer.activation_backward", ("(A * dA).sum(0", "dA.sum(0")),
        ),
        (
            "test_da_through_the_activation_gives_a_minus_y_at_a_matched_head",
            "the slope of the sigmoid is A",
            lambda: named("chapters.layer.DERIVATIVES").update(sigmoid=lambda Z, A: A),
        ),
        (
            "test_backward_reads_what_forward_kept_and_computes_nothing_forward",
            "backward computes A again",
            text(
                "chapters.layer.activation_backward",
                ("cache.Z, cache.A", "cache.Z, ACTIVATIONS[cache.g](cache.Z)"),
            ),
        ),
        (
            "test_every_gradient_and_intermediate_equals_autograds",
            "dA of the output is averaged",
            text("deep_backward", ("[g](A, Y)", "[g](A, Y) / (1 + Y.shape[1])")),
        ),
        (
            "test_dz_is_a_minus_y_only_at_the_output_layer",
            "dZ = A - Y wherever the shapes match",
            text(
                "deep_backward",
                (
                    "activation_backward(dA[l], caches[l])",
                    "(caches[l].A - Y) if caches[l].A.shape == Y.shape else "
                    "activation_backward(dA[l], caches[l])",
                ),
            ),
        ),
        (
            "test_the_one_over_m_sits_in_dw_and_db_and_not_in_dz",
            "the 1/m is in dZ",
            text("deep_backward", ("dZ[L] = A - Y", "dZ[L] = (A - Y) / Y.shape[1]")),
        ),
        (
            "test_rows_as_examples_give_the_same_numbers_transposed",
            "db is not averaged",
            text(
                "chapters.layer.affine_backward",
                (
                    "db = dZ.sum(1, keepdim=True) / m",
                    "db = dZ.sum(1, keepdim=True) * 2",
                ),
            ),
        ),
    ),
    *faults(
        "derivation",
        (
            "test_every_gradient_and_intermediate_equals_autograds",
            "dA of a hidden layer without its weights' sum",
            text(
                "chapters.layer.affine_backward",
                ("cache.W.T @ dZ", "cache.W.T @ dZ * 2"),
            ),
        ),
        (
            "test_gradients_equal_torchs_under_a_random_upstream",
            "the upstream gradient counts twice",
            method(
                "Tensor.backward",
                lambda old, self, gradient=None, *more, **options: old(
                    self,
                    gradient if gradient is None else gradient * 2,
                    *more,
                    **options,
                ),
            ),
        ),
        (
            "test_the_one_over_m_sits_in_dw_and_db_and_not_in_dz",
            "dW is a sum over the examples",
            text(
                "chapters.layer.affine_backward",
                ("cache.A_prev.T / m", "cache.A_prev.T"),
            ),
        ),
    ),
    *faults(
        "conventions",
        (
            "test_rows_as_examples_give_the_same_numbers_transposed",
            "dW is a sum over the examples",
            text(
                "chapters.layer.affine_backward",
                ("cache.A_prev.T / m", "cache.A_prev.T * 2"),
            ),
        ),
        (
            "test_the_courses_epochs_counted_from_1_are_converted",
            "the epochs are not shifted",
            wrong("decay_from_course", lambda old, a, k: {"lr": a, "decay_rate": k}),
        ),
        (
            "test_a_norm_with_the_unbiased_variance_is_batch_norm_converted",
            "the variance is not converted",
            wrong(
                "batch_norm_from_unbiased",
                lambda old, weight, eps, n: {"weight": weight, "eps": eps},
            ),
        ),
        (
            "test_every_converter_has_an_inverse",
            "keep_prob stays p on the way back",
            wrong("course_from_dropout", lambda old, p: p),
        ),
        (
            "test_layouts_have_inverses",
            "the bias changes its sign on the way",
            wrong("linear_from_rows", lambda old, W, b: (W.T, -b)),
        ),
        (
            "test_columns_and_rows_of_examples_train_alike",
            "the loss is halved",
            output("mse_loss", scaled(0.5)),
        ),
        (
            "test_weights_stored_by_input_train_alike",
            "the loss is halved",
            output("mse_loss", scaled(0.5)),
        ),
        (
            "test_momentum_as_an_average_is_sgd_with_a_smaller_rate",
            "the rate stays",
            wrong(
                "sgd_from_course", lambda old, lr, beta: {"lr": lr, "momentum": beta}
            ),
        ),
        (
            "test_keep_prob_is_1_minus_p_with_the_same_masks",
            "keep_prob is taken for p",
            argument("dropout_from_course", keep_prob=lambda p: 1 - p),
        ),
        (
            "test_lambda_over_2m_is_weight_decay_of_the_weights_alone",
            "biases are decayed",
            wrong(
                "decay_groups",
                lambda old, module, decay: [
                    {"params": list(module.parameters()), "weight_decay": decay}
                ],
            ),
        ),
        (
            "test_batch_norm_with_0_9_of_the_old_is_momentum_0_1_after_bessels_correction",
            "the variance is not corrected",
            wrong("running_var_from_course", lambda old, var, n: var),
        ),
        (
            "test_a_summed_loss_trains_like_a_mean_at_m_times_the_rate",
            "the decay stays",
            wrong(
                "mean_from_sum",
                lambda old, lr, weight_decay, m: {
                    "lr": lr * m,
                    "weight_decay": weight_decay,
                },
            ),
        ),
        (
            "test_torchs_own_layers_agree_with_the_converted_course",
            "the bias changes its sign",
            wrong(
                "torch_ref.linear_from_course", lambda old, W, b: (W, -b.reshape(-1))
            ),
        ),
    ),
]
