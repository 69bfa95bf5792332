"""What people call the arguments of an operation."""

ALIASES = {
    "input": """input inputs inp x xs X data a A z Z h logits scores probs prob probas
        y_pred ypred pred preds prediction predictions y_hat yhat log_probs logp logq
        activations features""",
    "target": """target targets y Y t T labels label y_true ytrue truth gold onehot
        one_hot y_onehot Y_onehot""",
    "weight": "weight weights w W gamma Gamma scale gain kernel class_weights",
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
}


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


KEEP = words("keep_prob keep keep_p p_keep keep_rate")
OPTIONS = words("config options params conf settings")
UPSTREAM = words(
    """dout dy dY dY_hat doutput grad grad_output grad_out g upstream delta dA dZ dz dL
    dl dL_dout dLdy dLdY dout_ grad_y gy gout d dH dh up upstream_grad
    upstream_gradient output_grad"""
)
CACHE = words("cache ctx context saved memo state tape mem intermediates")
OUTPUT = words("out output y Y s S p P a A probs act result softmax_output")
WIDTHS = words(
    """num_features normalized_shape dim d size features n_features in_features n_in
    input_dim in_dim d_in channels num_channels hidden hidden_dim n width inputs fan_in
    input_size"""
)
OUT_WIDTHS = words(
    "out_features n_out output_dim out_dim d_out outputs fan_out units output_size"
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
