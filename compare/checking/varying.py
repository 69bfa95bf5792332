"""Other calls like the example: other sizes, other numbers.

Equal sizes stay equal, multiples stay multiples; where reference and candidate allow
it, sizes that were equal by chance are told apart, so that no factor hides behind them.
"""

import itertools

import numpy as np

from . import leaves, optional, roles

POOL = (3, 4, 5, 6, 7, 8, 2, 9, 10, 12)
PLAIN = "plain"


class Variation:
    """Draws calls like one example.

    Parameters
    ----------
    inputs : dict
        The candidate's arguments in one call.
    accepts : callable
        Tells of a call whether reference and candidate take it and agree on it.
    refuses : callable
        Tells of indices, {name: value}, whether the reference refuses them.
    runs : callable
        Tells of a call whether the candidate's backward takes it.
    """

    def __init__(self, inputs: dict, accepts, refuses, runs, seed: int = 0, fixed=()):
        self.inputs, self.accepts, self.seed, self.runs = inputs, accepts, seed, runs
        self.roles = roles.roles(inputs)
        self.arrays = leaves.arrays(inputs)
        self.symbols = {
            (n, axis): size
            for n, a in self.arrays.items()
            for axis, size in enumerate(a.shape)
        }
        self.sizes = {s: s for s in self.symbols.values()}
        self.fixed = {*fixed, *(s for s in self.sizes if s < 2)}  # 1 is broadcast
        self.bound(refuses)
        self.plans: list[dict] = [dict(self.sizes)]

    def bound(self, refuses) -> None:
        """Find out which size bounds the indices, by what the reference refuses."""
        for name, role in self.roles.items():
            if role.kind != "index" or not self.arrays[name].size:
                continue
            largest = role.below - 1
            for size in sorted({s for s in self.sizes.values() if s > largest}):
                if refuses({name: size}) and not refuses({name: size - 1}):
                    role.below = ("size", size)
                    break

    def draw(self, plan: dict, regime: str = PLAIN, number: int = 0) -> dict:
        """Draw a call with the sizes of a plan."""
        random = np.random.default_rng((self.seed, number, len(regime)))
        new = {}
        for name, array in self.arrays.items():
            shape = tuple(plan[self.symbols[name, i]] for i in range(array.ndim))
            role = self.roles[name]
            below = role.below
            if isinstance(below, tuple):
                below = plan[below[1]]
            if role.kind == "index" and array.dtype.kind == "b":
                new[name] = optional.mixed(random.random(shape) < 0.6)
                continue
            drawn = roles.draw(role, shape, random, regime, below)
            if role.pattern:
                drawn = roles.repeated(drawn, role.pattern)
            if role.kind == "binary" and "mask" in name:
                drawn = optional.mixed(drawn)
            kind = array.dtype if array.dtype.kind in "iu" else float
            new[name] = np.asarray(drawn).astype(kind)
        return leaves.having(self.inputs, new)

    def prepare(self) -> None:
        """Tell equal sizes apart and collect other sizes that are taken."""
        self.separate()
        self.settle()
        self.extend()

    def settle(self) -> None:
        """Let the plain sizes be distinct, if that is taken."""
        for attempt in range(3):
            names = [s for s in self.sizes if s not in self.fixed]
            pool = [n for n in POOL if n not in self.fixed and n > 2][attempt:]
            plan = dict(self.sizes) | dict(zip(names, pool))
            keep_multiples(plan, self.sizes, self.fixed)
            distinct = len(set(plan.values())) == len(plan)
            if distinct and self.even(plan) and self.accepts(self.draw(plan)):
                self.plans.insert(0, plan)
                return

    def separate(self) -> None:
        """Give an axis a size of its own where that is taken."""
        shapes = {n: a.shape for n, a in self.arrays.items()}
        groups = [
            [(n, axis) for n in shapes if shapes[n] == shape]
            for shape in dict.fromkeys(shapes.values())
            for axis in range(len(shape))
        ]
        groups += [[key] for key in self.symbols]
        for group in groups[:14]:
            symbol = self.symbols[group[0]]
            users = [k for k, s in self.symbols.items() if s == symbol]
            if (
                len(users) <= len(group)
                or self.sizes[symbol] < 2
                or symbol in self.fixed
            ):
                continue
            new = next(
                n
                for n in itertools.chain(POOL, range(11, 99))
                if n not in self.sizes.values() and n > 2
            )
            kept = dict(self.symbols), dict(self.sizes)
            label = ("apart", group[0])
            before = dict(self.sizes)
            self.symbols |= dict.fromkeys(group, label)
            self.sizes[label] = new
            drawn = self.draw(dict(self.sizes))
            # of arrays of one shape, only what its backward takes is told apart
            alike = [n for n, shape in shapes.items() if shape == shapes[group[0][0]]]
            if not self.accepts(drawn) or (
                len(group) < len(alike) and self.breaks(before, kept[0], drawn)
            ):
                self.symbols, self.sizes = kept
        used = set(self.symbols.values())
        used |= {r.below[1] for r in self.roles.values() if isinstance(r.below, tuple)}
        self.sizes = {s: n for s, n in self.sizes.items() if s in used}
        self.plans = [dict(self.sizes)]

    def breaks(self, sizes, symbols, drawn) -> bool:
        """Tell whether a backward raises only since a size was told apart."""
        mine, self.symbols = self.symbols, symbols
        together = self.draw(sizes)
        self.symbols = mine
        return not self.runs(drawn) and self.runs(together)

    def even(self, plan) -> bool:
        """Tell whether what comes in halves or pairs can do so."""
        last = [(n, a.ndim - 1) for n, a in self.arrays.items()]
        return all(
            plan[self.symbols[key]] % 2 == 0
            for key in last
            if self.roles[key[0]].pattern in ("halves", "pairs")
        )

    def extend(self, most: int = 5, tries: int = 12) -> None:
        """Collect plans with other sizes, with ones and without rows."""
        random = np.random.default_rng(self.seed)
        symbols = [s for s in self.sizes if s not in self.fixed]
        for attempt in range(tries):
            if len(self.plans) >= most or not symbols:
                break
            plan = dict(self.plans[0])
            for symbol in symbols:
                if random.random() < 0.7:
                    plan[symbol] = int(random.choice(POOL[:6]))
            if attempt % 2 == 0:
                keep_multiples(plan, self.sizes, self.fixed)
            if plan in self.plans or not self.even(plan):
                continue
            if self.accepts(self.draw(plan)):
                self.plans.append(plan)
        self.edges = []
        for symbol in symbols[:4]:
            for size in (1, 0):
                plan = self.plans[0] | {symbol: size}
                if plan in self.plans or not self.even(plan):
                    continue
                if self.accepts(self.draw(plan)):
                    self.edges.append(plan)


def keep_multiples(plan, sizes, fixed) -> None:
    """Let a size that was a multiple of another be the same multiple again."""
    for large in sorted(sizes, key=lambda s: sizes[s]):
        if large in fixed:
            continue
        for small in sizes:
            ratio, rest = divmod(sizes[large], max(1, sizes[small]))
            if rest == 0 and ratio in (2, 3, 4) and sizes[small] > 1:
                plan[large] = ratio * plan[small]
                break
