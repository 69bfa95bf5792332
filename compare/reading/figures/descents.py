"""Figures of descents: races on a valley, stopped early, and by reduction."""

import numpy as np

from compare.reading.figures.draw import live
from compare.reading.figures.live import Live, Plane, text
from compare.reading.figures.penalties import ellipse, problem

STEPS = 60


def runs(curvature, rates) -> dict[str, np.ndarray]:
    """Return the path of each optimiser on sum(curvature w^2) / 2."""
    paths = {}
    for name, rate in rates.items():
        w, m, s = np.array([-4.5, 1.6]), np.zeros(2), np.zeros(2)
        path = [w]
        for t in range(1, STEPS + 1):
            g = curvature * w
            if name == "SGD":
                step = g
            elif name == "momentum":
                m = 0.9 * m + g
                step = m
            elif name == "RMSprop":
                s = 0.9 * s + 0.1 * g**2
                step = g / (np.sqrt(s) + 1e-8)
            else:
                m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
                step = m / (1 - 0.9**t) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
            w = w - rate * step
            path.append(w)
        paths[name] = np.array(path)
    return paths


@live
def optimiser_race():
    """Race four optimisers on a valley."""
    plane = Plane(x=(-5, 3), y=(-2, 2.4), box=(8, 8, 464, 300))
    shapes = {"SGD": "line", "momentum": "dash", "RMSprop": "fine", "Adam": "touch"}
    frames = {}
    for ratio in (3, 30):
        curvature = np.array([1.0, ratio])
        rates = {"SGD": 1.8 / ratio, "momentum": 0.6 / ratio}
        paths = runs(curvature, rates | {"RMSprop": 0.15, "Adam": 0.3})
        scale = np.array([1, np.sqrt(ratio)])
        angle = np.linspace(0, 2 * np.pi, 60)
        ring = np.stack([np.cos(angle), np.sin(angle)], 1) / scale
        name = f"{ratio} times steeper across"
        frames[name] = []
        for t in range(0, STEPS + 1, 2):
            costs = ", ".join(
                f"{n} {(curvature * p[t] ** 2).sum() / 2:.2g}" for n, p in paths.items()
            )
            frame = {
                shape: plane.path(*paths[n][: t + 1].T) for n, shape in shapes.items()
            }
            frame["contour"] = "".join(
                plane.path(*(r * ring).T, closed=True) for r in (1, 2, 3, 4, 5)
            )
            ends = np.array([p[t] for p in paths.values()])
            frame["dots"] = plane.dots(*ends.T)
            frames[name].append(frame | {"say": f"Cost: {costs}."})
    return Live(
        alt="Contours of a valley and the paths of SGD, momentum, RMSprop and Adam "
        "from one start, as far as they have come",
        caption="Solid: SGD; dashed: momentum; dotted: RMSprop; the other solid line, "
        "in the colour of the dashed one: Adam. On a narrow valley SGD must go slowly "
        "along, because it would diverge across; RMSprop and Adam take the same step "
        "in both directions.",
        slider="step",
        values=[f"step {t}" for t in range(0, STEPS + 1, 2)],
        frames=frames,
        shapes=["contour", *shapes.values(), "dots"],
        ground=plane.ruler([], [], "w₁", "w₂", zero=True),
        choice="Valley",
        start=8,
        size=(480, 316),
    )


@live
def stopped_early():
    """Stop a descent early, beside the L2 penalty that it resembles."""
    hessian, best = problem()
    plane = Plane(x=(-0.4, 2.2), y=(-0.5, 1.2), box=(8, 8, 464, 300))
    rate, w, path = 0.1, np.zeros(2), [np.zeros(2)]
    for _ in range(60):
        w = w - rate * hessian @ (w - best)
        path.append(w)
    path = np.array(path)
    penalised = np.array(
        [
            np.linalg.solve(hessian + lam * np.eye(2), hessian @ best)
            for lam in np.geomspace(1e-2, 30, 40)
        ]
    )
    frames = []
    for t in range(1, 61, 2):
        lam = 1 / (rate * t)
        like = np.linalg.solve(hessian + lam * np.eye(2), hessian @ best)
        frames.append(
            {
                "fine": plane.path(*penalised.T),
                "line": plane.path(*path[: t + 1].T),
                "dots": plane.dots([path[t][0]], [path[t][1]]),
                "point": plane.dots([like[0]], [like[1]]),
                "say": f"Stopped after {t} steps at ({path[t][0]:.2f}, "
                f"{path[t][1]:.2f}); the L2 penalty with λ = 1/(αt) = {lam:.2f} ends "
                f"at ({like[0]:.2f}, {like[1]:.2f}).",
            }
        )
    rings = (ellipse(hessian, best, c).T for c in (0.02, 0.12, 0.3, 0.6))
    contours = "".join(
        f'<path class="live-contour" d="{plane.path(*ring, True)}"/>' for ring in rings
    )
    return Live(
        alt="Loss contours, the path of gradient descent from the origin as far as it "
        "has come, and the dotted path of penalised solutions beside it",
        caption="Solid: gradient descent from 0. Dotted: the solutions under an L2 "
        "penalty, from strong to weak. Where descent is stopped is roughly the "
        "solution for λ = 1/(αt), the large dot.",
        slider="stop after",
        values=[f"{t} steps" for t in range(1, 61, 2)],
        frames={"": frames},
        shapes=["fine", "line", "dots", "point"],
        ground=plane.ruler([], [], "w₁", "w₂", zero=True)
        + contours
        + text(*plane.at(*(best + 0.03)), "ŵ"),
        start=7,
        size=(480, 316),
    )


