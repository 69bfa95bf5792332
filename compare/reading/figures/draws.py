"""Figures of what chance draws: masks, batches, trials, training sets."""

from itertools import pairwise

import numpy as np

from compare.reading.figures.draw import live
from compare.reading.figures.live import Live, Plane


@live
def masks_of_a_network():
    """Draw one mask after another over a small network."""
    plane = Plane(x=(-0.4, 3.4), y=(-0.5, 6.5), box=(8, 8, 464, 300))
    layers = [4, 7, 7, 3]
    places = [
        [(float(k), 3 + (i - (n - 1) / 2) * 6 / 7) for i in range(n)]
        for k, n in enumerate(layers)
    ]
    every = [unit for layer in places for unit in layer]
    edges = [(a, b) for one, two in pairwise(places) for a in one for b in two]
    frames = {}
    for p in (0.2, 0.5, 0.8):
        rng = np.random.default_rng(13)
        name = f"p = {p}"
        frames[name] = []
        for _ in range(16):
            kept = {
                unit
                for k, layer in enumerate(places)
                for unit in layer
                if k in (0, 3) or rng.random() >= p
            }
            lines = [
                plane.path(*zip(a, b)) for a, b in edges if a in kept and b in kept
            ]
            hidden = len(kept) - layers[0] - layers[3]
            frames[name].append(
                {
                    "line": "".join(lines) or "M0,0",
                    "dots": plane.dots(*zip(*kept)),
                    "say": f"{hidden} of 14 hidden units stay; what they send on is "
                    f"multiplied by {1 / (1 - p):.2f}.",
                }
            )
    gone = f'<path class="live-empty" d="{plane.dots(*zip(*every))}"/>'
    return Live(
        alt="A network of four layers in which the hidden units that a mask drops "
        "have lost their connections",
        caption="Every call and every example draws a mask of its own: the network "
        "that learns is one of the thinned ones, all of which share their weights.",
        slider="draw",
        values=[f"mask {k + 1}" for k in range(16)],
        frames=frames,
        shapes=["line", "dots"],
        ground=gone,
        choice="Probability to drop",
        size=(480, 316),
    )


@live
def gradients_of_batches():
    """Draw the gradients of many batches around the gradient of all."""
    rng = np.random.default_rng(7)
    each = rng.multivariate_normal([0.6, 0.3], [[1.0, 0.4], [0.4, 0.6]], size=128)
    sizes = [1, 2, 4, 8, 16, 32, 64, 128]
    plane = Plane(x=(-2.4, 3.6), y=(-1.9, 2.2), box=(8, 8, 464, 300))
    whole = each.mean(0)
    frames = {}
    for name, again in (("without replacement", False), ("with replacement", True)):
        draw = np.random.default_rng(1)
        frames[name] = []
        for size in sizes:
            means = np.array(
                [each[draw.choice(128, size, replace=again)].mean(0) for _ in range(80)]
            )
            spread = np.sqrt(((means - whole) ** 2).sum(1).mean())
            frames[name].append(
                {
                    "dots": plane.dots(*np.clip(means, -2.4, 3.6).T),
                    "point": plane.dots([whole[0]], [whole[1]]),
                    "say": f"80 batches of {size}: on average {spread:.3f} away from "
                    "the gradient of all 128 examples.",
                }
            )
    return Live(
        alt="A cloud of dots, the gradients of batches, around one large dot, the "
        "gradient of all examples; the cloud shrinks as the batch grows",
        caption="The cloud is centred on the whole gradient for every size, and "
        "shrinks with the root of it. Without replacement nothing is left at 128.",
        slider="batch size",
        values=[f"B = {size}" for size in sizes],
        frames=frames,
        shapes=["dots", "point"],
        ground=plane.ruler([], [], "∂J/∂w₁", "∂J/∂w₂", zero=True),
        choice="Drawn",
        start=2,
        size=(480, 316),
    )


