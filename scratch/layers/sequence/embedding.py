"""Embedding: a row of a table for every index."""

from math import prod

import numpy as np

from ...engine import init
from ...engine.autograd import Parameter, differentiable
from ...engine.checks import (
    check_floating,
    check_has,
    check_not_negative,
    check_shape,
)
from ...engine.creation import empty
from ...engine.module import Module
from ...engine.versions import overwrote


@differentiable("input", "weight", padding_idx=int, max_norm=float)
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

    def backward(doutput):
        # output_i = weight[index_i]: a row sums the gradients of all its places
        drows = doutput.reshape(len(index), weight.shape[1])
        rows = index
        if padding_idx is not None:
            kept = index != padding_idx % len(weight)
            rows, drows = index[kept], drows[kept]
        order = np.argsort(rows, kind="stable")
        named, starts, counts = np.unique(rows[order], True, return_counts=True)
        dweight = np.zeros_like(weight)
        if len(named):
            dweight[named] = np.add.reduceat(drows[order], starts, 0)
        if scale_grad_by_freq:
            dweight[named] /= counts[:, None]
        return None, dweight, None, None, None, None, None

    return output, backward


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


def shorten(input, weight, max_norm, norm_type):
    """Scale the rows that input names down to norm max_norm, in place."""
    check_floating("weight", weight)
    named = np.unique(input)
    rows = weight[named]
    size = np.linalg.norm(rows, norm_type, 1, keepdims=True)
    scale = np.where(size > max_norm, max_norm / (size + 1e-7), 1)
    weight[named] = rows * scale.astype(rows.dtype)
    overwrote(weight)


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
