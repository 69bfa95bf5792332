"""The rows of the table: what is measured, and what each row must reach."""

from dataclasses import asdict, dataclass

from . import memory
from .clock import race
from .convolutional import NETWORKS
from .gpt import GPT
from .images import IMAGES
from .networks import OPTIMISERS
from .operations import OPERATIONS, SIZES, fixed_statement, statement
from .sequences import SEQUENCES
from .sides import SIDES
from .streams import STREAMS
from .updates import UPDATES

CEILING = "1024-2048-2048-10"
FIXED = IMAGES | SEQUENCES  # what is run at one size
WHOLE = GPT | UPDATES | STREAMS  # what has no upstream gradient


@dataclass
class Race:
    """One comparison: times in seconds, ratios of scratch to torch."""

    name: str
    ratio: float
    target: float | None
    scratch: float
    torch: float
    spread: float  # interquartile range over median, the larger of both sides
    share: float | None = None  # of scratch's time: the matrix products alone
    torch_share: float | None = None
    least_share: float | None = None
    memory: tuple[float, float] | None = None  # bytes, scratch and torch
    more_memory: float = 1.0  # of torch's
    limit: float | None = None  # seconds
    torch_alone: float | None = None  # seconds, in a process whose malloc is untouched

    @property
    def missed(self):
        """Return the names of the targets that this row misses."""
        found = []
        slow = self.target is not None and self.ratio > self.target
        if slow or (self.limit is not None and self.scratch > self.limit):
            found.append("time")
        if self.least_share is not None and self.share < self.least_share:
            found.append("products")
        if (
            self.memory is not None
            and self.memory[0] > self.more_memory * self.memory[1]
        ):
            found.append("memory")
        return found

    def figures(self):
        """Return the row as plain data."""
        return {**asdict(self), "missed": self.missed}


def names(only):
    """Return the rows to measure: all, or those whose name holds one of `only`."""

    def asked(name):
        return not only or any(part in name for part in only)

    steps = [(n, o) for n in NETWORKS for o in OPTIMISERS if asked(f"{n.name} {o}")]
    operations = [
        (name, size)
        for name in OPERATIONS
        for size in SIZES
        if asked(operation_name(name, size))
    ]
    operations += [(name, None) for name in FIXED if asked(name)]
    return steps, operations, [name for name in WHOLE if asked(name)]


def operation_name(name, size):
    """Return how an operation at a size is called."""
    return name if size is None else f"{name} {size[0]}x{size[1]}"


def measure_step(network, optimiser, seconds, clock, alone=lambda *step: None):
    """Race a whole training step, and the products alone.

    `alone` times torch's step in a process whose allocator is left as it was.
    """
    statements = {side.name: network.step(side, optimiser) for side in SIDES}
    statements["products"] = network.products()
    run = race(statements, seconds, clock)
    return Race(
        name=f"{network.name} {optimiser}",
        target=network.target,
        share=run.ratio("products", "scratch"),
        torch_share=run.ratio("products", "torch"),
        least_share=0.85 if network.name.startswith(CEILING) else None,
        memory=peaks(network, optimiser),
        more_memory=network.more_memory,
        torch_alone=alone(network, optimiser, seconds, clock),
        **times(run),
    )


def peaks(network, optimiser):
    """Return the memory of both sides, None where the system does not tell."""
    if not memory.measurable():
        return None
    return tuple(memory.peak(side, network, optimiser) for side in SIDES)


def measure_operation(name, size, seconds, clock):
    """Race one operation, forward and backward; it may have one size only."""
    if size is None:
        prepare, target = FIXED[name]
        statements = {side.name: fixed_statement(side, prepare) for side in SIDES}
        run = race(statements, seconds, clock)
        return Race(name=name, target=target, **times(run))
    statements = {side.name: statement(side, name, *size) for side in SIDES}
    return Race(
        name=operation_name(name, size),
        target=1.5 if size == SIZES[-1] else 1.0,
        **times(race(statements, seconds, clock)),
    )


def measure_whole(name, seconds, clock):
    """Race a step of the GPT, one of an optimiser, or draws of random numbers."""
    prepare, target, limit = WHOLE[name]
    statements = {side.name: prepare(side) for side in SIDES}
    run = race(statements, seconds, clock)
    return Race(name=name, target=target, limit=limit, **times(run))


def times(run):
    """Return the part of a row that comes from its race."""
    return {
        "ratio": run.ratio("scratch", "torch"),
        "scratch": run.median("scratch"),
        "torch": run.median("torch"),
        "spread": max(run.spread("scratch"), run.spread("torch")),
    }
