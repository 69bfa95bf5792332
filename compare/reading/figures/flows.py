"""Figures of what flows through a network: signals, gradients, and rates over time."""

import html

import numpy as np

from compare.reading.figures.draw import live
from compare.reading.figures.live import Live, Plane, text

DEPTH, WIDTH = 16, 64
KINDS = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a), 1.0),
    "tanh": (np.tanh, lambda z, a: 1 - a**2, 1.0),
    "ReLU": (lambda z: np.maximum(z, 0), lambda z, a: 1.0 * (z > 0), 2.0),
}
GAINS = np.round(np.arange(0.4, 2.01, 0.1), 1)


def signals(kind: str, gain: float):
    """Return the sizes of activations and of gradients, by layer."""
    g, slope, factor = KINDS[kind]
    rng = np.random.default_rng(3)
    a, kept = rng.normal(size=(WIDTH, 100)), []
    forward = [np.sqrt(np.mean(a**2))]
    for _ in range(DEPTH):
        w = gain * rng.normal(size=(WIDTH, WIDTH)) * np.sqrt(factor / WIDTH)
        z = w @ a
        a = g(z)
        kept.append((w, z, a))
        forward.append(np.sqrt(np.mean(a**2)))
    da = rng.normal(size=(WIDTH, 100))
    backward = [np.sqrt(np.mean(da**2))]
    for w, z, a in kept[::-1]:
        da = w.T @ (da * slope(z, a))
        backward.append(np.sqrt(np.mean(da**2)))
    return np.array(forward), np.array(backward[::-1])


def through_depth(kinds, **words) -> Live:
    """Return the figure of both sizes against the layer."""
    plane = Plane(x=(0, DEPTH), y=(-8, 6))
    layers = np.arange(DEPTH + 1)
    frames = {}
    for kind in kinds:
        frames[kind] = []
        for gain in GAINS:
            forward, backward = signals(kind, gain)
            logs = [
                np.clip(np.log10(np.maximum(s, 1e-8)), -8, 6)
                for s in (forward, backward)
            ]
            frames[kind].append(
                {
                    "line": plane.path(layers, logs[0]),
                    "dash": plane.path(layers, logs[1]),
                    "say": f"Activations leave at {forward[-1] / forward[0]:.1e} times "
                    "their size; the gradient reaches the first layer at "
                    f"{backward[0] / backward[-1]:.1e} times its own.",
                }
            )
    xticks = [(k, str(k)) for k in range(0, DEPTH + 1, 4)]
    yticks = [(k, f"1e{k}") for k in range(-8, 7, 2)]
    return Live(
        slider="gain",
        values=[f"gain {gain}" for gain in GAINS],
        frames=frames,
        shapes=["line", "dash"],
        ground=plane.ruler(xticks, yticks, "layer", "root mean square"),
        choice="Activation",
        **words,
    )


@live
def gradient_flow():
    """Follow the gradient back through sixteen layers."""
    return through_depth(
        ("sigmoid", "tanh", "ReLU"),
        start=6,
        alt="Size of activations (solid) and of gradients (dashed) in each of sixteen "
        "layers, on a logarithmic scale",
        caption="Solid, from left to right: the activations. Dashed, from right to "
        "left: the gradient, one factor W and one slope a layer. Through sigmoids it "
        "vanishes for every gain that is shown: each slope is at most a quarter.",
    )


@live
def gain_by_depth():
    """Turn the gain of the initial weights."""
    return through_depth(
        ("ReLU", "tanh", "sigmoid"),
        start=6,
        alt="Size of activations (solid) and of gradients (dashed) in each of sixteen "
        "layers, level at gain one, falling below it and rising above it",
        caption="The gain multiplies Kaiming's deviation (Xavier's for tanh and "
        "sigmoid). At 1 a ReLU network keeps both sizes, up to chance; sixteen layers "
        "make a factor of 1.5^16 = 657 of 1.5.",
    )


