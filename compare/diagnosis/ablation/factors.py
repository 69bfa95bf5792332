"""Which sizes and constants of a graph explain a factor."""

import math

from .replay import name_of

PLAIN = {
    0.0: "left out",
    -1.0: "with the wrong sign",
    2.0: "counted twice",
    0.5: "halved: a factor 2 is missing",
}
NUMBERS = {
    "div": "the number that `{}` divides by, a scale",
    "mul": "the number that `{}` multiplies by, a scale",
    "pow": "the exponent in `{}`",
}
NEAR = 1e-6


def constants(node) -> dict[str, float]:
    """Return the numbers that an operation was given."""
    found = {}
    for value in node.args if node is not None else ():
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if number and value not in (0, 1, -1) and math.isfinite(value):
            kind = name_of(node).partition("_")[0]
            words = NUMBERS.get(kind, "the number in `{}`").format(name_of(node))
            found[words] = float(value)
    return found


def sizes(attempt) -> dict[str, int]:
    """Return the sizes of a call: every axis by its argument, and whole arrays."""
    found = {}
    shapes = [(q.name, q.value.shape) for q in attempt.truth.gradients]
    shapes += [(q.name, q.value.shape) for q in attempt.truth.outputs]
    for name, shape in shapes:
        for axis, n in enumerate(shape):
            found[f"the size of axis {axis} of {name}"] = n
    for name, shape in shapes:
        if len(shape) > 1:
            found[f"the number of elements of {name}"] = math.prod(shape)
    return found


def explanations(attempt, factor, node) -> dict[str, float]:
    """Return everything that explains a factor, with the rank of each."""
    found = {}
    for value, label in PLAIN.items():
        if abs(factor - value) < NEAR:
            found[label] = {0.0: 0.0, -1.0: 0.2}.get(value, 1.0)
    own, axes = constants(node), sizes(attempt)
    candidates = [
        (label, n, 1.5 if n in own.values() else 2.0)
        for label, n in axes.items()
        if n > 1
    ]
    candidates += [(label, x, 1.6) for label, x in own.items()]
    candidates += [(label, x, 1.4) for label, x in attempt.options.items()]
    for label, value, rank in candidates:
        for text, number, more in forms(label, value):
            for sign in (1, -1):
                if abs(factor - sign * number) < NEAR * abs(number) and number:
                    words = f"{'minus ' if sign < 0 else ''}{text}"
                    found.setdefault(f"times {words}", rank + more + (sign < 0))
    return found


def forms(label, value):
    """Return a number, its inverse, its root, and n / (n - 1)."""
    yield label, value, 0.0
    yield f"1 / {label}", 1 / value, 0.1
    if value > 0:
        yield f"the square root of {label}", math.sqrt(value), 0.5
        yield f"1 / the square root of {label}", 1 / math.sqrt(value), 0.5
    yield f"the square of {label}", value**2, 0.8
    if value > 1:
        yield f"n / (n - 1), n {label}", value / (value - 1), 0.6
        yield f"(n - 1) / n, n {label}", (value - 1) / value, 0.6
