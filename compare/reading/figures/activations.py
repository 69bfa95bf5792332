"""Rows 16 to 19: activations and their slopes, hardmax, softmax, calibration."""

from functools import cache

import numpy as np
from sklearn.datasets import load_digits

import scratch as dl
from compare.reading.figures.draw import drawn, live, panels
from compare.reading.figures.live import Live, Plane

LOGITS = np.array([2.0, 1.0, 0.2, -0.5, -1.5])


def with_slope(function, x):
    """Return an activation and its slope, through the hand-written backward."""
    input = dl.tensor(x, requires_grad=True)
    output = function(input)
    output.backward(dl.ones_like(output))
    return output.detach().numpy(), input.grad.numpy()


def softmax(x):
    """Return the softmax of the last axis."""
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


@drawn
def sigmoid_slope(theme):
    """Draw the sigmoid and its slope; the tail in float32 beside the naive form."""
    figure, (left, right) = panels(2)
    x = np.linspace(-8, 8, 321)
    output, slope = with_slope(dl.sigmoid, x)
    left.plot(x, output, color=theme.blue, label="σ(x)")
    left.plot(x, slope, "--", color=theme.rust, label="σ'(x) = σ(x)(1 - σ(x))")
    left.set(xlabel="x", ylim=(None, 1.35))
    left.legend(loc="upper left")
    far = np.linspace(-120, 0, 241, dtype=np.float32)
    with np.errstate(over="ignore"):
        naive = 1 / (1 + np.exp(-far))
    stable = dl.sigmoid(dl.tensor(far)).numpy()
    right.semilogy(far, stable, color=theme.blue, label="stable form")
    shown = np.where(naive > 0, naive, np.nan)
    right.semilogy(far, shown, "--", color=theme.rust, lw=3, label="1/(1 + exp(-x))")
    right.set(xlabel="x (float32)", ylabel="σ(x)")
    right.legend()
    return figure


@drawn
def relu_family(theme):
    """Draw ReLU and its relatives, and their slopes."""
    figure, (left, right) = panels(2)
    x = np.linspace(-3, 3, 301)
    for name, function, colour, line in (
        ("ReLU", dl.relu, theme.blue, "-"),
        ("leaky ReLU", lambda t: dl.leaky_relu(t, 0.1), theme.rust, "--"),
        ("ELU", dl.elu, theme.green, ":"),
        ("GELU", dl.gelu, theme.violet, "-."),
    ):
        output, slope = with_slope(function, x)
        left.plot(x, output, line, color=colour, label=name)
        right.plot(x, slope, line, color=colour, label=name)
    left.set(xlabel="x", ylabel="g(x)")
    right.set(xlabel="x", ylabel="g'(x)")
    left.legend()
    return figure


@drawn
def dead_units(theme):
    """Draw the share of units that no example activates, against the bias."""
    figure, axes = panels()
    rng = np.random.default_rng(8)
    x = rng.normal(size=(256, 16))
    weight = rng.normal(size=(16, 400)) / 4
    shifts = np.linspace(-6, 1, 57)
    for name, function, colour, line in (
        ("ReLU: no gradient at all", dl.relu, theme.rust, "--"),
        ("leaky ReLU", dl.leaky_relu, theme.blue, "-"),
    ):
        dead = []
        for shift in shifts:
            _, slope = with_slope(function, x @ weight + shift)
            dead.append(np.mean((slope == 0).all(0)))
        axes.plot(shifts, dead, line, color=colour, label=name)
    axes.set(xlabel="bias of every unit", ylabel="share of dead units")
    axes.legend()
    return figure


POINTS = np.random.default_rng(3).normal(size=(120, 2))
UNITS = np.array([[1.0, 0.2, 0.3], [-0.8, 0.9, -4.4]])  # weights and bias of two


@cache
def two_units():
    """Train them; return on how many points each is active, and the ways they go."""
    wanted = dl.tensor(np.maximum(POINTS @ [1.0, 0.6], 0)[:, None])
    units, ways = dl.Linear(2, 2).double(), []
    start = {"weight": dl.tensor(UNITS[:, :2]), "bias": dl.tensor(UNITS[:, 2])}
    units.load_state_dict(start)
    active = (units(dl.tensor(POINTS)) > 0).numpy().sum(0)
    optimizer = dl.SGD(units.parameters(), lr=0.1)
    for _ in range(60):
        optimizer.zero_grad()
        output = dl.relu(units(dl.tensor(POINTS)))
        ((output - wanted) ** 2).mean(0).sum().backward()
        optimizer.step()
        moved = units.weight.detach().numpy() - UNITS[:, :2]
        ways.append(np.sqrt((moved**2).sum(1)))
    return active, np.array(ways)