STEPS = (  # what is computed, its equation, and which box it fills
    ("A⁰", "X comes in, one column for each example.", 0, 0),
    ("Z¹", "Z¹ = W¹ X + b¹, kept in the cache.", 1, 0),
    ("A¹", "A¹ = g(Z¹).", 2, 0),
    ("Z²", "Z² = W² A¹ + b², kept as well.", 3, 0),
    ("A²", "A² = σ(Z²): the prediction.", 4, 0),
    ("dZ²", "dZ² = A² - Y: only here, with a matched head.", 3, 1),
    ("dW²", "dW² = dZ² A¹ᵀ / m, db² = the mean of dZ²: A¹ from the cache.", 3, 2),
    ("dA¹", "dA¹ = W²ᵀ dZ².", 2, 1),
    ("dZ¹", "dZ¹ = dA¹ * g'(Z¹): Z¹ from the cache.", 1, 1),
    ("dW¹", "dW¹ = dZ¹ Xᵀ / m, db¹ = the mean of dZ¹.", 1, 2),
)


@live
def passes_by_step():
    """Go through both passes, one quantity at a time."""
    plane = Plane(x=(-0.6, 4.6), y=(-0.6, 2.6), box=(8, 8, 464, 220))

    def box(column, row):
        x = np.array([-0.36, 0.36, 0.36, -0.36]) + column
        y = np.array([-0.3, -0.3, 0.3, 0.3]) + 2 - row
        return plane.path(x, y, closed=True)

    ground = []
    for name, _, column, row in STEPS:
        x, y = plane.at(column, 2 - row)
        ground.append(f'<path class="live-axis" d="{box(column, row)}"/>')
        ground.append(text(x, y + 5, html.unescape(name), "middle"))
    frames = []
    for k, (name, words, column, row) in enumerate(STEPS):
        done = [box(c, r) for _, _, c, r in STEPS[: k + 1] if r == 0]
        back = [box(c, r) for _, _, c, r in STEPS[: k + 1] if r > 0]
        frames.append(
            {
                "area": "".join(done),
                "other": "".join(back) or "M0,0",
                "touch": box(column, row),
                "say": f"{name}: {words}",
            }
        )
    return Live(
        alt="Boxes for the quantities of two layers, filled from left to right in the "
        "forward pass and from right to left in the backward pass below it",
        caption="Above: forward, each quantity from the one before. Below: backward, "
        "each from the one to its right and from what forward kept.",
        slider="step",
        values=[f"{k + 1} of {len(STEPS)}" for k in range(len(STEPS))],
        frames={"": frames},
        shapes=["area", "other", "touch"],
        ground="".join(ground),
        start=4,
        size=(480, 236),
    )


@live
def rate_by_epoch():
    """Turn the one number of each schedule."""
    epochs = np.arange(61)
    shares = np.linspace(0, 1, 21)
    plane = Plane(x=(0, 60), y=(0, 1.05))
    schedules = {
        "inverse time": lambda s: 1 / (1 + 0.3 * s * epochs),
        "step": lambda s: (1 - 0.9 * s) ** (epochs // 15),
        "exponential": lambda s: (1 - 0.15 * s) ** epochs,
        "cosine": lambda s: 1 - s + s * (1 + np.cos(np.pi * epochs / 60)) / 2,
        "linear warm-up": lambda s: 1 - s + s * np.minimum(epochs / 15, 1),
    }
    words = {
        "inverse time": lambda s: f"k = {0.3 * s:.3f}",
        "step": lambda s: f"γ = {1 - 0.9 * s:.3f} every 15 epochs",
        "exponential": lambda s: f"γ = {1 - 0.15 * s:.4f}",
        "cosine": lambda s: f"down to {1 - s:.2f} of it",
        "linear warm-up": lambda s: f"from {1 - s:.2f} of it",
    }
    frames = {
        name: [
            {
                "line": plane.path(epochs, rate(s)),
                "dots": plane.dots(epochs[::5], rate(s)[::5]),
                "say": f"{words[name](s)}: after 30 epochs {rate(s)[30]:.3f} of the "
                f"initial rate, at the end {rate(s)[60]:.3f}.",
            }
            for s in shares
        ]
        for name, rate in schedules.items()
    }
    xticks = [(k, str(k)) for k in range(0, 61, 15)]
    return Live(
        alt="The learning rate as a share of the initial one, against the epoch",
        caption="Each schedule has one number that says how much it changes the rate. "
        "Inverse time falls fast and then hardly; exponential goes on falling; cosine "
        "begins and ends level.",
        slider="how much",
        values=[f"{s:.0%}" for s in shares],
        frames=frames,
        shapes=["line", "dots"],
        ground=plane.ruler(xticks, [(0.5, "½"), (1, "1")], "epoch", "rate"),
        choice="Schedule",
        start=8,
    )
