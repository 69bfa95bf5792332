"""One call of a torch callable as a function of its floating tensors alone."""

import inspect
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch.overrides import get_testing_overrides
from torch.utils._pytree import (
    keystr,
    tree_flatten,
    tree_flatten_with_path,
    tree_unflatten,
)


@dataclass(frozen=True, eq=False)
class Call:
    """A reference with the arguments of one call, nested as they may be.

    The floating tensors among the arguments, and the parameters of a module, are the
    leaves: what gradients are taken of, and what another example replaces. Buffers, a
    module's and arguments of which torch takes no gradient (weights of classes, running
    statistics), are read and written on copies.
    """

    reference: object
    leaves: list  # everything in the arguments, flat
    spec: object
    names: tuple[str, ...]  # of the differentiable leaves
    at: tuple[int, ...]  # where those of the arguments stand; parameters follow
    values: tuple[torch.Tensor, ...]
    buffers: dict[str, torch.Tensor]
    kept_at: dict[str, int]  # where buffers among the arguments stand

    @classmethod
    def of(cls, reference, *args, **options) -> "Call":
        """Take one call apart; NumPy's arrays count as tensors."""
        paths, spec = tree_flatten_with_path((args, options))
        leaves = [as_tensor(leaf) for _, leaf in paths]
        at = tuple(i for i, leaf in enumerate(leaves) if differentiable(leaf))
        signature = parameters_of(reference)
        names = [spell(paths[i][0], signature) for i in at]
        values = [leaves[i].detach() for i in at]
        buffers = {}
        if isinstance(reference, torch.nn.Module):
            for name, parameter in reference.named_parameters():
                names.append(name if name not in names else f"parameter {name}")
                values.append(parameter.detach())
            buffers = {n: b.detach().clone() for n, b in reference.named_buffers()}
        call = cls(
            reference, leaves, spec, tuple(names), at, tuple(values), buffers, {}
        )
        return call.without(constant(call))

    def having(self, values) -> "Call":
        """Return the call with other values for its differentiable leaves."""
        values = tuple(torch.as_tensor(v) for v in values)
        if len(values) != len(self.names):
            raise ValueError(f"{len(self.names)} values expected, got {len(values)}")
        leaves = list(self.leaves)
        for i, value in zip(self.at, values):
            leaves[i] = value
        return replace(self, values=values, leaves=leaves)

    def without(self, constants) -> "Call":
        """Return the call with some of its arguments buffers, and leaves no more."""
        kept = [i for i in range(len(self.names)) if i not in constants]
        state = {self.names[i]: self.values[i].clone() for i in constants}
        return replace(
            self,
            buffers={**self.buffers, **state},
            kept_at={self.names[i]: self.at[i] for i in constants},
            names=tuple(self.names[i] for i in kept),
            values=tuple(self.values[i] for i in kept),
            at=tuple(self.at[i] for i in kept if i < len(self.at)),
        )

    def rounded(self, dtype) -> "Call":
        """Return the call with leaves and hyper-parameters as `dtype` holds them."""
        dtype = torch_dtype(dtype)
        leaves = [round_number(leaf, dtype) for leaf in self.leaves]
        buffers = {n: lowered(b, dtype) for n, b in self.buffers.items()}
        call = replace(self, leaves=leaves, buffers=buffers)
        return call.having([lowered(v, dtype) for v in self.values])

    def arguments(self, tensors=None, convert=lambda leaf: leaf):
        """Return (args, options) for a candidate, each leaf converted."""
        leaves = list(self.leaves)
        for i, tensor in zip(self.at, tensors if tensors is not None else ()):
            leaves[i] = tensor
        return tree_unflatten([convert(leaf) for leaf in leaves], self.spec)

    def __call__(self, tensors, buffers=None):
        """Run the reference on other leaves; `buffers` are written."""
        buffers = copies(self.buffers) if buffers is None else buffers
        leaves = list(self.leaves)
        for i, tensor in zip(self.at, tensors):
            leaves[i] = tensor.clone()
        for name, i in self.kept_at.items():
            leaves[i] = buffers[name]
        args, options = tree_unflatten(leaves, self.spec)
        if not isinstance(self.reference, torch.nn.Module):
            return self.reference(*args, **options)
        given = tensors[len(self.at) :]
        held = dict(zip(dict(self.reference.named_parameters()), given))
        held.update({n: b for n, b in buffers.items() if n not in self.kept_at})
        return torch.func.functional_call(self.reference, held, args, options)


def as_tensor(leaf):
    """Take NumPy's arrays and numbers for tensors and Python's numbers."""
    if isinstance(leaf, np.ndarray):
        return torch.as_tensor(leaf.copy())
    return leaf.item() if isinstance(leaf, np.generic) else leaf


def differentiable(leaf) -> bool:
    """Tell whether a gradient can be taken of an argument."""
    return isinstance(leaf, torch.Tensor) and leaf.is_floating_point()


def constant(call) -> list[int]:
    """Return the arguments of which torch takes no gradient (weights of classes)."""
    found = []
    for i in range(len(call.at)):
        tensors = [v.clone() for v in call.values]
        tensors[i].requires_grad_()
        try:
            call(tensors)
        except RuntimeError as error:
            if "not differentiable with respect to argument" in str(error):
                found.append(i)
        except Exception:  # it will be raised again where it is told
            continue
    return found


def copies(buffers):
    """Copy buffers, that the reference may write into."""
    return {name: buffer.clone() for name, buffer in buffers.items()}


def torch_dtype(dtype) -> torch.dtype:
    """Return torch's dtype of a name, a NumPy or a torch dtype."""
    if isinstance(dtype, torch.dtype):
        return dtype
    return getattr(torch, np.dtype(dtype).name)


def lowered(value, dtype):
    """Round a floating tensor to a dtype."""
    return value.to(dtype) if differentiable(value) else value


def round_number(leaf, dtype):
    """Round a hyper-parameter to a dtype."""
    if isinstance(leaf, float):
        return torch.tensor(leaf, dtype=torch.float64).to(dtype).item()
    return lowered(leaf, dtype)


def parameters_of(reference) -> list[str]:
    """Return the names of a callable's positional parameters, as far as known."""
    if isinstance(reference, torch.nn.Module):
        reference = reference.forward
    for candidate in (reference, get_testing_overrides().get(reference)):
        try:
            signature = inspect.signature(candidate)
        except (TypeError, ValueError):
            continue
        kinds = (
            inspect.Parameter.POSITIONAL_ONLY,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
        )
        return [p.name for p in signature.parameters.values() if p.kind in kinds]
    return []


def spell(path, signature) -> str:
    """Write the place of a leaf as the reference's author would."""
    where, *inner = path
    key, *rest = inner
    if where.idx == 0:
        index = key.idx
        name = signature[index] if index < len(signature) else f"argument {index}"
    else:
        name = str(key.key)
    return name + keystr(tuple(rest))


def outputs_of(result):
    """Return {name: tensor} of the floating tensors that a function returned."""
    if isinstance(result, torch.Tensor):
        return {"output": result} if result.is_floating_point() else {}
    paths, _ = tree_flatten_with_path(result)
    return {
        f"output{keystr(path)}": leaf for path, leaf in paths if differentiable(leaf)
    }


def flat(result) -> list:
    """Return every leaf of a nested result."""
    return tree_flatten(result)[0]
