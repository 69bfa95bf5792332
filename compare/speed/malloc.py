"""What torch takes where the allocator is left as it was.

`import scratch` lets glibc keep freed memory, which makes torch's large tensors cheaper
in the same process; a process of its own, with GRADTWIN_MALLOC=0, tells by how much.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import torch

from scratch.engine import allocator

from ..terminal.interrupt import ctrl_c_ignored
from .clock import race, same_threads
from .convolutional import NETWORKS
from .sides import SIDES

OFF = {"GRADTWIN_MALLOC": "0"}


@contextmanager
def as_it_was():
    """Give a function that times torch's step in a process that keeps no memory.

    It takes the network, the optimiser, the seconds and the clock, and returns seconds;
    None where this process keeps none either.
    """
    if not allocator.freed_memory_is_kept:
        yield lambda *step: None
        return
    before = dict(os.environ)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:

        def measure(network, optimiser, seconds, clock):
            step = NETWORKS.index(network), optimiser, seconds, clock
            with ctrl_c_ignored():
                os.environ.update(OFF)  # the process starts with the first step
                waiting = pool.submit(torch_alone, *step, torch.get_num_threads())
                os.environ.clear()
                os.environ.update(before)
            return waiting.result()

        yield measure


def torch_alone(network, optimiser, seconds, clock, threads):
    """Return what torch's step takes in this process."""
    if allocator.freed_memory_is_kept:
        raise RuntimeError("this process keeps freed memory")
    step = NETWORKS[network].step(SIDES[1], optimiser)
    with same_threads(threads):
        return race({"torch": step}, seconds, clock).median("torch")
