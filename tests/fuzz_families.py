"""Eight families of mistakes to plant: `python -m tests.fuzz_families SEED` finds all.

It prints how many random programs were drawn until one showed each of them.
"""

import sys

import numpy as np
import pytest

import scratch
from compare.fuzz.campaign import silent
from compare.fuzz.choices import Choices
from compare.fuzz.draw import draw_program
from compare.fuzz.machine import SCRATCH
from compare.fuzz.verdict import judge
from scratch.engine import arithmetic
from scratch.engine.autograd import differentiable

Tensor = scratch.Tensor
PROGRAMS = 20_000


def in_numpy_order(monkeypatch):
    """Index as NumPy does where an integer and an array stand apart."""
    healthy = Tensor.__getitem__

    def wrong(self, index):
        output = healthy(self, index)
        if not isinstance(index, tuple) or not any(type(i) is int for i in index):
            return output
        parts = tuple(i.array if isinstance(i, Tensor) else i for i in index)
        if any(getattr(part, "dtype", None) == np.uint8 for part in parts):
            return output  # a mask in torch, integers in NumPy
        found = self.array[parts]
        return output if found.shape == output.shape else Tensor(found)

    monkeypatch.setattr(Tensor, "__getitem__", wrong)


def integers_with_gradient(monkeypatch):
    """Let gradients pass through integers."""
    healthy = Tensor.long

    def wrong(self):
        output = healthy(self)
        return output if not self.requires_grad else self * 1

    monkeypatch.setattr(Tensor, "long", wrong)


def scalars_copied(monkeypatch):
    """Copy a view that has no dimensions."""
    healthy = Tensor.__getitem__

    def wrong(self, index):
        output = healthy(self, index)
        return output.clone() if output.ndim == 0 and self.ndim else output

    monkeypatch.setattr(Tensor, "__getitem__", wrong)


def multiplied_masks(monkeypatch):
    """Multiply the upstream gradient by clamp's mask where torch chooses."""
    body = arithmetic.clamp.__wrapped__

    def clamp(input, min=None, max=None):
        output, backward = body(input, min, max)

        def wrong(doutput):
            mask = backward(np.ones_like(doutput))[0] != 0
            return doutput * mask, *backward(doutput)[1:]

        return output, wrong

    monkeypatch.setattr(
        arithmetic, "clamp", differentiable("input", "min", "max")(clamp)
    )


def roots_of_nothing(monkeypatch):
    """Take the spread as the root of a variance, whose slope at 0 is infinite."""

    def wrong(self, *args, **keywords):
        return self.var(*args, **keywords).sqrt()

    monkeypatch.setattr(Tensor, "std", wrong)


def remembered_outputs(monkeypatch):
    """Compute a gradient from a copy of what was overwritten."""
    healthy = Tensor.exp

    def wrong(self):
        return healthy(self) + 0

    monkeypatch.setattr(Tensor, "exp", wrong)


def steps_added_up(monkeypatch):
    """Count in steps that are rounded one by one."""
    healthy = scratch.arange

    def wrong(*args, **keywords):
        output = healthy(*args, **keywords)
        if len(args) < 3 or output.array.dtype.kind != "f" or not output.numel():
            return output
        steps = np.full(output.shape, args[2], output.dtype)
        steps[0] = args[0]
        return Tensor(np.add.accumulate(steps))

    monkeypatch.setattr(SCRATCH, "arange", wrong)


def lost_signs(monkeypatch):
    """Return 0 for -0."""
    healthy = SCRATCH.relu
    monkeypatch.setattr(SCRATCH, "relu", lambda input: healthy(input) + 0.0)


FAMILIES = {  # and an operation without which none can show it
    in_numpy_order: "getitem",
    integers_with_gradient: "long",
    scalars_copied: "getitem",
    multiplied_masks: "clamp",
    roots_of_nothing: "std",
    remembered_outputs: "exp",
    steps_added_up: "arange",
    lost_signs: "relu",
}


def shows(plant, state):
    """Whether a drawn program differs with the mistake planted, and only then."""
    if all(s.operation != FAMILIES[plant] for s in state.program):
        return False
    with pytest.MonkeyPatch.context() as planted:
        plant(planted)
        differs = judge(state.program, state.machine).differences
    return bool(differs) and not judge(state.program, state.machine).differences


def first_found(plants, choices, programs=PROGRAMS):
    """Yield each plant and the number of the first program that shows it."""
    left = list(plants)
    with silent():
        for number in range(1, programs + 1):
            if not left:
                return
            state = draw_program(choices)
            for plant in [plant for plant in left if shows(plant, state)]:
                left.remove(plant)
                yield plant, number


def main(seed):
    """Print how many programs each family takes; return the exit status."""
    found = 0
    for plant, number in first_found(FAMILIES, Choices(seed)):
        print(f"{plant.__name__:24}{number:7,} programs", flush=True)
        found += 1
    print(f"{found} of {len(FAMILIES)} found within {PROGRAMS:,} programs")
    return 0 if found == len(FAMILIES) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
