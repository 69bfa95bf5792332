"""Constant factors, explained by the named numbers of a call."""

import numpy as np

from .noise import equal, wide

MEANINGS = {
    "0": "all zero",
    "-1": "sign flipped",
    "1/2": "factor 2 dropped",
    "2": "factor 2 too many",
    "n": "missing 1/n",
    "1/n": "1/n applied twice",
    "k": "missing 1/k",
    "1/k": "divided by k once too often",
    "nk": "sum instead of mean",
    "1/nk": "mean instead of sum",
    "1-p": "not rescaled by 1/(1-p)",
    "1/(1-p)": "rescaled by 1/(1-p) twice",
    "(1-p)/p": "keep and drop probability swapped",
}


def expressions(scalars: dict[str, float]) -> dict[str, float]:
    """Return the factors that mistakes with these numbers make, simplest first."""
    table = {"0": 0.0, "-1": -1.0, "2": 2.0, "1/2": 0.5}
    with np.errstate(all="ignore"):
        for name, value in scalars.items():
            if value in (0, 1):  # explains nothing that 0 and 1 do not
                continue
            v = np.float64(value)
            table[name] = v
            table[f"1/{name}"] = 1 / v
            table[f"-{name}"] = -v
            table[f"1-{name}"] = 1 - v
            table[f"1/(1-{name})"] = 1 / (1 - v)
            table[f"(1-{name})/{name}"] = (1 - v) / v
            table[f"{name}/(1-{name})"] = v / (1 - v)
            table[f"1+{name}"] = 1 + v
            table[f"1/(1+{name})"] = 1 / (1 + v)
            table[f"({name}-1)/{name}"] = (v - 1) / v
            table[f"{name}/({name}-1)"] = v / (v - 1)
            table[f"sqrt(({name}-1)/{name})"] = np.sqrt((v - 1) / v)
            table[f"sqrt({name}/({name}-1))"] = np.sqrt(v / (v - 1))
            table[f"{name}^2"] = v * v
            table[f"(1-{name})^2"] = (1 - v) ** 2
            table[f"1/(1-{name})^2"] = (1 - v) ** -2
            table[f"sqrt({name})"] = np.sqrt(v)
            table[f"1/sqrt({name})"] = 1 / np.sqrt(v)
    return {name: float(v) for name, v in table.items() if np.isfinite(v) and v != 1}


def constant_factor(actual, expected, relative: float) -> float | None:
    """Return c if actual = c * expected on every element, else None."""
    a, e = wide(actual), wide(expected)
    if a.shape != e.shape or not np.isfinite(a).all() or not np.isfinite(e).all():
        return None
    square = (e * e).sum()
    if square == 0:
        return None
    c = float((a * e).sum() / square)
    return c if equal(a, c * e, relative) or equal(a, 0 * e, relative) else None


def explain(factor: float, scalars: dict[str, float], relative: float) -> list[str]:
    """Return the expressions in the named numbers that have this value."""
    return [
        name
        for name, value in expressions(scalars).items()
        if abs(factor - value) <= relative * max(abs(value), relative)
        or (value == 0 and abs(factor) < relative)
    ]


def meaning(expression: str, special: dict[str, str]) -> str:
    """Return what a factor means: what is said of this operation, or of any."""
    if expression in special:
        return special[expression]
    return MEANINGS.get(expression, f"constant factor {expression}")
