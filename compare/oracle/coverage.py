"""How much of torch is judged rightly: PyTorch's own samples, torch against the truth.

Each operation is run in a process of its own: some samples end the process that tries
them (an empty window of max_pool2d divides by zero), and some take for ever.
"""

import multiprocessing
import time
import warnings
from collections import Counter
from dataclasses import asdict, dataclass, field

import click
import numpy as np
import torch
from torch.utils._pytree import tree_leaves

from .call import Call, outputs_of
from .truth import truth

RANDOM = (
    "dropout",
    "bernoulli",
    "rrelu",
    "multinomial",
    "fractional",
    "normal",
    "rand",
)
LARGEST = 3000  # elements of the arguments; samples beyond it take the time of many
EVERYTHING = "judged right"


@dataclass
class Operation:
    """What became of the samples of one operation."""

    name: str
    samples: dict[str, int] = field(default_factory=dict)  # by outcome
    worst: float = 0.0  # share of the tolerance that torch used
    where: str = ""
    elements: int = 0
    unresolved: int = 0  # elements that 1 % might not cross
    sampled: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def outcome(self) -> str:
        """The outcome of the operation: right only if every sample was."""
        kinds = set(self.samples)
        if not kinds:
            return "no gradient"
        if kinds == {"right"}:
            return "right"
        return "wrong" if "wrong" in kinds else "not judged"


def operations():
    """Return {name: OpInfo} of those with a gradient in float64 and no randomness."""
    try:
        from torch.testing._internal.common_methods_invocations import op_db
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"PyTorch's samples need {error.name}: pip install 'gradtwin[campaign]'"
        ) from error
    return {
        f"{op.name}.{op.variant_test_name}".rstrip("."): op
        for op in op_db
        if op.supports_autograd
        and torch.float64 in op.supported_dtypes("cpu")
        and not any(word in op.name for word in RANDOM)
    }


def call_of(op, sample) -> Call | None:
    """Return the call of a sample; None if no gradient can be taken of it."""
    leaves = tree_leaves((sample.input, sample.args, sample.kwargs))
    tensors = [x for x in leaves if isinstance(x, torch.Tensor)]
    wanted = [x for x in tensors if x.is_floating_point() and x.requires_grad]
    if not wanted or sum(x.numel() for x in tensors) > LARGEST:
        return None
    if any(x.layout is not torch.strided for x in tensors):
        return None
    arguments = torch.utils._pytree.tree_map(
        lambda x: x.detach().clone() if isinstance(x, torch.Tensor) else x,
        (sample.input, tuple(sample.args), dict(sample.kwargs)),
    )
    first, rest, options = arguments
    return Call.of(op.op, first, *rest, **options)


def judge(call: Call, dtype: str, row: Operation) -> str:
    """Compare torch in a dtype with the truth; return the outcome."""
    found = truth(call, dtype)
    if not found.outputs or found.trace.draws:
        return "skip"
    kind = getattr(torch, dtype)
    leaves = [v.to(kind).requires_grad_() for v in found.call.values]
    torch.manual_seed(0)
    outputs = list(outputs_of(found.call(leaves)).values())
    live = [(o, torch.as_tensor(g)) for o, g in zip(outputs, found.upstream)]
    live = [(o, g) for o, g in live if o.requires_grad]
    gradients = [None] * len(leaves)
    if live:
        gradients = torch.autograd.grad(
            [o for o, _ in live], leaves, [g for _, g in live], allow_unused=True
        )
    right = True
    for quantity, actual in zip(
        [*found.outputs, *found.gradients], [*outputs, *gradients]
    ):
        if actual is None:
            continue
        actual = actual.detach().numpy()
        agrees = quantity.agrees(actual)
        right &= bool(agrees.all())
        share = share_of(quantity, actual, agrees)
        if share > row.worst:
            row.worst, row.where = share, f"{quantity.name}, {dtype}"
        row.elements += actual.size
        row.unresolved += int((~quantity.resolves(1e-2)).sum())
    row.sampled = tuple(sorted({*row.sampled, *found.sampled}))
    return "right" if right else "wrong"


def share_of(quantity, actual, agrees) -> float:
    """Return the worst error as a share of the tolerance."""
    with np.errstate(all="ignore"):
        share = np.abs(actual - quantity.value) / quantity.tolerance
    share = np.where(agrees & ~np.isfinite(share), 0.0, share)
    return float(np.nan_to_num(share, nan=np.inf).max(initial=0.0))


def examine(op, name, most, dtypes, send) -> None:
    """Judge the samples of one operation and send the row after each."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    row, outcomes, begun = Operation(name), Counter(), time.perf_counter()
    for sample in op.sample_inputs("cpu", torch.float64, requires_grad=True):
        if sum(outcomes.values()) >= most * len(dtypes):
            break
        call = call_of(op, sample)
        if call is None:
            continue
        for dtype in dtypes:
            try:
                outcome = judge(call, dtype, row)
            except Exception as error:
                text = str(error).split("\n")[0][:100]
                outcome = f"{type(error).__name__}: {text}"
            if outcome != "skip":
                outcomes[outcome] += 1
        row.samples, row.seconds = dict(outcomes), time.perf_counter() - begun
        send(asdict(row))


def survey(names=(), most=4, dtypes=("float32",), patience=60.0):
    """Yield a row for each operation, each from a process of its own."""
    found = operations()
    context = multiprocessing.get_context("fork")
    for name in names or found:
        here, there = context.Pipe(duplex=False)
        child = context.Process(
            target=examine, args=(found[name], name, most, dtypes, there.send)
        )
        child.start()
        there.close()
        row, end, died = Operation(name), time.monotonic() + patience, ""
        while True:
            if not here.poll(max(0.0, end - time.monotonic())):
                died = f"no answer in {patience:.0f} s"
                break
            try:
                row = Operation(**here.recv())
            except EOFError:
                break
        if died:
            child.kill()
        child.join()
        if child.exitcode and not died:
            died = f"the process ended with {child.exitcode}"
        if died:
            row.samples[died] = 1
        yield row
