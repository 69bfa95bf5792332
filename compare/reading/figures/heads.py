"""What a head that does not match its loss does to the gradient."""

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, panels


def slopes(z: np.ndarray) -> dict[str, np.ndarray]:
    """Return dZ of a positive example for each loss on a sigmoid's logit."""
    found, target = {}, dl.ones(len(z), dtype=dl.float64)
    for name, loss in (
        ("cross-entropy", dl.binary_cross_entropy_with_logits),
        ("squared error", lambda z, y: dl.mse_loss(dl.sigmoid(z), y) / 2),
    ):
        logits = dl.tensor(z, requires_grad=True)
        loss(logits, target).backward()
        found[name] = len(z) * logits.grad.numpy()
    return found


def recoveries(steps: int = 60) -> dict[str, list[float]]:
    """Train one logit from a confident mistake; return the probability of the truth."""
    found = {}
    for name in ("cross-entropy", "squared error"):
        z = dl.tensor(np.array([-6.0]), requires_grad=True)
        optimizer, found[name] = dl.SGD([z], lr=1.0), []
        for _ in range(steps):
            found[name].append(dl.sigmoid(z.detach()).item())
            slope = slopes(z.detach().numpy())[name]
            z.grad = dl.tensor(slope)
            optimizer.step()
    return found


@drawn
def matched_heads(theme):
    """Draw dZ against the logit, and the way back from a confident mistake."""
    figure, (left, right) = panels(2)
    z = np.linspace(-8, 4, 241)
    styles = ((theme.blue, "-"), (theme.rust, "--"))
    ways = recoveries()
    for (name, slope), (colour, line) in zip(slopes(z).items(), styles):
        left.plot(z, slope, line, color=colour, label=name)
        right.plot(ways[name], line, color=colour, label=name)
    left.set(xlabel="logit z, truth y = 1", ylabel="dZ", ylim=(-1.1, 0.4))
    left.legend(loc="upper left")
    right.set(xlabel="step", ylabel="probability of the truth", ylim=(-0.03, 1.35))
    right.legend(loc="upper left")
    return figure


@drawn
def label_shares(theme):
    """Draw what several sigmoids and one softmax can say of two labels that hold."""
    figure, axes = panels(2, sharey=True, height=2.8)
    z = np.array([[4.0, 3.5, -2.0, -3.0]])
    names = ("even", "prime", "5 or more", "odd")
    kinds = (
        ("four sigmoids", dl.sigmoid(dl.tensor(z)), theme.blue, ""),
        ("one softmax", dl.softmax(dl.tensor(z), 1), theme.rust, "//"),
    )
    for ax, (name, shares, colour, hatch) in zip(axes, kinds):
        shares = shares.numpy()[0]
        ax.bar(range(4), shares, 0.6, fill=False, ec=colour, hatch=hatch, lw=1.4)
        for k, share in enumerate(shares):
            ax.text(k, share + 0.02, f"{share:.2f}", ha="center", fontsize=10)
        ax.set(title=f"{name}: sum {shares.sum():.2f}", ylim=(0, 1.12))
        ax.set_xticks(range(4), names, fontsize=9.5)
        ax.grid(axis="x", visible=False)
    axes[0].set_ylabel("probability")
    return figure
