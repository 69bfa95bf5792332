"""The base of the optimisers: parameter groups, state and its exchange."""

import warnings
from collections import defaultdict
from itertools import chain

from ..engine.autograd import Tensor, grad_mode
from ..engine.float_warnings import current, restore, silence
from ..engine.grad_mode import enable_grad
from ..engine.operators import as_python
from ..engine.versions import wrote
from .blocks import blocks
from .speed_options import taking_speed_options

NUMBERS = (
    "step",
    "mu_product",
)  # in a state: one for a parameter, in a dtype of its own


class Optimizer:
    """Base class: own parameters in groups, update each that has a gradient.

    A subclass writes `update(param, grad, state, group)`.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
        A dict is a group: "params" and options of its own.
    defaults : dict
        Options of the groups that do not set them.

    Raises
    ------
    TypeError
        If params is a Tensor or holds anything but tensors.
    ValueError
        If there is no parameter, one is no leaf, or one is in two groups.
    """

    def __init_subclass__(cls):
        if cls.__module__.startswith(__package__):
            cls.__init__ = taking_speed_options(cls.__init__, cls.__name__)

    def __init__(self, params, defaults):
        if not isinstance(defaults, dict):
            raise TypeError(f"defaults must be a dict, got {type(defaults).__name__}")
        self.defaults = defaults
        self.state = defaultdict(dict)
        self.param_groups = []
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of "
                f"Tensors or dicts, but got {type(params).__name__}"
            )
        groups = list(params)
        if len(groups) == 0:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        """Own the parameters of a group, with options of its own."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but "
                "the ordering of tensors in sets will change between runs. Please use "
                "a list instead."
            )
        params = [params] if isinstance(params, Tensor) else list(params)
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, "
                    f"but one of the params is {type(param).__name__}"
                )
            if not (param.is_leaf or param.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        if len(params) != len(set(params)):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters",
                stacklevel=3,
            )
        owned = chain.from_iterable(group["params"] for group in self.param_groups)
        if not set(params).isdisjoint(owned):
            raise ValueError("some parameters appear in more than one parameter group")
        param_group["params"] = params
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        self.param_groups.append(param_group)

    def zero_grad(self, set_to_none=True):
        """Drop every gradient, or fill it with zeros."""
        for group in self.param_groups:
            for param in group["params"]:
                if set_to_none:
                    param.grad = None
                elif param.grad is not None:
                    param.grad.array.fill(0)

    def step(self, closure=None):
        """Update every parameter that has a gradient.

        Parameters
        ----------
        closure : callable, optional
            Computes the loss and the gradients anew.

        Returns
        -------
        loss
            What closure returned, None without one.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        settings, recording = current(), grad_mode.enabled
        try:
            silence()
            grad_mode.enabled = False
            for group in self.param_groups:
                group = {name: option_of(given) for name, given in group.items()}
                for param in group["params"]:
                    if param.grad is not None:
                        self.move(param, group)
        finally:
            grad_mode.enabled = recording  # before a call, which Ctrl-C could end
            restore(settings)
        return loss

    def move(self, param, group):
        """Update one parameter and its state."""
        state = self.state.get(param, {})
        first = all(value is None for value in state.values())
        if first:
            state = self.start(param, group)
            if state:
                self.state[param] = state
        seen = {"first": first}
        for name, value in state.items():
            if name == "step":
                value.array += 1
                seen["step"] = value.array.item()
            elif isinstance(value, Tensor):
                seen[name] = value.array
        self.advance(seen, group)
        own = {name: group[name] for name in self.defaults}
        for weight, grad, parts in blocks(param.array, param.grad.array, seen):
            self.update(weight, decayed(grad, weight, own), parts, group)
        wrote(param)

    def start(self, param, group):
        """Return the state of a parameter before its first step: tensors by name."""
        return {}

    def advance(self, state, group):
        """Carry on what is one number for a whole parameter, beside "step"."""

    def update(self, param, grad, state, group):
        """Move one parameter; every optimiser writes its own.

        `state` holds what `start` began, "step" as a number that begins at 1, and
        whether it is the "first" step. The gradient is not to be written to.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define update")

    def state_dict(self):
        """Return {"state": {index: state}, "param_groups": [options and indices]}.

        Parameters are named by their position; tensors are shared, not copied.
        """
        params = chain.from_iterable(group["params"] for group in self.param_groups)
        index = {}
        for param in params:
            index.setdefault(param, len(index))
        groups = [
            {**group, "params": [index[param] for param in group["params"]]}
            for group in self.param_groups
        ]
        state = {index[param]: members for param, members in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        """Take over options and a copy of the state, in the dtype of the parameters.

        An option that is missing in `state_dict` takes its default.

        Raises
        ------
        ValueError
            If the groups differ in number or size, or a shape differs.
        """
        saved = state_dict["param_groups"]
        if len(saved) != len(self.param_groups):
            raise ValueError(
                "loaded state dict has a different number of parameter groups"
            )
        pairs = list(zip(self.param_groups, saved))
        if any(len(group["params"]) != len(other["params"]) for group, other in pairs):
            raise ValueError(
                "loaded state dict contains a parameter group "
                "that doesn't match the size of optimizer's group"
            )
        state = defaultdict(dict)
        for group, other in pairs:
            for param, key in zip(group["params"], other["params"]):
                if key in state_dict["state"]:
                    state[param] = copied(state_dict["state"][key], param)
        self.state = state
        self.param_groups = [
            {**self.defaults, **other, "params": group["params"]}
            for group, other in pairs
        ]

    def __repr__(self):
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            for key in sorted(group):
                if key != "params":
                    text += f"    {key}: {group[key]}\n"
        return text + ")"


def option_of(given):
    """Return NumPy's scalars as Python's, which leave arrays in their own dtype."""
    if isinstance(given, tuple):
        return tuple(map(option_of, given))
    return as_python(given)


def decayed(grad, param, group):
    """Return grad, or -grad to climb, plus that of an L2 penalty; or shrink param."""
    decay = group.get("weight_decay", 0)
    if group.get("maximize", False):
        grad = -grad
    if group.get("decoupled_weight_decay", False):
        param *= 1 - group["lr"] * decay
    elif decay != 0:
        grad = grad + decay * param
    return grad


def copied(members, param):
    """Return a copy of a parameter's state, in the parameter's dtype."""
    state = {}
    for name, value in members.items():
        if isinstance(value, Tensor):
            dtype = (value if name in NUMBERS else param).array.dtype
            value = Tensor(value.array.astype(dtype))
            check_state(name, value, param)
        state[name] = value
    return state


def check_state(name, value, param):
    """Refuse state of another shape than its parameter."""
    if name not in NUMBERS and tuple(value.shape) != tuple(param.shape):
        raise ValueError(
            f"{name} must have shape {tuple(param.shape)}, got {tuple(value.shape)}"
        )
