"""What people call the arguments of an operation."""

ALIASES = {
    "input": """input inputs inp x xs X data a A z Z h logits scores probs prob probas
        y_pred ypred pred preds prediction predictions y_hat yhat log_probs logp logq
        activations features""",
    "target": """target targets y Y t T labels label y_true ytrue truth gold onehot
        one_hot y_onehot Y_onehot""",
    "weight": """weight weights w W gamma Gamma scale gain kernel class_weights
        class_weight sample_weight""",
    "bias": "bias biases b B beta Beta shift offset",
    "eps": "eps epsilon",
    "p": "p drop_prob dropout_prob rate drop_rate dropout_rate prob drop p_drop",
    "training": "training train is_training is_train train_mode train_flg train_flag",
    "dim": "dim axis",
    "running_mean": "running_mean moving_mean run_mean rm",
    "running_var": "running_var moving_var run_var rv running_variance",
    "negative_slope": "negative_slope slope alpha leak",
    "label_smoothing": "label_smoothing smoothing",
    "normalized_shape": "normalized_shape",
    "hx": "hx h h_prev hprev h_0 h0 prev_h hidden state",
    "cx": "cx c c_prev cprev c_0 c0 prev_c cell",
    "weight_ih": "weight_ih Wx W_ih w_ih Wxh W_xh U",
    "weight_hh": "weight_hh Wh W_hh w_hh Whh",
    "bias_ih": "bias_ih b b_ih bx bias",
    "bias_hh": "bias_hh b_hh bh",
    "kernel_size": """kernel_size pool_size kernel k ksize filter_size size pool_h
        pool_height window f""",
    "stride": "stride s strides step",
    "padding": "padding pad p",
    "num_groups": "num_groups groups G n_groups",
    "alpha": "alpha a",
    "beta": "beta b",
    "delta": "delta d",
    "margin": "margin delta m",
    "momentum": "momentum mom",
    "keepdim": "keepdim keepdims keep_dims",
    "query": "query q Q queries",
    "key": "key k K keys",
    "value": "value v V values",
    "other": "other y b B W w weight weights",
    "mat2": "mat2 b B y W",
    "x1": "x1 x a u",
    "x2": "x2 y b v",
    "input1": "input1 x1 x a",
    "input2": "input2 x2 y b",
    "pos_weight": "pos_weight positive_weight",
    "attn_mask": "attn_mask mask attention_mask att_mask src_mask keep_mask",
    "is_causal": "is_causal causal use_causal_mask causal_mask",
    "reduction": "reduction",
    "lr": "lr learning_rate eta learningRate step_size alpha",
}


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


def listed(text: str) -> list[str]:
    """Return the words of a text in their order."""
    return text.split()


KEEP = words("keep_prob keep keep_p p_keep keep_rate")
OPTIONS = words("config options params param conf settings hparameters hparams opts")
UPSTREAM = words(
    """dout dy dY dY_hat doutput grad grad_output grad_out g upstream delta dA dZ dz dL
    dl dL_dout dLdy dLdY dout_ grad_y gy gout d dH dh up upstream_grad
    upstream_gradient output_grad"""
)
CACHE = words("cache caches ctx context saved memo state tape mem intermediates")
OUTPUT = words("out output y Y s S p P a A probs act result softmax_output")
CONTEXT = words("ctx context")  # what a static forward saves into
RATES = words("learning_rate lr eta learningRate l_rate learn_rate rate step_size")
# attributes that hold what a forward computed
HELD = listed("output outputs out y y_hat y_pred probs a A activation result z Z")
WIDTHS = words(
    """num_features normalized_shape dim d size features n_features in_features n_in
    input_dim in_dim d_in channels num_channels hidden hidden_dim n width inputs fan_in
    input_size n_inputs num_inputs n_input in_size in_dims input_dims dim_in nin
    num_in_features n_x num_classes n_classes num_class classes"""
)
# the second side of a square window
SECOND = words("pool_w pool_width kernel_w kernel_width window_w filter_width")
OUT_WIDTHS = words(
    """out_features n_out output_dim out_dim d_out outputs fan_out units output_size
    n_neurons neurons num_neurons n_outputs num_outputs n_output n_units num_units
    out_size output_dims dim_out nout num_out_features n_y"""
)


def resolve(name: str, known: set[str]) -> str | None:
    """Return the reference's argument that a parameter of this name stands for."""
    if name in known:
        return name
    for spelling in (name, name.lower()):
        for argument, aliases in ALIASES.items():
            if argument in known and spelling in aliases.split():
                return argument
    return None


def is_options(name: str) -> bool:
    """Tell a dictionary of options, such as `bn_param`."""
    return name in OPTIONS or name.endswith(("_param", "_params", "_config"))


def is_upstream(name: str) -> bool:
    """Tell whether a parameter of a backward is the gradient that comes in."""
    low = name.lower()
    return (
        name in UPSTREAM
        or low.startswith(("dout", "grad", "dl", "upstream", "d_", "delta", "dnext"))
        or (
            len(name) > 1
            and name[0] == "d"
            and name not in ("data", "dim", "dtype", "d")
        )
    )


def gradient_names(parameter: str) -> list[str]:
    """Return what the gradient of a parameter may be called."""
    found = [
        f"d{parameter}",
        f"grad_{parameter}",
        f"{parameter}_grad",
        f"d_{parameter}",
    ]
    found += [f"{parameter}grad", f"grad{parameter}", f"d{parameter.upper()}"]
    return [*found, f"d{parameter.lower()}", f"d{parameter.capitalize()}"]
