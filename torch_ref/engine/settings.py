"""Questions and switches of the library: torch's own."""

from torch import (
    are_deterministic_algorithms_enabled,
    compile,
    e,
    finfo,
    get_float32_matmul_precision,
    get_num_threads,
    iinfo,
    inf,
    nan,
    newaxis,
    pi,
    set_default_tensor_type,
    set_float32_matmul_precision,
    set_num_threads,
    use_deterministic_algorithms,
)

__all__ = [
    "are_deterministic_algorithms_enabled",
    "compile",
    "e",
    "finfo",
    "get_float32_matmul_precision",
    "get_num_threads",
    "iinfo",
    "inf",
    "nan",
    "newaxis",
    "pi",
    "set_default_tensor_type",
    "set_float32_matmul_precision",
    "set_num_threads",
    "use_deterministic_algorithms",
]
