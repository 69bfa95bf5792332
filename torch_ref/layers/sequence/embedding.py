"""Embedding: a row of a table for every index."""

from math import prod

import torch

from ...engine import init
from ...engine.arguments import checked
from ...engine.autograd import Parameter
from ...engine.checks import (
    check_floating,
    check_has,
    check_not_negative,
    check_shape,
)
from ...engine.creation import empty
from ...engine.module import Module


@checked("input", "weight", padding_idx=int, max_norm=float)
def embedding(
    input,
    weight,
    padding_idx=None,
    max_norm=None,
    norm_type=2.0,
    scale_grad_by_freq=False,
    sparse=False,
):
    """Return the rows of weight that input names.

    Parameters
    ----------
    input : (...) int64 or int32, indices in [0, V)
    weight : (V, D)
    padding_idx : int, optional
        Whose row gets no gradient; a negative one counts from the end.
    max_norm : float, optional
        Longer rows, of those named, are shortened in weight itself.
    norm_type : float
        Which p-norm measures them.
    scale_grad_by_freq : bool
        Whether a row's gradient is divided by how often it is named.
    sparse : bool
        Must be False: every gradient has all elements.

    Returns
    -------
    output : (..., D)

    Raises
    ------
    ValueError, TypeError, or IndexError for an index outside [0, V)
    """
    check_embedding(input, weight, padding_idx, sparse)
    if max_norm is not None:
        shorten(input, weight, max_norm, norm_type)
    index = input.reshape(-1)
    output = weight[index].reshape(*input.shape, weight.shape[1])
    if output.requires_grad and (padding_idx is not None or scale_grad_by_freq):
        output.register_hook(
            shares(input, len(weight), padding_idx, scale_grad_by_freq)
        )
    return output


def check_embedding(input, weight, padding_idx, sparse):
    """Refuse what is no table, and indices of rows that it does not have."""
    if sparse:
        raise ValueError("sparse must be False: there are no sparse gradients")
    if str(input.dtype).rpartition(".")[2] not in ("int32", "int64"):
        raise TypeError(f"input must be of int64 or int32, got {input.dtype}")
    if weight.ndim != 2:
        raise ValueError(f"weight must have 2 dimensions, got {weight.ndim}")
    check_padding(padding_idx, len(weight))
    if prod(input.shape) and not 0 <= input.min() <= input.max() < len(weight):
        raise IndexError(
            f"an index must be in [0, {len(weight)}), "
            f"got one from {int(input.min())} to {int(input.max())}"
        )


def check_padding(padding_idx, rows):
    """Refuse a row that the table does not have."""
    if padding_idx is not None and not -rows <= padding_idx < max(rows, 1):
        raise ValueError(f"padding_idx must be in [{-rows}, {rows}), got {padding_idx}")


@torch.no_grad()
def shorten(input, weight, max_norm, norm_type):
    """Scale the rows that input names down to norm max_norm, in place."""
    check_floating("weight", weight)
    named = torch.unique(input)
    rows = weight[named]
    size = torch.linalg.norm(rows, norm_type, 1, keepdim=True)
    scale = torch.where(size > max_norm, max_norm / (size + 1e-7), 1)
    weight[named] = rows * scale.to(rows.dtype)


def shares(input, rows, padding_idx, scale_grad_by_freq):
    """Return what of the gradient of each place reaches its row, as a hook."""
    kept = input == input if padding_idx is None else input != padding_idx % rows
    count = torch.bincount(input.reshape(-1), minlength=rows)[input]
    count = count if scale_grad_by_freq else torch.ones_like(count)
    return lambda doutput: torch.where(kept[..., None], doutput / count[..., None], 0)


class Embedding(Module):
    """`embedding` with its table, which starts standard normal.

    Parameters
    ----------
    num_embeddings, embedding_dim : int
        V and D.
    padding_idx : int, optional
        Whose row starts at 0 and gets no gradient.
    max_norm, norm_type, scale_grad_by_freq, sparse
        As in `embedding`.
    device : device, default: the CPU
    dtype : dtype, optional
    """

    def __init__(
        self,
        num_embeddings,
        embedding_dim,
        padding_idx=None,
        max_norm=None,
        norm_type=2.0,
        scale_grad_by_freq=False,
        sparse=False,
        _weight=None,
        _freeze=False,
        device=None,
        dtype=None,
    ):
        super().__init__()
        check_not_negative("num_embeddings", num_embeddings)
        check_not_negative("embedding_dim", embedding_dim)
        check_padding(padding_idx, num_embeddings)
        if padding_idx is not None and padding_idx < 0:
            padding_idx = num_embeddings + padding_idx
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse
        if _weight is None:
            table = empty(num_embeddings, embedding_dim, device=device, dtype=dtype)
            self.weight = Parameter(table, not _freeze)
            self.reset_parameters()
        else:
            check_has("_weight", _weight, "shape")
            check_shape("_weight", _weight, (num_embeddings, embedding_dim))
            self.weight = Parameter(_weight, not _freeze)

    @classmethod
    def from_pretrained(
        cls,
        embeddings,
        freeze=True,
        padding_idx=None,
        max_norm=None,
        norm_type=2.0,
        scale_grad_by_freq=False,
        sparse=False,
    ):
        """Return the module whose table is `embeddings`, held constant if `freeze`."""
        check_has("embeddings", embeddings, "requires_grad")
        if embeddings.ndim != 2:
            raise ValueError(
                f"embeddings must have 2 dimensions, got {embeddings.ndim}"
            )
        return cls(
            *embeddings.shape,
            padding_idx,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            sparse,
            _weight=embeddings,
            _freeze=freeze,
        )

    def reset_parameters(self):
        """Draw the table; the padding row is 0."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx] = 0

    def forward(self, input):
        """Look the rows up."""
        return embedding(
            input,
            self.weight,
            self.padding_idx,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.sparse,
        )

    def extra_repr(self):
        """Return the sizes and options."""
        options = {"padding_idx": None, "max_norm": None, "norm_type": 2}
        options |= {"scale_grad_by_freq": False}
        shown = [f"{self.num_embeddings}, {self.embedding_dim}"]
        shown += [
            f"{name}={getattr(self, name)}"
            for name, default in options.items()
            if getattr(self, name) != default
        ]
        return ", ".join(shown)
