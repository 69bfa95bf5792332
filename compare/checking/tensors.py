"""Candidates on torch tensors: their own backward, called by autograd."""

import torch
from torch.utils._pytree import tree_flatten, tree_leaves, tree_unflatten


class Run:
    """One call of a function on tensors.

    Parameters
    ----------
    function : callable
        A class of autograd.Function, a module or any function.
    parameters : dict
        Values of a module's parameters.
    """

    def __init__(self, function, args, kwargs, parameters):
        leaves, spec = tree_flatten((tuple(args), kwargs))
        self.leaves = [
            leaf.requires_grad_()
            if isinstance(leaf, torch.Tensor) and leaf.is_floating_point()
            else leaf
            for leaf in leaves
        ]
        self.given = [
            leaf
            for leaf in self.leaves
            if isinstance(leaf, torch.Tensor) and leaf.is_floating_point()
        ]
        args, kwargs = tree_unflatten(self.leaves, spec)
        if isinstance(function, type):
            result = function.apply(*args, **kwargs)
        elif isinstance(function, torch.nn.Module):
            held = {n: t.requires_grad_() for n, t in parameters.items()}
            self.given += held.values()
            result = torch.func.functional_call(function, held, args, kwargs)
        else:
            result = function(*args, **kwargs)
        self.live = [
            t
            for t in tree_leaves(result)
            if isinstance(t, torch.Tensor) and t.is_floating_point()
        ]
        self.outputs = [t.detach() for t in self.live]
        self.names = list(parameters)

    @property
    def own(self) -> bool:
        """Whether a backward that torch does not bring takes part."""
        seen: set = set()
        ahead = [t.grad_fn for t in self.live]
        while ahead:
            node = ahead.pop()
            if node is None or node in seen:
                continue
            if isinstance(node, torch.autograd.function.BackwardCFunction):
                return True
            seen.add(node)
            ahead += [n for n, _ in node.next_functions]
        return any(t._backward_hooks for t in [*self.live, *self.given])

    def gradients(self, upstream):
        """Return a gradient or None for every floating tensor that was given."""
        pairs = [
            (o, u.to(o.dtype)) for o, u in zip(self.live, upstream) if o.requires_grad
        ]
        if not pairs:
            raise RuntimeError("no output depends on an input")
        found = torch.autograd.grad(
            [o for o, _ in pairs],
            self.given,
            [u for _, u in pairs],
            allow_unused=True,
        )
        return list(found)
