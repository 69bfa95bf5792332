"""What is said about a program: alike, different, or not to be told for rounding."""

from dataclasses import dataclass, field

import numpy as np
import torch

from .judge import Difference, compare
from .listed import is_listed
from .machine import SCRATCH, TORCH, Machine
from .operations import OPERATIONS
from .program import Program, refs
from .reference import follow

NEAR = 16.0  # half units in the last place: what any rounding on the way explains
SLACK = 16.0  # bounds: scratch rounds in other places than torch (VERIFY, section 2)
DOUBTFUL = ("value", "gradient", "result", "shape")  # rounding may be the reason
ROUNDS = frozenset(
    name
    for name, operation in OPERATIONS.items()
    if {"function", "activation", "layer", "loss", "product", "reduction", "arithmetic"}
    & set(operation.kinds)
)


@dataclass
class Verdict:
    """The differences of a program and what could not be told.

    Attributes
    ----------
    unresolved : int
        Values that differ within a bound too wide to tell a mistake by.
    listed : list of str
        Refusals that differ and are on the list.
    """

    differences: list[Difference] = field(default_factory=list)
    values: int = 0
    unresolved: int = 0
    listed: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    followed: bool = False


def judge(program: Program, theirs: Machine | None = None) -> Verdict:
    """Run a program in scratch, and in torch unless that was done; compare."""
    if theirs is None:
        theirs = Machine(TORCH).run(program)
    ours = Machine(SCRATCH).run(program)
    found = compare(program, ours, theirs)
    verdict = Verdict(values=count(theirs))
    if not found:
        return verdict
    if found[0].kind == "refusal":
        reason = is_listed(program, found[0])
        number = found[0].number
        before = judge(program[:number])
        if reason is not None:
            before.listed.append(reason)
        elif not before.differences and not before.unresolved:
            verdict.differences = found
            return verdict
        return before
    if (number := half_done(program, ours)) is not None:
        return judge(program[:number])
    rounding = any(s.operation in ROUNDS for s in program)
    found = [d for d in found if not (rounding and near(program, d))]
    certain = [d for d in found if d.kind not in DOUBTFUL]
    if certain:
        verdict.differences = certain
    elif found:
        verdict.followed = True
        weigh(program, found, verdict)
    return verdict


def half_done(program: Program, machine: Machine) -> int | None:
    """Return the first statement that both refuse and that may have begun its work.

    How many leaves have a gradient by then, or elements a value, is nobody's promise;
    nor whether a view is recorded anew by then that keeps its gradient.
    """
    keeps = False
    for number, (statement, error) in enumerate(zip(program, machine.errors)):
        begun = {"backward", "in place"} & {*OPERATIONS[statement.operation].kinds}
        if error is not None and (begun or keeps):
            return number
        if statement.operation == "retain_grad":
            keeps = keeps or machine.values[statement.args[0]].source is not None
    return None


def count(machine: Machine) -> int:
    """Return how many values there are to compare."""
    return sum(v.numel() for v in machine.values if isinstance(v, torch.Tensor))


def near(program: Program, difference: Difference) -> bool:
    """Whether all elements are within some units in the last place.

    What an operation creates is not: there the last digit must be torch's.
    """
    kinds = OPERATIONS[program[difference.number].operation].kinds
    if difference.kind == "result":
        return agree(difference.ours, difference.theirs)
    if not difference.tolerable or "creation" in kinds:
        return False
    ours, theirs = difference.ours, difference.theirs
    if ours.dtype.kind != "f":
        return False
    unit = NEAR * float(np.finfo(ours.dtype).eps) / 2
    alike = np.abs(ours - theirs) <= unit * np.abs(theirs)
    alike &= np.isfinite(theirs) & (theirs != 0)
    alike |= (ours == theirs) & (np.signbit(ours) == np.signbit(theirs))
    return bool((alike | ((ours != ours) & (theirs != theirs))).all())


def weigh(program: Program, found: list[Difference], verdict: Verdict) -> None:
    """Keep the differences that rounding does not explain."""
    machine, reference = follow(program)
    verdict.unknown = reference.unknown
    with torch.no_grad():
        for difference in found:
            if difference.kind in ("value", "gradient") and difference.tolerable:
                explained, open_ = explain(difference, machine, reference)
            else:
                open_ = doubtful(program, difference, reference)
                explained = bool(open_)
            verdict.unresolved += open_
            if not explained:
                verdict.differences.append(difference)


def explain(difference, machine, reference) -> tuple[bool, int]:
    """Tell whether rounding explains a difference, and of how many values nothing."""
    tensor = machine.values[difference.number]
    if difference.kind == "gradient":
        tensor = getattr(tensor, "grad", None)
    if not isinstance(tensor, torch.Tensor) or tensor.shape != difference.theirs.shape:
        return False, 0
    value, error = reference.pair(tensor.detach())
    value, error = value.double().numpy(), error.numpy()
    ours, theirs = difference.ours, difference.theirs
    with np.errstate(all="ignore"):
        equal = (ours == theirs) & (np.signbit(ours) == np.signbit(theirs))
        equal |= (ours != ours) & (theirs != theirs)
        if ours.dtype.kind != "f":
            unknown = ~equal & (error > 0)
            return bool((equal | unknown).all()), int(unknown.sum())
        unit = float(np.finfo(ours.dtype).eps) / 2
        tiny = float(np.finfo(ours.dtype).smallest_subnormal)
        limit = SLACK * error + np.where(error > 0, SLACK * tiny, 0.0)
        within = np.abs(ours.astype(np.float64) - value) <= limit
        within &= error > 0
        within |= np.isinf(error)
        unknown = ~equal & ~(3 * limit < 1e-4 * np.abs(value)) & (limit > 64 * unit)
    return bool((equal | within).all()), int(unknown.sum())


def doubtful(program, difference, reference) -> int:
    """Excuse what follows from a comparison that rounding may turn."""
    for ref in refs(program[difference.number].args):
        error = reference.asked.get((difference.number, ref))
        if error is not None:
            rounded = difference.kind == "result" and bool((error > 0).any())
            if rounded and agree(difference.ours, difference.theirs, error):
                return 1
            if bool(torch.isinf(error).any()):
                return 1
    return 0


def agree(ours, theirs, error=None) -> bool:
    """Whether two results that are no tensors agree up to an error, or some units."""
    if isinstance(ours, bool) or not isinstance(ours, (float, list)):
        return error is not None
    try:
        ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
        same = (ours == theirs) | ((ours != ours) & (theirs != theirs))
        apart = np.where(same, 0.0, np.abs(ours - theirs))
    except (ValueError, TypeError):
        return False
    if error is None:
        unit = NEAR * np.finfo(np.float32).eps / 2
        return bool((same | (apart <= unit * abs(theirs))).all())
    limit = SLACK * float(error.max()) + np.finfo(np.float64).tiny
    return bool((apart <= 2 * limit).all()) or bool(torch.isinf(error).any())
