"""The battery for bad input: all refuse it, both twins with the same class and text."""

from ..cases.case import (
    Case,
    FunctionCase,
    ModuleCase,
    OptimizerCase,
    ProgramCase,
    ScheduleCase,
)
from .mismatch import check_that
from .sides import SCRATCH, TORCH, TORCH_REF, Side, replace

CLEAR = (ValueError, TypeError, IndexError, KeyError, NotImplementedError)


def attempt(case: Case, side: Side, arguments: dict):
    """Do what the arguments ask for; return the exception or None."""
    given = replace(arguments, lambda p, a: side.tensor(a.copy()))
    try:
        invoke(case, side, given)
    except Exception as error:
        return error
    return None


def invoke(case: Case, side: Side, given: dict):
    """Call, build or step with bad arguments.

    A module's `inputs` and an optimiser's or schedule's remaining needs may be given
    under the keys `inputs` and `steps`.
    """
    torch_side = side is TORCH
    reference = getattr(case, "reference", None)
    if isinstance(case, FunctionCase):
        if torch_side and reference is not None:
            return reference(**given)
        if case.call is not None:
            return case.call(side.dl, **given)
        return getattr(side.dl, case.name)(**given)
    if isinstance(case, ProgramCase):
        program = case.third if torch_side and callable(case.third) else case.program
        return program(side.dl, **given)
    make = reference if torch_side else getattr(side.dl, case.name)
    if isinstance(case, ModuleCase):
        inputs = given.pop("inputs", None)
        module = make(**given)
        return module if inputs is None else module(*inputs)
    param = side.dl.ones(2).requires_grad_()
    if isinstance(case, OptimizerCase):
        return make(given.pop("params", [param]), **given)
    if isinstance(case, ScheduleCase):
        sgd = TORCH.dl.optim.SGD if torch_side else side.dl.SGD
        return make(sgd([param], lr=0.5), **given)
    raise TypeError(f"no refusals for {type(case).__name__}")


def check_refusals(case: Case) -> int:
    """Require that every bad argument is refused; return how many there are."""
    for kind in ("refused", "stricter"):
        for what, make in getattr(case, kind).items():
            ours = attempt(case, SCRATCH, make())
            twin = attempt(case, TORCH_REF, make())
            check = f"bad input: {what}"
            check_that(ours is not None, case.name, check, "scratch accepts it")
            check_that(twin is not None, case.name, check, "torch_ref accepts it")
            check_that(
                isinstance(ours, CLEAR) and str(ours),
                case.name,
                check,
                f"scratch raises {ours!r}, not ValueError, TypeError or IndexError",
            )
            check_that(
                (type(ours) is type(twin) and text_of(ours) == text_of(twin))
                or own_part_of_torch(case, TORCH_REF),
                case.name,
                check,
                f"scratch raises {ours!r}, torch_ref {twin!r}",
            )
            reference = getattr(case, "reference", getattr(case, "third", None))
            if kind == "refused" and (reference or isinstance(case, FunctionCase)):
                theirs = attempt(case, TORCH, make())
                check_that(theirs is not None, case.name, check, "torch accepts it")
    return len(case.refused) + len(case.stricter)


def text_of(error: Exception) -> str:
    """Return the text of an exception with dtypes spelled as NumPy spells them."""
    return str(error).replace("torch.", "")


def own_part_of_torch(case: Case, side: Side) -> bool:
    """Whether the twin is torch's own: an engine part that torch_ref re-exports."""
    if getattr(case, "call", None) is not None or isinstance(case, ProgramCase):
        return True
    twin = getattr(side.dl, case.name, None)
    return getattr(twin, "__module__", "torch").startswith("torch.") or twin is getattr(
        TORCH.dl, case.name, object()
    )
