"""What people call the settings of an optimiser, and values for them."""

from .names import listed

OPTIONS = {
    "lr": "lr learning_rate learningrate alpha eta step_size",
    "b1": "b1 beta1 beta_1 beta1_ betas_1 rho1 decay_rate1",
    "b2": "b2 beta2 beta_2 beta2_ betas_2 rho2 decay_rate2",
    "eps": "eps epsilon delta fuzz",
    "momentum": "momentum mu mom beta gamma",
    "rho": "rho decay_rate alpha beta gamma beta2 decay_factor decay",
    "decay": "weight_decay wd l2 reg lambda_ weight_decay_rate",
}
USED = {
    "adam": ("lr", "b1", "b2", "eps", "decay"),
    "sgd": ("lr", "momentum", "decay"),
    "rms": ("lr", "rho", "eps", "decay"),
    "adagrad": ("lr", "eps", "decay"),
}
VALUES = {
    "lr": 0.02,
    "momentum": 0.8,
    "rho": 0.9,
    "b1": 0.9,
    "b2": 0.99,
    "eps": 1e-8,
    "decay": 0.1,
}
WEIGHTS = listed(
    """w W weights weight param params parameters x theta p parameter wts variables
model_parameters"""
)
GRADIENTS = listed("""g gradient gradients grad grads dw dW dx derivative""")
STEP = listed("""t step iteration iter i n_iter timestep k epoch""")
LAYER = listed("""layer l lay module""")
METHODS = listed(
    """update step apply optimize apply_gradients update_params update_parameters
update_weights minimize get_updates get_update compute_update calc_update __call__"""
)
CONFIG = {
    "learning_rate": 0.02,
    "momentum": 0.8,
    "beta1": 0.9,
    "beta2": 0.99,
    "decay_rate": 0.9,
    "epsilon": 1e-8,
}


def stands_for(name, family: str, others=()) -> str | None:
    """Return the option of a name, unless one of the others says it better."""
    low = str(name).lower().strip("_")
    for option in USED[family]:
        aliases = OPTIONS[option].split()
        if low in aliases:
            better = aliases[: aliases.index(low)]
            if not any(str(o).lower().strip("_") in better for o in others):
                return option
    return None