@live
def trials_and_values():
    """Lay a grid and random points over two hyperparameters, one of which matters."""
    plane = Plane(x=(0, 1), y=(-0.12, 1), box=(44, 12, 424, 268))
    frames = {"grid": [], "random": []}
    points = np.random.default_rng(8).uniform(size=(64, 2))
    for k in range(2, 9):
        line = np.linspace(0, 1, k) if k > 1 else [0.5]
        grid = np.array([(a, b) for a in line for b in line])
        for name, found in (("grid", grid), ("random", points[: k * k])):
            values = np.unique(found[:, 0])
            best = found[np.argmin(np.abs(found[:, 0] - 0.37))]
            frames[name].append(
                {
                    "dots": plane.dots(*found.T),
                    "dash": "".join(plane.path([v, v], [-0.12, -0.05]) for v in values),
                    "point": plane.dots(*best[:, None]),
                    "say": f"{k * k} trials, {len(values)} values of the one that "
                    f"matters; the best is {abs(best[0] - 0.37):.3f} from the optimum.",
                }
            )
    return Live(
        alt="Trials as dots in a square of two hyperparameters, and as strokes below "
        "it the values of the first that they try",
        caption="Only the horizontal hyperparameter matters; its best value is 0.37. "
        "The strokes below are the values that were tried: k on a grid of k² trials, "
        "k² at random.",
        slider="trials",
        values=[f"{k * k} trials" for k in range(2, 9)],
        frames=frames,
        shapes=["dots", "dash", "point"],
        ground=plane.ruler([(0, "0"), (1, "1")], [(1, "1")], "matters", "does not"),
        choice="Search",
        start=2,
    )


@live
def capacity():
    """Raise the degree of polynomials fitted to many training sets."""
    plane = Plane(x=(-1, 1), y=(-0.8, 1.6))
    grid = np.linspace(-1, 1, 61)
    truth = np.exp(-((3 * grid) ** 2))
    frames = {}
    for strength in (0.0, 0.01):
        name = "none" if strength == 0 else f"λ = {strength}"
        frames[name] = []
        for degree in range(10):
            rng = np.random.default_rng(9)
            found = []
            for _ in range(60):
                x = rng.uniform(-1, 1, size=24)
                y = np.exp(-((3 * x) ** 2)) + 0.2 * rng.normal(size=24)
                a = np.vander(x, degree + 1, increasing=True)
                left = a.T @ a / 24 + (strength + 1e-9) * np.eye(degree + 1)
                w = np.linalg.solve(left, a.T @ y / 24)
                found.append(np.vander(grid, degree + 1, increasing=True) @ w)
            found = np.array(found)
            inside = np.abs(grid) <= 0.9
            bias = ((found.mean(0) - truth)[inside] ** 2).mean()
            variance = found.var(0)[:, None][inside].mean()
            frames[name].append(
                {
                    "fine": "".join(
                        plane.path(grid, np.clip(f, -0.8, 1.6)) for f in found[:6]
                    ),
                    "line": plane.path(grid, np.clip(found.mean(0), -0.8, 1.6)),
                    "dash": plane.path(grid, truth),
                    "say": f"bias² {bias:.3f}, variance {variance:.3f}, together "
                    f"{bias + variance:.3f}.",
                }
            )
    ticks = [(-1, "-1"), (0, "0"), (1, "1")]
    return Live(
        alt="A bump as a dashed curve, six polynomials fitted to noisy samples of it "
        "as dotted curves, and the mean of sixty fits as a solid one",
        caption="Dashed: the truth. Dotted: fits to six training sets of 24 points. "
        "Solid: the mean of sixty. A low degree is wrong on average (bias), a high one "
        "differs from set to set (variance); a penalty exchanges one for the other.",
        slider="degree",
        values=[f"degree {degree}" for degree in range(10)],
        frames=frames,
        shapes=["fine", "line", "dash"],
        ground=plane.ruler(ticks, [(0, "0"), (1, "1")], "x", "f(x)"),
        choice="Penalty",
        start=4,
    )
