"""What recurrent layers refuse."""

from ...engine.checks import check_floating, check_same_dtype, check_shape


def check_recurrent(input, states, weight_ih, weight_hh, bias_ih, bias_hh, gates):
    """Refuse sizes and dtypes that do not match, and a sequence of no steps."""
    check_floating("input", input)
    tensors = {"weight_ih": weight_ih, "weight_hh": weight_hh}
    tensors |= {"bias_ih": bias_ih, "bias_hh": bias_hh}
    check_same_dtype(input=input, **states, **tensors)
    if input.ndim != 3 or len(input) == 0:
        raise ValueError(
            f"input must be (T, N, I) with T > 0, got {tuple(input.shape)}"
        )
    if weight_hh.ndim != 2:
        raise ValueError(f"weight_hh must have 2 dimensions, got {weight_hh.ndim}")
    size = weight_hh.shape[1]
    check_shape("weight_hh", weight_hh, (gates * size, size))
    check_shape("weight_ih", weight_ih, (gates * size, input.shape[2]))
    for name, state in states.items():
        check_shape(name, state, (input.shape[1], size))
    if (bias_ih is None) != (bias_hh is None):
        raise ValueError("bias_ih and bias_hh must be given both or neither")
    for name in ("bias_ih", "bias_hh"):
        if tensors[name] is not None:
            check_shape(name, tensors[name], (gates * size,))
