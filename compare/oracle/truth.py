"""What a call of a torch callable should give, and how far off a program may be."""

from dataclasses import dataclass

import numpy as np
import torch

from . import convolutions, interpolation, scattering
from .bounded import Bounded
from .call import Call, outputs_of, torch_dtype
from .evaluate import Evaluation
from .opinion import spread
from .trace import Trace, trace

# How many bounds a tolerance is: the candidate is within one, and so is the reference,
# which is evaluated in float64 and so beyond doubt where float32 is tested.
WIDTH = {torch.float32: 1.0, torch.float64: 2.0}
REGISTERED = convolutions, interpolation, scattering  # they bring their rules
TINY = 1e-37  # a tolerance of underflow alone: a zero is seen to be one
RESOLVED = 1e-4  # the relative error that an element must show to count as resolved


@dataclass(frozen=True, eq=False)
class Quantity:
    """A right value with its tolerance, element by element; infinite where unknown."""

    name: str
    value: np.ndarray
    tolerance: np.ndarray
    opinion: np.ndarray | None = None  # sixteen times the spread of random rounding

    def agrees(self, actual) -> np.ndarray:
        """Tell of each element whether it is within the tolerance, NaN for NaN."""
        actual = np.asarray(actual)
        with np.errstate(invalid="ignore"):
            near = np.abs(actual - self.value) <= self.tolerance
        both = np.isnan(actual) & np.isnan(self.value)
        return near | (actual == self.value) | both

    def suspicious(self, actual) -> np.ndarray:
        """Tell of each element whether it is within the bound, yet surprising."""
        if self.opinion is None:
            return np.zeros(self.value.shape, bool)
        with np.errstate(invalid="ignore"):
            return self.agrees(actual) & (
                np.abs(np.asarray(actual) - self.value) > self.opinion
            )

    def resolves(self, relative=RESOLVED) -> np.ndarray:
        """Tell of each element whether a relative error of that size would show."""
        with np.errstate(invalid="ignore"):
            clear = 3 * self.tolerance < relative * np.abs(self.value)
        return clear | (self.tolerance < TINY) | ~np.isfinite(self.value)


@dataclass(frozen=True, eq=False)
class Truth:
    """The right answer to one call in one dtype.

    `outputs`, `gradients` (of every floating argument and parameter, by name) and
    `buffers` (of a module, after the call) are quantities; `upstream` is the gradient
    that came in, one array an output; `sampled` names operations without a rule, whose
    tolerance is an estimate, `guarded` those that held a number away from zero, where
    nothing is known; `call` has values and hyper-parameters in the dtype.
    """

    call: Call
    trace: Trace
    upstream: list[np.ndarray]
    outputs: list[Quantity]
    gradients: list[Quantity]
    buffers: list[Quantity]
    sampled: tuple[str, ...]
    guarded: tuple[str, ...] = ()

    @property
    def quantities(self) -> list[Quantity]:
        """Everything in the order in which it is computed."""
        return [*self.outputs, *self.buffers, *self.gradients]

    @property
    def unresolved(self) -> float:
        """The share of elements in which an error of 1e-4 might not show."""
        clear = [q.resolves().reshape(-1) for q in self.quantities]
        clear = np.concatenate(clear) if clear else np.ones(1, bool)
        return float(1 - clear.mean()) if clear.size else 0.0


def shapes_of_outputs(call: Call, dtype):
    """Run the reference once; return the shapes of its floating outputs."""
    with torch.no_grad():
        values = [v.to(torch_dtype(dtype)) for v in call.values]
        return {name: tuple(o.shape) for name, o in outputs_of(call(values)).items()}


def draw_upstream(call: Call, dtype, random: np.random.Generator):
    """Draw a random, non-uniform gradient for every output, exact in the dtype."""
    kind = str(torch_dtype(dtype)).removeprefix("torch.")
    shapes = shapes_of_outputs(call, dtype).values()
    return [np.asarray(random.standard_normal(shape), kind) for shape in shapes]


def truth(
    call: Call, dtype, upstream=None, seed=0, opinion=False, traced=None
) -> Truth:
    """Evaluate a call.

    Parameters
    ----------
    dtype : "float32" or "float64"
        The one that is tested; values and hyper-parameters are rounded to it first.
    upstream : list of arrays, optional
        One for each floating output; drawn from `seed` if left out.
    opinion : bool
        Also evaluate with random rounding, six times as long.
    traced : Trace, optional
        Of a call of the same shapes and options, in the same dtype, whose reference
        does not look at values.
    """
    call = call.rounded(dtype)
    if upstream is None:
        upstream = draw_upstream(call, dtype, np.random.default_rng(seed))
    given = [torch.as_tensor(np.asarray(g)).double() for g in upstream]
    traced = traced or trace_call(call, given, dtype)
    inputs = [*(v.double() for v in call.values), *buffers_of(call), *given]
    evaluation = Evaluation(traced)
    torch.manual_seed(seed)
    parts = evaluation.run(inputs)
    widths = [None] * sum(map(len, parts))
    if opinion:
        torch.manual_seed(seed)
        widths = spread(traced, inputs)[1]
    named = zip(
        [*traced.outputs, *call.names, *call.buffers],
        [x for part in parts for x in part],
        widths,
    )
    found = [quantity(name, x, width, traced.dtype) for name, x, width in named]
    outputs, gradients = len(traced.outputs), len(traced.outputs) + len(call.names)
    return Truth(
        call,
        traced,
        [np.asarray(g) for g in upstream],
        found[:outputs],
        found[outputs:gradients],
        found[gradients:],
        tuple(sorted(evaluation.sampled)),
        tuple(sorted(evaluation.guarded)),
    )


def trace_call(call, upstream, dtype) -> Trace:
    """Trace strictly; or, where the reference looks at values, for these alone."""
    try:
        return trace(call, upstream, dtype, strict=True)
    except RuntimeError:
        return trace(call, upstream, dtype, strict=False)


def buffers_of(call):
    """Return a module's buffers in float64, whole numbers as they are."""
    return [
        b.double() if b.is_floating_point() else b.clone()
        for b in call.buffers.values()
    ]


def inputs_of(found: Truth):
    """Return what the graph of a truth takes: leaves, buffers, upstream."""
    upstream = [torch.as_tensor(g).double() for g in found.upstream]
    leaves = [v.double() for v in found.call.values]
    return [*leaves, *buffers_of(found.call), *upstream]


def quantity(name, x, width, dtype) -> Quantity:
    """Make a quantity of a bounded array, or of an exact tensor."""
    if not isinstance(x, Bounded):
        value = x.numpy()
        return Quantity(name, value, np.zeros(value.shape), width)
    u = torch.finfo(dtype).eps / 2
    with np.errstate(all="ignore"):
        tolerance = np.nan_to_num(WIDTH[dtype] * u * x.error, nan=np.inf, posinf=np.inf)
    return Quantity(name, x.value, tolerance, width)
