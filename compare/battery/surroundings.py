"""What no call may change beside its results: settings, streams, the other object."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

import numpy as np

import scratch

from .mismatch import check_that


def look(draws: bool) -> dict[str, object]:
    """Return every setting that a call could leave behind, streams unless it draws."""
    seen = {
        "the default dtype": scratch.get_default_dtype(),
        "gradient mode": scratch.is_grad_enabled(),
        "NumPy's errstate": np.geterr(),
        "NumPy's buffer size": np.getbufsize(),
        "NumPy's print options": np.get_printoptions(),
        "NumPy's random stream": np.random.get_state()[1].tolist(),  # noqa: NPY002
    }
    if current_thread() is main_thread():  # beside others dask, say, draws meanwhile
        seen["Python's random stream"] = random.getstate()
    if not draws:
        seen["the random stream"] = scratch.get_rng_state().tolist()
    return seen


@contextmanager
def unchanged(name: str, draws: bool = False) -> Iterator[None]:
    """Require that a block leaves everything around it as it was.

    NumPy warns inside, a setting that no operation makes: one that is left on "ignore"
    shows.
    """
    with np.errstate(all="warn"):
        before = look(draws)
        yield
        after = look(draws)
    for what, value in before.items():
        check_that(
            after[what] == value,
            name,
            f"{what} is left alone",
            "it is another one after the call",
        )
