"""False alarms and planted errors, on references whose backward is right by hand."""

import warnings
from dataclasses import asdict, dataclass, field, fields

import numpy as np
import torch

from .call import Call, outputs_of
from .references import REFERENCES
from .truth import truth

SHAPES = ((2, 3), (5, 4), (6, 8), (3, 7), (9, 5), (4, 16), (30, 6))
PLANTED = {"float32": 1e-4, "float64": 1e-8}
CHUNK = 100


@dataclass
class Alarms:
    """The figures of one reference in one dtype."""

    name: str
    dtype: str
    examples: int = 0
    alarms: int = 0  # on the NumPy side
    torch_alarms: int = 0
    worst: float = 0.0  # share of the tolerance that NumPy used
    torch_worst: float = 0.0
    planted: int = 0
    caught: int = 0
    elements: int = 0
    unresolved: int = 0
    messages: list[str] = field(default_factory=list)

    def add(self, other: "Alarms") -> None:
        """Add the figures of a chunk."""
        for f in fields(self)[2:]:
            mine, theirs = getattr(self, f.name), getattr(other, f.name)
            both = max(mine, theirs) if "worst" in f.name else mine + theirs
            setattr(self, f.name, both)
        self.messages = self.messages[:5]

    def figures(self) -> dict:
        """Return the row for the report."""
        return asdict(self)


def chunks(examples: int):
    """Divide examples among references and dtypes, a fifth of them in float64."""
    share = {"float32": 0.8, "float64": 0.2}
    for name in REFERENCES:
        for dtype, part in share.items():
            left, number = max(1, round(examples * part / len(REFERENCES))), 0
            while left > 0:
                yield name, dtype, number, min(left, CHUNK)
                left, number = left - CHUNK, number + 1


def run_chunk(name: str, dtype: str, seed: int, number: int, count: int) -> Alarms:
    """Judge NumPy by hand, and torch, on examples of one shape."""
    warnings.simplefilter("ignore")
    reference, row = REFERENCES[name], Alarms(name, dtype)
    random = np.random.default_rng([seed, number, dtype == "float64", *name.encode()])
    rows, columns = SHAPES[random.integers(len(SHAPES))]
    drawn = reference.draw(random, rows, columns)
    call = Call.of(reference.function, *drawn)
    first = truth(call, dtype, seed=number)
    for _ in range(count):
        drawn = reference.draw(random, rows, columns)
        scale = 2.0 ** random.integers(-2, 3)
        upstream = [
            (scale * random.standard_normal(g.shape)).astype(dtype)
            for g in first.upstream
        ]
        found = truth(call.having(drawn), dtype, upstream, traced=first.trace)
        judge(row, reference, found, random)
    return row


def judge(row: Alarms, reference, found, random) -> None:
    """Compare both sides with the truth, and plant one error."""
    quantities = [*found.outputs, *found.gradients]
    arrays = [v.numpy().copy() for v in found.call.values]
    with np.errstate(all="ignore"):
        outputs, gradients = reference.by_hand(*arrays, *found.upstream)
    hand = [np.asarray(x) for x in (*outputs, *gradients)]
    row.examples += 1
    wrong, share = compared(quantities, hand)
    row.alarms += bool(wrong)
    row.worst = max(row.worst, share)
    row.messages += wrong
    wrong, share = compared(quantities, by_torch(found))
    row.torch_alarms += bool(wrong)
    row.torch_worst = max(row.torch_worst, share)
    row.elements += sum(q.value.size for q in quantities)
    row.unresolved += sum(int((~np.isfinite(q.tolerance)).sum()) for q in quantities)
    which = len(outputs) + int(random.integers(len(gradients)))
    places = np.argwhere(np.isfinite(hand[which]) & (hand[which] != 0))
    if not len(places):
        return
    spoiled, place = hand[which].copy(), tuple(places[random.integers(len(places))])
    spoiled[place] *= spoiled.dtype.type(1 + PLANTED[row.dtype])
    row.planted += 1
    row.caught += not quantities[which].agrees(spoiled).all()


def compared(quantities, arrays):
    """Return what is outside its tolerance, and the largest share of it in use."""
    wrong, worst = [], 0.0
    for quantity, actual in zip(quantities, arrays):
        agrees = quantity.agrees(actual)
        with np.errstate(all="ignore"):
            share = np.abs(actual - quantity.value) / quantity.tolerance
        worst = max(worst, float(share[np.isfinite(share)].max(initial=0.0)))
        if not agrees.all():
            wrong.append(
                f"{quantity.name}: {share[~agrees].max():.3g} of its tolerance"
            )
    return wrong, worst


def by_torch(found):
    """Return outputs and gradients of torch in the tested dtype."""
    leaves = [v.clone().requires_grad_() for v in found.call.values]
    outputs = list(outputs_of(found.call(leaves)).values())
    upstream = [torch.as_tensor(g) for g in found.upstream]
    gradients = torch.autograd.grad(outputs, leaves, upstream)
    return [t.detach().numpy() for t in (*outputs, *gradients)]
