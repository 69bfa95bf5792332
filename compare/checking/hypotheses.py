"""Mistakes that show in the numbers alone, whatever the operation."""

import itertools

import numpy as np

from . import leaves

CLOSE = 1e-6


class Case:
    """One gradient of one trial: what was given, what is right, how to ask more."""

    def __init__(self, judge, trial, name):
        self.judge, self.trial, self.name = judge, trial, name
        right = judge.conventional(trial)
        self.right = right[name][0]
        got = judge.assignment.gradients(trial.run)[name]
        self.got = judge.shaped(np.asarray(got, float), self.right)
        self.x = leaves.arrays(trial.inputs)[name]
        self.sizes = sorted(
            {n for a in leaves.arrays(trial.inputs).values() for n in a.shape}
        )

    def rerun(self, upstream):
        """Return the candidate's gradient for another upstream gradient."""
        run = self.judge.way.run(self.trial.inputs, upstream, self.trial.seed)
        got = self.judge.assignment.gradients(run)[self.name]
        return self.judge.shaped(np.asarray(got, float), self.right)

    def expected(self, inputs, upstream):
        """Return the right gradients of another call; None where it is refused."""
        answer = self.judge.standard.ask(
            "expect", inputs=inputs, upstream=upstream, dtype="float64"
        )
        if "refused" in answer:
            return None
        values = [parts[0] for parts in answer["gradients"]]
        return dict(zip(leaves.floating(inputs), values))

    def jacobian(self):
        """Return the derivative of the first output by the leaf, as a matrix."""
        leaf = list(leaves.floating(self.trial.inputs)).index(self.name)
        answer = self.judge.standard.ask(
            "jacobian", inputs=self.trial.inputs, leaf=leaf
        )
        if "jacobian" not in answer:
            return None
        return answer["jacobian"].reshape(-1, self.x.size)


def same(a, b) -> bool:
    """Tell whether two gradients are the same."""
    return leaves.close(a, b, CLOSE)


def upstream_ignored(case):
    """Compare two upstream gradients."""
    if not case.judge.way.upstream or not np.any(case.got):
        return None
    doubled = case.rerun([2 * u + 1 for u in case.trial.upstream])
    if same(doubled, case.got):
        return "the upstream gradient is ignored"
    nothing = case.rerun([0 * u for u in case.trial.upstream])
    if np.isfinite(nothing).all() and np.abs(nothing).max(initial=0.0) > 1e-9:
        return (
            "the upstream gradient multiplies only one term (parentheses?): a zero "
            "upstream gives a gradient"
        )
    return None


def passed_on(case):
    """Compare with the upstream gradient itself."""
    for u in case.trial.upstream:
        if case.judge.way.upstream and u.shape == case.got.shape and u.size > 1:
            if same(case.got, u):
                return (
                    "the upstream gradient is passed on unchanged: the operation is "
                    "not differentiated"
                )
            if same(case.got, -u):
                return (
                    "the upstream gradient is passed on with its sign changed: the "
                    "operation is not differentiated"
                )
    return None


def exchanged(case):
    """Look for two arguments that have each other's gradient."""
    found = case.judge.assignment.gradients(case.trial.run)
    for name, (value, _) in case.judge.conventional(case.trial).items():
        if name == case.name or found.get(name) is None or same(value, -case.right):
            continue  # a difference has gradients that are no more than turned around
        if same(case.got, value) and same(found[name], case.right):
            return f"it is the gradient of {name}: the gradients are exchanged"
    return None


def factor(case):
    """Look for one factor on all elements, and what it is."""
    big = np.abs(case.right) > 1e-9 * np.abs(case.right).max(initial=1e-300)
    few = case.got.shape != case.right.shape or big.sum() < 2
    if few and (case.right.size != 1 or not np.any(case.right)):
        return None
    ratio = case.got[big] / case.right[big]
    if not ratio.size or not np.allclose(ratio, ratio.flat[0], rtol=1e-6):
        return None
    if not same(case.got, case.right * ratio.flat[0]):
        return None
    value = float(ratio.flat[0])
    for a, words in (
        (-1, "the sign is wrong"),
        (0.5, "factor 2 is missing"),
        (2, "factor 2 too much: counted twice"),
        (0, "it is zero"),
    ):
        if abs(value - a) < 1e-6:
            return words
    arrays = leaves.arrays(case.trial.inputs)
    names = [(s, f"the size {label}") for label, s in sizes(arrays)]
    names += [(a.size, f"all elements of {n}") for n, a in arrays.items() if a.ndim > 1]
    many = sum(u.size for u in case.trial.upstream)
    if case.right.size < many and many % case.right.size == 0:
        names.append((many // case.right.size, "the number of outputs it adds up"))
    found = []
    for n, label in names:
        missing = f"it is not divided by {label} (1/n is missing)"
        twice = f"it is divided by {label} once too often: averaged, not summed"
        for v, words in ((n, missing), (1 / max(n, 1), twice)) if n > 1 else ():
            for more, half in (
                (1, ""),
                (0.5, ", and factor 2 is missing"),
                (2, ", and factor 2 is too much"),
            ):
                if abs(value - v * more) < 1e-6 * abs(v * more):
                    found.append((more != 1, words + half))
    for n, label in options(case.trial.inputs):
        for v, words in (
            (n, f"{label} times too large: not divided by it, or times it too often"),
            (1 / n, f"1 / {label} of what it should be: divided by it too often"),
        ):
            if abs(value - v) < 1e-6 * abs(v):
                found.append((2, words))
    return [words for _, words in sorted(found, key=lambda f: f[0])] or None


def options(inputs):
    """Yield (number, label) of the numbers that a call was given."""
    for name, value in inputs.items():
        if isinstance(value, dict):
            yield from ((n, f"{name}[{label!r}]") for n, label in options(value))
        elif isinstance(value, (int, float)) and value not in (0, 1, -1):
            yield value, name


def sizes(arrays):
    """Return (label, size) of every axis."""
    return [
        (f"of axis {i} of {n}", s)
        for n, a in arrays.items()
        for i, s in enumerate(a.shape)
    ]


def turned(case):
    """Look for a transpose, or a sum that is left out."""
    a, b = case.got, case.right
    if a.ndim == 2 and b.ndim == 2 and same(a.T, b):
        return "it is transposed"
    if a.ndim > 2 and a.ndim == b.ndim and a.size == b.size:
        for order in itertools.permutations(range(a.ndim)):
            if list(order) != sorted(order) and same(a.transpose(order), b):
                return "its axes are in another order: it is transposed"
    if a.shape == b.shape and a.ndim > 1:
        for axes in ((-1,), (-2,), (-2, -1)):
            if same(np.flip(a, axes), b):
                named = ", ".join(str(a.ndim + i) for i in axes)
                return f"it is flipped (turned around) along axis {named}"
    if a.ndim == b.ndim + 1:
        for axis in range(a.ndim):
            if same(a.sum(axis), b):
                return f"it is not summed over axis {axis}"
    if a.ndim == b.ndim and a.shape != b.shape:
        axes = tuple(i for i in range(a.ndim) if b.shape[i] == 1 != a.shape[i])
        if axes and a.shape != b.shape and same(a.sum(axes, keepdims=True), b):
            return f"it is not summed over axis {', '.join(map(str, axes))}"
    if a.ndim < b.ndim or a.size < b.size:
        for axis in range(b.ndim):
            if same(a, b.sum(axis)) or same(a, b.sum(axis, keepdims=True)):
                return f"it is summed over axis {axis}, which it must not be"
    return None
