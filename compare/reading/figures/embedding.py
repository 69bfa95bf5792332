"""An embedding: which rows are read, and where their gradients go."""

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, panels

WORD, ROWS = "beseech", "bcehs"


@drawn
def embedding_rows(theme):
    """Draw how often each row of a table is read, and the size of its gradient."""
    figure, (left, right) = panels(2, height=2.8)
    tokens = [ROWS.index(c) for c in WORD]
    left.plot(range(len(WORD)), tokens, "o", color=theme.blue, ms=7)
    left.set_xticks(range(len(WORD)), list(WORD))
    left.set_yticks(range(len(ROWS)), list(ROWS))
    left.set(xlabel="text, read from left to right", ylabel="row of the table")
    left.invert_yaxis()
    dl.manual_seed(1)
    weight = dl.randn(len(ROWS), 3, dtype=dl.float64).requires_grad_()
    dl.embedding(dl.tensor(tokens), weight).sum().backward()
    heights = np.arange(len(ROWS))
    right.barh(heights, weight.grad.numpy()[:, 0], 0.6, color=theme.rust, alpha=0.8)
    right.set_yticks(heights, list(ROWS))
    right.set(xlabel="gradient where each place sends 1")
    right.invert_yaxis()
    return figure
