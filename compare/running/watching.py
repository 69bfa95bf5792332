"""Watching a script's optimisers from within: what they hold after every step."""

import functools
import weakref

import numpy as np


class Stopped(BaseException):
    """Enough steps: the script need not go on."""


def to_numpy(tensor) -> np.ndarray:
    """Return the values of a tensor of either library, copied."""
    if hasattr(tensor, "array"):
        return np.array(tensor.array)
    return np.array(tensor.detach().cpu().numpy())


def write(tensor, values: np.ndarray) -> None:
    """Write values into a tensor of either library, unseen by its tape."""
    target = tensor.array if hasattr(tensor, "array") else tensor.detach().numpy()
    target[...] = values


class Watch:
    """Report every step of every optimiser, and take over what the answer holds.

    Parameters
    ----------
    library : torch, or what answers for it
    report : callable
        From a message to its answer: {"stop": bool} and perhaps {"params", "state"}.
    shake : int, optional
        Seed of the one rounding by which weights are moved before every step.
    """

    def __init__(self, library, report, shake=None):
        self.report = report
        self.random = None if shake is None else np.random.default_rng(shake)
        self.optimizers, self.modules = [], weakref.WeakSet()
        self.counts, self.loss, self.inside = {}, None, False
        self.patch(library)

    def patch(self, library) -> None:
        """Put watchers around backward, modules and optimisers."""
        watch = self
        backward = library.Tensor.backward
        begin = library.nn.Module.__init__
        create = library.optim.Optimizer.__init__

        @functools.wraps(backward)
        def noted(tensor, *args, **kwargs):
            if tensor.numel() == 1:
                watch.loss = tensor.item()
            return backward(tensor, *args, **kwargs)

        @functools.wraps(begin)
        def listed(module, *args, **kwargs):
            begin(module, *args, **kwargs)
            watch.modules.add(module)

        @functools.wraps(create)
        def watched(optimizer, *args, **kwargs):
            watch.wrap(type(optimizer))
            create(optimizer, *args, **kwargs)
            watch.optimizers.append(optimizer)
            for group in optimizer.param_groups if watch.random else ():
                for param in group["params"]:  # the first step has its envelope, too
                    write(param, watch.shaken(to_numpy(param)))

        library.Tensor.backward = noted
        library.nn.Module.__init__ = listed
        library.optim.Optimizer.__init__ = watched

    def wrap(self, kind) -> None:
        """Put a watcher around a class's step, once."""
        owner = next(base for base in kind.__mro__ if "step" in vars(base))
        step, watch = owner.step, self
        if getattr(step, "watched", False):
            return

        @functools.wraps(step)
        def watched(optimizer, *args, **kwargs):
            if watch.inside:
                return step(optimizer, *args, **kwargs)
            watch.inside = True
            try:
                result = step(optimizer, *args, **kwargs)
            finally:
                watch.inside = False
            watch.after(optimizer)
            return result

        watched.watched = True
        owner.step = watched

    def after(self, optimizer) -> None:
        """Report one step."""
        number = next(i for i, o in enumerate(self.optimizers) if o is optimizer)
        self.counts[number] = self.counts.get(number, 0) + 1
        params = [p for group in optimizer.param_groups for p in group["params"]]
        state = [tensors_of(optimizer.state.get(p, {})) for p in params]
        message = {
            "event": "step",
            "optimizer": number,
            "kind": type(optimizer).__name__,
            "step": self.counts[number],
            "loss": self.loss,
            "params": [to_numpy(p) for p in params],
            "state": [{k: to_numpy(v) for k, v in s.items()} for s in state],
        }
        if self.counts[number] == 1:
            message["names"] = self.names(params)
        answer = self.report(message)
        if "params" in answer:
            for param, values in zip(params, answer["params"]):
                write(param, self.shaken(values))
            for tensors, values in zip(state, answer["state"]):
                for key, tensor in tensors.items():
                    if key in values:
                        write(tensor, values[key])
        if answer.get("stop"):
            raise Stopped

    def shaken(self, values: np.ndarray) -> np.ndarray:
        """Return values moved by one rounding, if that is asked for."""
        if self.random is None or values.dtype.kind != "f":
            return values
        eps = np.finfo(values.dtype).eps
        return values * (1 + eps * self.random.choice([-1, 1], values.shape)).astype(
            values.dtype
        )

    def names(self, params) -> list[str]:
        """Return what the script's modules call their parameters."""
        known, inner = {}, set()
        for module in list(self.modules):
            inner.update(id(child) for child in module.children())
        for module in list(self.modules):
            if id(module) not in inner:
                for name, param in module.named_parameters():
                    known.setdefault(id(param), name)
        return [known.get(id(p), f"parameter {i}") for i, p in enumerate(params)]


def tensors_of(state) -> dict:
    """Return the tensors of a parameter's state."""
    return {k: v for k, v in state.items() if hasattr(v, "requires_grad")}
