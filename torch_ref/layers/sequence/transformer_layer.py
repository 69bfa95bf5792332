"""Layers of a transformer: attention and a small network, each added to its input."""

from ...engine.checks import check_choice
from ...engine.module import Module
from ..activations.gelu import gelu
from ..activations.relu import relu
from ..dropout import Dropout
from ..linear import Linear
from ..normalisation.layer_norm import LayerNorm
from .multihead_attention import MultiheadAttention

ACTIVATIONS = {"relu": relu, "gelu": gelu}


def function_of(activation):
    """Return the function that a name stands for, or what can be called as it is."""
    if not callable(activation):
        check_choice("activation", activation, ACTIVATIONS)
    return activation if callable(activation) else ACTIVATIONS[activation]


class TransformerEncoderLayer(Module):
    """Attention of a sequence to itself, and a network of one hidden layer.

    Parameters
    ----------
    d_model, nhead, dim_feedforward : int
        The widths of the sequence and of the hidden layer; heads of the attention.
    dropout : float
        Probability that an element is set to 0 in training.
    activation : {"relu", "gelu"} or callable
    layer_norm_eps : float
    batch_first : bool
        Whether tensors are (N, L, E), not (L, N, E).
    norm_first : bool
        Normalise what each part reads, not the sum with what it found.
    bias : bool
    device : device, default: the CPU
    dtype : dtype, optional

    References
    ----------
    Vaswani et al., Attention Is All You Need, 2017, section 3. Xiong et al., On Layer
    Normalization in the Transformer Architecture, 2020, figure 1, for norm_first.
    """

    def __init__(
        self,
        d_model,
        nhead,
        dim_feedforward=2048,
        dropout=0.1,
        activation=relu,
        layer_norm_eps=1e-5,
        batch_first=False,
        norm_first=False,
        bias=True,
        device=None,
        dtype=None,
    ):
        super().__init__()
        place = {"device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(
            d_model, nhead, dropout, bias, batch_first=batch_first, **place
        )
        self.linear1 = Linear(d_model, dim_feedforward, bias, **place)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, **place)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias, **place)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias, **place)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.activation = function_of(activation)

    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False):
        """Return src (L, N, E) after both parts; masks as in MultiheadAttention."""
        x, masks = src, (src_mask, src_key_padding_mask, is_causal)
        if self.norm_first:
            x = x + self.attend(self.norm1(x), *masks)
            return x + self.feed(self.norm2(x))
        x = self.norm1(x + self.attend(x, *masks))
        return self.norm2(x + self.feed(x))

    def attend(self, x, mask, padding, is_causal):
        """Return what every position reads from the others."""
        found, _ = self.self_attn(
            x, x, x, padding, need_weights=False, attn_mask=mask, is_causal=is_causal
        )
        return self.dropout1(found)

    def feed(self, x):
        """Return what the network makes of every position."""
        hidden = self.dropout(self.activation(self.linear1(x)))
        return self.dropout2(self.linear2(hidden))


class TransformerDecoderLayer(Module):
    """Attention of a target to itself and to a memory, and a network.

    Parameters
    ----------
    d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first,
    norm_first, bias
        As in TransformerEncoderLayer.

    References
    ----------
    Vaswani et al., Attention Is All You Need, 2017, section 3.
    """

    def __init__(
        self,
        d_model,
        nhead,
        dim_feedforward=2048,
        dropout=0.1,
        activation=relu,
        layer_norm_eps=1e-5,
        batch_first=False,
        norm_first=False,
        bias=True,
        device=None,
        dtype=None,
    ):
        super().__init__()
        place = {"device": device, "dtype": dtype}
        options = {"bias": bias, "batch_first": batch_first, **place}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, **options)
        self.multihead_attn = MultiheadAttention(d_model, nhead, dropout, **options)
        self.linear1 = Linear(d_model, dim_feedforward, bias, **place)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, **place)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias, **place)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias, **place)
        self.norm3 = LayerNorm(d_model, layer_norm_eps, bias=bias, **place)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.dropout3 = Dropout(dropout)
        self.activation = function_of(activation)

    def forward(
        self,
        tgt,
        memory,
        tgt_mask=None,
        memory_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        tgt_is_causal=False,
        memory_is_causal=False,
    ):
        """Return tgt (T, N, E) after the three parts, of which one reads memory."""
        x = tgt
        own = tgt_mask, tgt_key_padding_mask, tgt_is_causal
        other = memory, memory_mask, memory_key_padding_mask, memory_is_causal
        if self.norm_first:
            x = x + self.attend(self.norm1(x), *own)
            x = x + self.look(self.norm2(x), *other)
            return x + self.feed(self.norm3(x))
        x = self.norm1(x + self.attend(x, *own))
        x = self.norm2(x + self.look(x, *other))
        return self.norm3(x + self.feed(x))

    def attend(self, x, mask, padding, is_causal):
        """Return what every position reads from the others."""
        found, _ = self.self_attn(
            x, x, x, padding, need_weights=False, attn_mask=mask, is_causal=is_causal
        )
        return self.dropout1(found)

    def look(self, x, memory, mask, padding, is_causal):
        """Return what every position reads from the memory."""
        options = {"need_weights": False, "attn_mask": mask, "is_causal": is_causal}
        found, _ = self.multihead_attn(x, memory, memory, padding, **options)
        return self.dropout2(found)

    def feed(self, x):
        """Return what the network makes of every position."""
        hidden = self.dropout(self.activation(self.linear1(x)))
        return self.dropout3(self.linear2(hidden))