@live
def rates_by_batch():
    """Look for the best rate of a summed and of an averaged loss."""
    rng = np.random.default_rng(21)
    x = rng.normal(size=(16, 3))
    y = x @ np.array([1.0, -2.0, 0.5]) + rng.normal(size=16)
    powers = np.arange(-10, 1.1, 0.25)
    plane = Plane(x=(-10, 1), y=(0, 8))
    sizes = [16 * k for k in (1, 2, 4, 8, 16)]
    frames = {}
    for name in ("mean", "sum"):
        frames[name] = []
        for size in sizes:
            factor = 1 if name == "mean" else size
            costs = []
            for rate in 2.0**powers:
                w = np.zeros(3)
                for _ in range(5):
                    w = w - rate * factor * 2 * x.T @ (x @ w - y) / 16
                costs.append(min(np.mean((x @ w - y) ** 2), 8))
            best = int(np.argmin(costs))
            frames[name].append(
                {
                    "line": plane.path(powers, costs),
                    "point": plane.dots([powers[best]], [costs[best]]),
                    "say": f"With the {name} over B = {size} the best rate is "
                    f"{2 ** powers[best]:.4g}.",
                }
            )
    xticks = [(k, f"2^{k}") for k in range(-10, 1, 2)]
    return Live(
        alt="The cost after five steps against the learning rate, with a dot at the "
        "best rate",
        caption="The same 16 examples, repeated to fill a batch of B. With the mean "
        "the curve stays where it is; with the sum it moves left, to a rate smaller "
        "by 1/B.",
        slider="batch",
        values=[f"B = {size}" for size in sizes],
        frames=frames,
        shapes=["line", "point"],
        ground=plane.ruler(
            xticks, [(k, str(k)) for k in range(0, 9, 2)], "rate", "cost"
        ),
        choice="Reduction",
    )


@live
def narrow_and_round():
    """Descend on raw and on normalised inputs."""
    plane = Plane(x=(-3.2, 3.2), y=(-2.2, 2.2), box=(8, 8, 464, 300))
    angle = np.linspace(0, 2 * np.pi, 60)
    ring = np.stack([np.cos(angle), np.sin(angle)], 1)
    frames = {}
    for name, curvature in (("raw", [0.08, 2.0]), ("normalised", [1.0, 1.0])):
        h = np.array(curvature)
        rate = 2 / (h.max() + h.min())
        w, path = np.array([-2.8, 1.2]), []
        for _ in range(31):
            path.append(w)
            w = w - 0.95 * rate * h * w
        path = np.array(path)
        condition = h.max() / h.min()
        frames[name] = [
            {
                "contour": "".join(
                    plane.path(*(r * ring / np.sqrt(h)).T, closed=True)
                    for r in (0.4, 0.8, 1.4, 2.2)
                ),
                "line": plane.path(*path[: t + 1].T),
                "dots": plane.dots(*path[: t + 1].T),
                "say": f"Condition number {condition:.0f}: after {t} steps the cost is "
                f"{(h * path[t] ** 2).sum() / 2:.2g}.",
            }
            for t in range(31)
        ]
    return Live(
        alt="Contours of a cost and the path of gradient descent: a zigzag in a narrow "
        "valley with raw inputs, straight to the middle with normalised ones",
        caption="Inputs on other scales make a narrow valley, and the one rate that "
        "both directions share is too small for one of them.",
        slider="step",
        values=[f"step {t}" for t in range(31)],
        frames=frames,
        shapes=["contour", "line", "dots"],
        ground=plane.ruler([], [], "w₁", "w₂", zero=True),
        choice="Inputs",
        start=6,
        size=(480, 316),
    )
