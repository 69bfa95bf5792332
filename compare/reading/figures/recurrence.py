"""How far back a gradient reaches, and how long a cell keeps a value."""

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, panels

STEPS, WIDTH = 60, 32


def reach(kind: str, forget: float = 0.0) -> np.ndarray:
    """Return the size of the last output's gradient by every input, the last first.

    `forget` is added to the bias of the forget gates.
    """
    dl.manual_seed(5)
    network = getattr(dl, kind)(8, WIDTH).double()
    if kind == "LSTM":
        with dl.no_grad():
            network.bias_ih_l0[WIDTH : 2 * WIDTH] += forget
    input = dl.randn(STEPS, 1, 8, dtype=dl.float64).requires_grad_()
    output, _ = network(input)
    output[-1].sum().backward()
    return input.grad.norm(dim=(1, 2)).numpy()[::-1]


@drawn
def gradient_reach(theme):
    """Draw how gradients fall with the number of steps they come back."""
    figure, axes = panels()
    kinds = (
        ("RNN", 0.0, "tanh alone", theme.rust, "--"),
        ("GRU", 0.0, "GRU", theme.green, ":"),
        ("LSTM", 0.0, "LSTM", theme.violet, "-."),
        ("LSTM", 3.0, "LSTM, forget gates open", theme.blue, "-"),
    )
    for kind, forget, label, colour, line in kinds:
        axes.semilogy(reach(kind, forget), line, color=colour, label=label)
    axes.set(xlabel="steps back", ylabel="size of the gradient")
    axes.legend(loc="lower left")
    return figure


@drawn
def gates_open(theme):
    """Draw what a cell keeps of one impulse."""
    figure, axes = panels(height=2.6)
    steps = np.arange(41)
    lines = ((0.5, theme.rust, "--"), (0.9, theme.green, ":"), (0.99, theme.blue, "-"))
    for gate, colour, line in lines:
        axes.plot(steps, gate**steps, line, color=colour, label=f"f = {gate}")
    axes.set(
        xlabel="steps after the impulse", ylabel="left in the cell", ylim=(0, None)
    )
    axes.legend()
    return figure
