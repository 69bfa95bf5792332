"""Several attentions side by side, each on projections of its own."""

from math import sqrt

from ...engine import init
from ...engine.autograd import Parameter
from ...engine.checks import check_not_negative, check_positive, check_probability
from ...engine.creation import empty, zeros
from ...engine.functions import cat, pad
from ...engine.module import Module
from ..activations.softmax import softmax
from ..dropout import dropout
from ..linear import Linear, linear
from .attention_masks import as_added, check_multihead, heads_first, merged
from .scaled_dot_product_attention import scaled_dot_product_attention


class MultiheadAttention(Module):
    """Attention on several projections of query, key and value, and one on the result.

    Parameters
    ----------
    embed_dim, num_heads : int
        num_heads divides embed_dim.
    dropout : float
        Probability that a weight is set to 0 in training.
    bias : bool
    add_bias_kv : bool
        Whether a learned key and value come after the others.
    add_zero_attn : bool
        Whether a key and value of zeros come after the others.
    kdim, vdim : int, optional
        The widths of key and value, where not embed_dim.
    batch_first : bool
        Whether tensors are (N, L, E), not (L, N, E).
    device : device, default: the CPU
    dtype : dtype, optional

    References
    ----------
    Vaswani et al., Attention Is All You Need, 2017, section 3.2.2.
    """

    def __init__(
        self,
        embed_dim,
        num_heads,
        dropout=0.0,
        bias=True,
        add_bias_kv=False,
        add_zero_attn=False,
        kdim=None,
        vdim=None,
        batch_first=False,
        device=None,
        dtype=None,
    ):
        super().__init__()
        check_positive("embed_dim", embed_dim)
        check_positive("num_heads", num_heads)
        check_probability("dropout", dropout)
        if embed_dim % num_heads:
            raise ValueError(
                f"num_heads must divide embed_dim, got {num_heads} and {embed_dim}"
            )
        self.embed_dim = embed_dim
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        check_not_negative("kdim", self.kdim)
        check_not_negative("vdim", self.vdim)
        self.num_heads = num_heads
        self.head_dim = embed_dim // num_heads
        self.dropout = dropout
        self.batch_first = batch_first
        self.add_zero_attn = add_zero_attn
        place = {"device": device, "dtype": dtype}
        together = self.kdim == self.vdim == embed_dim
        for name, width in (("q", embed_dim), ("k", self.kdim), ("v", self.vdim)):
            weight = None if together else Parameter(empty(embed_dim, width, **place))
            self.register_parameter(f"{name}_proj_weight", weight)
        weight = (
            Parameter(empty(3 * embed_dim, embed_dim, **place)) if together else None
        )
        self.register_parameter("in_proj_weight", weight)
        bias_of_in_proj = Parameter(empty(3 * embed_dim, **place)) if bias else None
        self.register_parameter("in_proj_bias", bias_of_in_proj)
        self.out_proj = Linear(embed_dim, embed_dim, bias, **place)  # draws first
        for name in ("bias_k", "bias_v"):
            extra = Parameter(empty(1, 1, embed_dim, **place)) if add_bias_kv else None
            self.register_parameter(name, extra)
        self._reset_parameters()

    def _reset_parameters(self):
        """Draw the projections; their biases start at 0."""
        for weight in self.projections():
            init.xavier_uniform_(weight)
        if self.in_proj_bias is not None:
            init.zeros_(self.in_proj_bias)
            init.zeros_(self.out_proj.bias)
        for extra in (self.bias_k, self.bias_v):
            if extra is not None:
                init.xavier_normal_(extra)

    def projections(self):
        """Return the weights of the projections: one, or one each."""
        if self.in_proj_weight is not None:
            return [self.in_proj_weight]
        return [self.q_proj_weight, self.k_proj_weight, self.v_proj_weight]

    def forward(
        self,
        query,
        key,
        value,
        key_padding_mask=None,
        need_weights=True,
        attn_mask=None,
        average_attn_weights=True,
        is_causal=False,
    ):
        """Return the output, and the weights if they are needed, else None.

        Parameters
        ----------
        query, key, value : (L, N, E), (S, N, kdim), (S, N, vdim), or without N
        key_padding_mask : (N, S) bool or float, optional
        attn_mask : (L, S) or (N num_heads, L, S) bool or float, optional
            In both, True where a key takes *no* part; floats are added.
        need_weights, average_attn_weights : bool
            Weights are (N, L, S), or (N, num_heads, L, S) where not averaged.
        is_causal : bool
            Says that attn_mask, which must be given, is the causal one.
        """
        check_multihead(self, query, key, value, key_padding_mask, attn_mask, is_causal)
        batched = query.ndim == 3
        if not batched:
            query, key, value = (x.unsqueeze(1) for x in (query, key, value))
        elif self.batch_first:
            query, key, value = (x.transpose(0, 1) for x in (query, key, value))
        q, k, v = self.project(query, key, value)
        padding = as_added(key_padding_mask, q.dtype)
        causal = is_causal and padding is None and not need_weights
        mask = None if causal else as_added(attn_mask, q.dtype)
        added = k.shape[2] - key.shape[0]  # keys that no mask knows
        mask = merged(mask, padding, self.num_heads)
        if mask is not None and added:
            mask = pad(mask, (0, added))
        weights = None
        p = self.dropout if self.training else 0.0
        if need_weights:
            scores = q * sqrt(1 / self.head_dim) @ k.transpose(-2, -1)
            weights = softmax(scores if mask is None else scores + mask, -1)
            weights = dropout(weights, p)
            output = weights @ v
            weights = weights.mean(1) if average_attn_weights else weights
        else:
            output = scaled_dot_product_attention(q, k, v, mask, p, causal)
        output = output.permute(2, 0, 1, 3).reshape(query.shape)
        output = self.out_proj(output)
        if not batched:
            return output.squeeze(1), None if weights is None else weights.squeeze(0)
        return output.transpose(0, 1) if self.batch_first else output, weights

    def project(self, query, key, value):
        """Return query, key and value of every head, (N, num_heads, L, head_dim)."""
        weights = self.projections()
        weights = weights[0].chunk(3) if len(weights) == 1 else weights
        biases = [None] * 3
        if self.in_proj_bias is not None:
            biases = self.in_proj_bias.chunk(3)
        q, k, v = map(linear, (query, key, value), weights, biases)
        if self.bias_k is not None:
            k = cat([k, self.bias_k.repeat(1, k.shape[1], 1)])
            v = cat([v, self.bias_v.repeat(1, v.shape[1], 1)])
        if self.add_zero_attn:
            nothing = zeros(1, *k.shape[1:], dtype=k.dtype)
            k, v = cat([k, nothing]), cat([v, nothing])
        return [heads_first(x, self.num_heads) for x in (q, k, v)]
