"""Options of torch's optimisers that say how fast a step is, not what it does."""

from functools import wraps

OPTIONS = {"foreach", "differentiable"}  # that every optimiser of torch's takes
FUSED = {"SGD", "Adam", "AdamW", "Adagrad"}
NOT_CAPTURABLE = {"SGD", "Adagrad"}


def taking_speed_options(create, name):
    """Let a constructor take what torch's does, though a step has one way here.

    Raises
    ------
    ValueError
        If foreach and fused go together, or a step is to be differentiable.
    """
    if name == "LBFGS":
        return create
    options = OPTIONS | ({"fused"} if name in FUSED else set())
    options |= set() if name in NOT_CAPTURABLE else {"capturable"}

    @wraps(create)
    def init(self, *args, **given):
        asked = {n for n in options & given.keys() if given.pop(n)}
        if asked >= {"foreach", "fused"}:
            raise ValueError("foreach and fused cannot be True together")
        if "differentiable" in asked:
            raise ValueError("differentiable must be False: a step is not recorded")
        create(self, *args, **given)

    return init
