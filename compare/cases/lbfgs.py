"""The case of `LBFGS`, which steps by a closure."""

import numpy as np

from .case import ProgramCase


def fitted(dl, rows, weight, search, max_iter, history_size, steps):
    """Fit a line and a curve to rows by a few steps; return every loss and weight."""
    weights = [part.clone().requires_grad_() for part in (weight, weight[:1])]
    optimizer = (dl.optim if dl.__name__ == "torch" else dl).LBFGS(
        weights,
        lr=1.0 if search else 0.01,
        max_iter=max_iter,
        history_size=history_size,
        line_search_fn=search,
    )

    def closure():
        optimizer.zero_grad()
        loss = ((rows @ weights[0]).tanh() - weights[1]).square().mean()
        loss = loss + 0.1 * (weights[0] ** 2).sum()
        loss.backward()
        return loss

    losses = [optimizer.step(closure).item() for _ in range(steps)]
    return {"losses": losses, "weights": [w.detach() for w in weights]}


def arguments(draw):
    """Draw rows, the first weights and options."""
    n, k = draw.size(2, 5), draw.size(1, 4)
    rng = np.random.default_rng(draw.seed())
    return {
        "rows": rng.standard_normal((n, k)).astype(draw.dtype),
        "weight": rng.standard_normal(k).astype(draw.dtype),
        "search": draw.choice((None, "strong_wolfe")),
        "max_iter": draw.integer(1, 4),
        "history_size": draw.choice((100, 1)),
        "steps": draw.integer(1, 2),
    }


CASES = [
    ProgramCase(
        name="LBFGS",
        arguments=arguments,
        program=fitted,
        third=True,
        exact=lambda arguments: False,
        dtypes=("float64",),
        moved=4,  # the search amplifies rounding from iteration to iteration
        weight=0.3,
    ),
]
