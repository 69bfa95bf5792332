"""L-BFGS: Newton's direction, from the last steps and what they did to the gradient."""

from ..engine.autograd import Tensor
from ..engine.checks import check_choice, check_not_negative, check_positive
from ..engine.functions import cat
from ..engine.grad_mode import enable_grad, no_grad
from .line_search import Point, strong_wolfe
from .optimizer import Optimizer


class LBFGS(Optimizer):
    """Step along an estimate of the inverse Hessian times the gradient.

    One `step` takes up to max_iter iterations, and calls its closure for each.

    Parameters
    ----------
    params : iterable of Tensor, or of one dict
    lr : float
        The length of an iteration, or where a line search looks first.
    max_iter, max_eval : int
        The most iterations and calls of the closure a step; 5/4 max_iter calls where
        left out.
    tolerance_grad, tolerance_change : float
        End where no gradient, or no change, is larger.
    history_size : int
        How many iterations the estimate is made of.
    line_search_fn : {None, "strong_wolfe"}

    Raises
    ------
    ValueError
        If there are several groups, or a number is negative.

    References
    ----------
    Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4 and 7.5.
    """

    def __init__(
        self,
        params,
        lr=1,
        max_iter=20,
        max_eval=None,
        tolerance_grad=1e-7,
        tolerance_change=1e-9,
        history_size=100,
        line_search_fn=None,
    ):
        check_not_negative("lr", lr)
        check_positive("history_size", history_size)
        if line_search_fn is not None:
            check_choice("line_search_fn", line_search_fn, ("strong_wolfe",))
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS takes one parameter group, and no options for each")

    @no_grad()
    def step(self, closure):
        """Iterate; return the loss before the first iteration.

        Parameters
        ----------
        closure : callable
            Computes the loss and the gradients anew.
        """
        (group,) = self.param_groups
        state = self.state[group["params"][0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        with enable_grad():
            first = closure()
        loss, grad, evals = number(first), self.gradient(), 1
        state["func_evals"] += 1
        if grad.abs().max().item() <= group["tolerance_grad"]:
            return first
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            remember(state, grad, group["history_size"])
            state["d"] = d = direction(grad, state)
            state["prev_flat_grad"], state["prev_loss"] = grad, loss
            t = group["lr"]
            if state["n_iter"] == 1:
                t = min(1.0, 1 / grad.abs().sum().item()) * t
            state["t"], slope = t, grad.dot(d).item()
            if slope > -group["tolerance_change"]:
                break
            called = 0
            if group["line_search_fn"] is not None:
                found, called = strong_wolfe(
                    lambda t: self.look(closure, t, d),  # noqa: B023 (called at once)
                    Point(0, loss, grad, slope),
                    t,
                    d.abs().max().item(),
                    group["max_eval"] - evals,
                )
                state["t"], loss, grad, _ = found
                self.move_along(d, state["t"])
            else:
                self.move_along(d, t)
                if iteration < group["max_iter"]:
                    with enable_grad():
                        loss = number(closure())
                    grad, called = self.gradient(), 1
            evals += called
            state["func_evals"] += called
            if (
                evals >= group["max_eval"]
                or grad.abs().max().item() <= group["tolerance_grad"]
                or (d * state["t"]).abs().max().item() <= group["tolerance_change"]
                or abs(loss - state["prev_loss"]) < group["tolerance_change"]
            ):
                break
        return first

    def gradient(self):
        """Return all gradients in one row, 0 where there is none."""
        params = self.param_groups[0]["params"]
        return cat(
            [p.flatten() * 0 if p.grad is None else p.grad.flatten() for p in params]
        )

    def move_along(self, d, t):
        """Add t d to the parameters."""
        start = 0
        for param in self.param_groups[0]["params"]:
            stop = start + param.numel()
            param += t * d[start:stop].reshape(param.shape)
            start = stop

    def look(self, closure, t, d):
        """Return the Point t d away, and come back."""
        params = self.param_groups[0]["params"]
        kept = [param.clone() for param in params]
        self.move_along(d, t)
        with enable_grad():
            loss = number(closure())
        grad = self.gradient()
        for param, value in zip(params, kept):
            param.copy_(value)
        return Point(t, loss, grad, grad.dot(d).item())

    def load_state_dict(self, state_dict):
        """Take over options and a copy of the state, which is one for all parameters.

        Raises
        ------
        ValueError
            If the groups differ in number or size.
        """
        super().load_state_dict({**state_dict, "state": {}})
        for name, value in state_dict["state"].get(0, {}).items():
            self.state[self.param_groups[0]["params"][0]][name] = copied(value)


def remember(state, grad, history_size):
    """Keep the last step and the change of the gradient, if it curves upwards."""
    if state["n_iter"] == 1:
        state.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
        return
    y, s = grad - state["prev_flat_grad"], state["d"] * state["t"]
    curvature = y.dot(s)
    if curvature.item() > 1e-10:
        kept = ("old_dirs", y), ("old_stps", s), ("ro", 1 / curvature)
        for name, value in kept:
            state[name] = [*state[name], value][-history_size:]
        state["H_diag"] = curvature / y.dot(y)


def direction(grad, state):
    """Return minus the estimate of the inverse Hessian times the gradient."""
    history = list(zip(state["old_dirs"], state["old_stps"], state["ro"]))
    d, shares = -grad, []
    for y, s, rho in reversed(history):
        shares.append(rho * s.dot(d))
        d = d - shares[-1] * y
    d = d * state["H_diag"]
    for (y, s, rho), share in zip(history, reversed(shares)):
        d = d + (share - rho * y.dot(d)) * s
    return d


def number(loss):
    """Return a loss as a number."""
    return loss.item() if isinstance(loss, Tensor) else float(loss)


def copied(value):
    """Return a copy of tensors, and of lists of them."""
    if isinstance(value, list):
        return [copied(part) for part in value]
    return value.clone() if isinstance(value, Tensor) else value
