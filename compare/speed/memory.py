"""The most memory that a training holds, measured where nothing else runs.

The figure is the growth of the resident set of a process of its own, at its highest,
over what it held when a small network had been trained in it. Everything counts:
parameters, gradients, the optimiser's state, activations, temporaries, and whatever
either side's allocator keeps for the next step.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import torch

from ..terminal.interrupt import ctrl_c_ignored
from .clock import same_threads
from .convolutional import NETWORKS
from .networks import Network
from .sides import SIDES

STATUS = Path("/proc/self/status")
STEPS = 4
WARM_UP = Network((64, 64, 10), 64, regularised=True)


def measurable():
    """Return whether this system tells a process its highest resident set."""
    return STATUS.exists() and "VmHWM" in STATUS.read_text(encoding="utf-8")


def peak(side, network, optimiser):
    """Return the bytes that a few steps add, measured in a fresh process."""
    order = SIDES.index(side), NETWORKS.index(network), optimiser
    context = get_context("forkserver")  # its children need not import torch again
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(1, context) as pool:
        with ctrl_c_ignored():
            waiting = pool.submit(growth, *order, torch.get_num_threads())
        return waiting.result()


def growth(side, network, optimiser, threads):
    """Train in this process and return how far the resident set rose."""
    side, network = SIDES[side], NETWORKS[network]
    with same_threads(threads):
        train(WARM_UP, side, optimiser)
        Path("/proc/self/clear_refs").write_text("5")  # the highest is the present one
        before = resident("VmHWM")
        train(network, side, optimiser)
    return resident("VmHWM") - before


def train(network, side, optimiser):
    """Take a few steps."""
    step = network.step(side, optimiser)
    for _ in range(STEPS):
        step()


def resident(name):
    """Return one of the kernel's figures for this process, in bytes."""
    lines = STATUS.read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith(name))
    return int(line.split()[1]) * 1024
