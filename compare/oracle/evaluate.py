"""Run a trace in float64 with a bound for every element."""

import warnings

import numpy as np
import torch

from . import guards, pooling
from .aten import ADAPTED, array
from .bounded import Bounded
from .structural import (
    FILLING,
    MAKING,
    MOVING,
    condition,
    lift,
    lift_constant,
    mapped,
    move,
    operands,
    pad,
    sampled,
    tensor,
)
from .table import ATEN
from .trace import Trace

SAME = frozenset(("alias", "clone", "detach", "lift_fresh_copy", "contiguous"))
VIEWS = frozenset(("view", "_unsafe_view", "reshape", "expand", "unsqueeze", "squeeze"))
CONDITIONS = frozenset(
    (
        *("logical_and", "logical_or", "logical_xor", "logical_not"),
        *("bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_not"),
    )
)


class Evaluation:
    """The rules, applied node by node.

    `sampled` names operations that had none, `guarded` those that guarded a number.
    """

    def __init__(self, trace: Trace):
        self.trace = trace
        self.sampled: set[str] = set()
        self.guarded: set[str] = set()

    def run(self, inputs):
        """Return (outputs, gradients, buffers), bounded, for exact inputs."""
        before = Bounded.U, Bounded.ETA, Bounded.TINY, Bounded.HUGE
        Bounded.use(str(self.trace.dtype).removeprefix("torch."))
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                copies = [mapped(clone, x) for x in inputs]
                result, _ = self.trace.walk(map(lift, copies), self.apply)
        finally:
            Bounded.U, Bounded.ETA, Bounded.TINY, Bounded.HUGE = before
        return result

    def apply(self, node, args, kwargs):
        """Compute one node."""
        if node.op == "get_attr":
            return lift_constant(args[0].detach().clone())
        op = node.target
        if not isinstance(op, torch._ops.OpOverload):  # an element of a tuple
            return op(*args, **kwargs)
        name = op.overloadpacket.__name__
        result = self.compute(op, name, args, kwargs)
        if name in guards.CLAMPING or name in guards.COMPARING:
            where = guards.acting(name, args, kwargs)
            if where is not None:
                self.guarded.add(name)
                return guards.loosened(result, where)
        return result

    def compute(self, op, name, args, kwargs):
        """Choose the rule of an operation."""
        bounded = [
            x
            for x in operands((args, tuple(kwargs.values())))
            if isinstance(x, Bounded)
        ]
        if name in SAME and bounded:
            return args[0]
        if name in FILLING or not bounded:
            made = op(*mapped(tensor, args), **mapped(tensor, kwargs))
            return mapped(lift_constant if name in FILLING else lift, made)
        if name in MAKING:
            return mapped(lift, op(*mapped(tensor, args), **kwargs))
        if name in MOVING:
            moved = move(op, args, kwargs)
            if name in VIEWS and isinstance(args[0], Bounded):
                moved.terms = args[0].terms
            return moved
        if name == "constant_pad_nd":
            return pad(op, args, kwargs)
        if name in CONDITIONS:
            return condition(op, args, kwargs)
        if any(x.value.dtype.kind == "c" for x in bounded):
            return self.sample(op, args, kwargs)
        if name in pooling.REGISTERED:
            return pooling.REGISTERED[name](op, args, kwargs)
        if name in ADAPTED:
            return ADAPTED[name](*args, **kwargs)
        if name in ATEN:
            return ATEN[name](*map(array, args))
        return self.sample(op, args, kwargs)

    def sample(self, op, args, kwargs):
        """Bound an operation without a rule by trying."""
        if not any(floating_result(op, args, kwargs)):
            return op(*mapped(tensor, args), **mapped(tensor, kwargs))
        self.sampled.add(op.overloadpacket.__name__)
        return sampled(op, args, kwargs)


def floating_result(op, args, kwargs):
    """Tell of each result whether it carries rounding."""
    made = op(*mapped(tensor, args), **mapped(tensor, kwargs))
    for x in operands(made):
        yield isinstance(x, torch.Tensor) and (x.is_floating_point() or x.is_complex())


def clone(x):
    """Copy a tensor."""
    return x.detach().clone() if isinstance(x, torch.Tensor) else x