@drawn
def living_and_dead(theme):
    """Draw two units over the same points, and how far training moves each."""
    figure, (left, right) = panels(2)
    active, ways = two_units()
    left.plot(*POINTS.T, ".", color=theme.quiet, ms=5)
    x = np.linspace(-4, 4, 2)
    kinds = (("living", theme.blue, "-"), ("dead", theme.rust, "--"))
    for k, (name, colour, line) in enumerate(kinds):
        (*w, b), label = UNITS[k], f"{name}: active on {active[k]}"
        left.plot(x, -(w[0] * x + b) / w[1], line, color=colour, label=label)
        foot, way = -b * np.array(w) / np.dot(w, w), 0.9 * np.array(w) / np.hypot(*w)
        arrow = {"arrowstyle": "->", "color": colour, "lw": 1.6}
        left.annotate("", foot + way, foot, arrowprops=arrow)
        right.plot(range(1, 61), ways[:, k], line, color=colour, label=name)
    left.set(xlabel="x₁", ylabel="x₂", xlim=(-4, 3.2), ylim=(-3, 6))
    left.legend(loc="lower center", bbox_to_anchor=(0.5, 1))
    right.set(xlabel="step", ylabel="way of the weights so far")
    right.legend()
    return figure


@drawn
def hardmax_limit(theme):
    """Draw softmax(x / T) as T falls, for distinct logits and for a tie."""
    figure, axes = panels(2, sharey=True)
    temperatures = np.logspace(1, -1.5, 120)
    lines = ("-", "--", ":", "-.", (0, (1, 3)))
    colours = (theme.blue, theme.rust, theme.green, theme.violet, theme.quiet)
    tie = np.array([2.0, 2.0, 0.2, -0.5, -1.5])
    for ax, logits in zip(axes, (LOGITS, tie)):
        shares = softmax(logits / temperatures[:, None])
        for k in range(5):
            label = f"x = {logits[k]}".replace("-", "\N{MINUS SIGN}")
            ax.semilogx(temperatures, shares[:, k], ls=lines[k], color=colours[k])
            ax.lines[-1].set_label(label)
        ax.invert_xaxis()
        ax.set(xlabel="temperature T")
        ax.legend()
    axes[0].set_ylabel("softmax(x / T)")
    return figure


@live
def temperature():
    """Draw the softmax of five logits at a temperature."""
    plane = Plane(x=(-0.6, 4.6), y=(0, 1))
    frames, values = [], []
    for t in np.logspace(-1, 1, 31):
        share = softmax(LOGITS / t)
        entropy = -(share * np.log(share)).sum()
        shares = ", ".join(f"{s:.3f}" for s in share)
        said = f"Probabilities {shares}; entropy {entropy:.2f} nats."
        frames.append({"area": plane.bars(range(5), share, 0.6), "say": said})
        values.append(f"T = {t:.2f}")
    ticks = [
        (k, f"x = {x}".replace("-", "\N{MINUS SIGN}")) for k, x in enumerate(LOGITS)
    ]
    scale = [(s, f"{s:.1f}") for s in (0, 0.5, 1)]
    return Live(
        alt="Five bars: the softmax of five logits at a temperature",
        caption="Cold softmax is nearly hardmax, hot softmax nearly uniform; the order "
        "of the classes never changes.",
        slider="temperature",
        values=values,
        frames={"": frames},
        shapes=["area"],
        ground=plane.ruler(ticks, scale, "", "probability"),
        start=15,
    )


@cache
def overfitted():
    """Return logits and labels of two halves of digits an overfit softmax never saw."""
    x, y = load_digits(return_X_y=True)
    x = np.hstack([x / 16, np.ones((len(x), 1))])
    order = np.random.default_rng(0).permutation(len(x))
    fit, tune, test = order[:100], order[100:900], order[900:]
    weight, onehot = np.zeros((x.shape[1], 10)), np.eye(10)[y[fit]]
    for _ in range(6000):
        weight -= 2.0 * x[fit].T @ (softmax(x[fit] @ weight) - onehot) / len(fit)
    return (x[tune] @ weight, y[tune]), (x[test] @ weight, y[test])


def fitted_temperature(logits, y) -> float:
    """Return the temperature of the least cross-entropy."""
    tried = np.linspace(0.5, 5, 181)
    rows = np.arange(len(y))
    loss = [-np.log(softmax(logits / t)[rows, y]).mean() for t in tried]
    return float(tried[np.argmin(loss)])


@drawn
def reliability(theme):
    """Draw how often the predicted class is right, against its probability."""
    figure, axes = panels()
    tuning, (logits, y) = overfitted()
    edges = np.linspace(0.1, 1, 10)
    axes.plot([0.1, 1], [0.1, 1], color=theme.quiet, lw=1, label="calibrated")
    best = fitted_temperature(*tuning)
    styles = ((1.0, theme.rust, "--", "s"), (best, theme.blue, "-", "o"))
    for t, colour, line, mark in styles:
        probability = softmax(logits / t)
        confidence, right = probability.max(1), probability.argmax(1) == y
        which = np.clip(np.digitize(confidence, edges) - 1, 0, 8)
        used = [b for b in range(9) if (which == b).sum() >= 10]
        said = [confidence[which == b].mean() for b in used]
        true = [right[which == b].mean() for b in used]
        gap = sum((which == b).mean() * abs(s - r) for b, s, r in zip(used, said, true))
        label = f"T = {t:.2f}: mean gap {gap:.3f}"
        axes.plot(said, true, ls=line, color=colour, marker=mark, label=label)
    axes.set(xlabel="probability of the predicted class", ylabel="share that is right")
    axes.legend()
    return figure
