"""The transformer: an encoder whose memory a decoder reads."""

from copy import deepcopy
from math import inf

from ...engine import init
from ...engine.arguments import check_integer
from ...engine.checks import check_not_negative
from ...engine.containers import ModuleList
from ...engine.creation import full
from ...engine.functions import triu
from ...engine.module import Module
from ..activations.relu import relu
from ..normalisation.layer_norm import LayerNorm
from .transformer_layer import TransformerDecoderLayer, TransformerEncoderLayer


def copies(layer, number):
    """Return copies of a layer, which start with the same weights."""
    check_not_negative("num_layers", check_integer("num_layers", number))
    return ModuleList([deepcopy(layer) for _ in range(number)])


class TransformerEncoder(Module):
    """Encoder layers one after the other.

    Parameters
    ----------
    encoder_layer : TransformerEncoderLayer
        Which is copied.
    num_layers : int
    norm : Module, optional
        What comes after them.
    """

    def __init__(self, encoder_layer, num_layers, norm=None):
        super().__init__()
        self.layers = copies(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(self, src, mask=None, src_key_padding_mask=None, is_causal=None):
        """Return src (S, N, E) after every layer; masks as in MultiheadAttention."""
        for layer in self.layers:
            src = layer(src, mask, src_key_padding_mask, bool(is_causal))
        return src if self.norm is None else self.norm(src)


class TransformerDecoder(Module):
    """Decoder layers one after the other.

    Parameters
    ----------
    decoder_layer : TransformerDecoderLayer
        Which is copied.
    num_layers : int
    norm : Module, optional
        What comes after them.
    """

    def __init__(self, decoder_layer, num_layers, norm=None):
        super().__init__()
        self.layers = copies(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt,
        memory,
        tgt_mask=None,
        memory_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        tgt_is_causal=None,
        memory_is_causal=False,
    ):
        """Return tgt (T, N, E) after every layer, each of which reads memory."""
        for layer in self.layers:
            tgt = layer(
                tgt,
                memory,
                tgt_mask,
                memory_mask,
                tgt_key_padding_mask,
                memory_key_padding_mask,
                bool(tgt_is_causal),
                memory_is_causal,
            )
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """An encoder and a decoder.

    Parameters
    ----------
    d_model, nhead, num_encoder_layers, num_decoder_layers, dim_feedforward : int
    dropout : float
    activation : {"relu", "gelu"} or callable
    custom_encoder, custom_decoder : Module, optional
        In the place of those made here.
    layer_norm_eps : float
    batch_first, norm_first, bias : bool
        As in TransformerEncoderLayer.
    device : device, default: the CPU
    dtype : dtype, optional

    References
    ----------
    Vaswani et al., Attention Is All You Need, 2017, figure 1.
    """

    def __init__(
        self,
        d_model=512,
        nhead=8,
        num_encoder_layers=6,
        num_decoder_layers=6,
        dim_feedforward=2048,
        dropout=0.1,
        activation=relu,
        custom_encoder=None,
        custom_decoder=None,
        layer_norm_eps=1e-5,
        batch_first=False,
        norm_first=False,
        bias=True,
        device=None,
        dtype=None,
    ):
        super().__init__()
        options = [d_model, nhead, dim_feedforward, dropout, activation]
        options += [layer_norm_eps, batch_first, norm_first, bias, device, dtype]
        place = {"device": device, "dtype": dtype}
        self.encoder, self.decoder = custom_encoder, custom_decoder
        if custom_encoder is None:
            layer = TransformerEncoderLayer(*options)
            norm = LayerNorm(d_model, layer_norm_eps, bias=bias, **place)
            self.encoder = TransformerEncoder(layer, num_encoder_layers, norm)
        if custom_decoder is None:
            layer = TransformerDecoderLayer(*options)
            norm = LayerNorm(d_model, layer_norm_eps, bias=bias, **place)
            self.decoder = TransformerDecoder(layer, num_decoder_layers, norm)
        for param in self.parameters():
            if param.ndim > 1:
                init.xavier_uniform_(param)
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def forward(
        self,
        src,
        tgt,
        src_mask=None,
        tgt_mask=None,
        memory_mask=None,
        src_key_padding_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        src_is_causal=None,
        tgt_is_causal=None,
        memory_is_causal=False,
    ):
        """Return tgt (T, N, E) after the decoder has read what the encoder made of src.

        Parameters
        ----------
        src, tgt : (S, N, E) and (T, N, E) float
        src_mask, tgt_mask, memory_mask : (S, S), (T, T), (T, S), optional
        src_key_padding_mask, memory_key_padding_mask : (N, S), optional
        tgt_key_padding_mask : (N, T), optional
            In all of them, True where a key takes no part; floats are added.
        src_is_causal, tgt_is_causal, memory_is_causal : bool, optional
            Says that the mask is the causal one.
        """
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)
        return self.decoder(
            tgt,
            memory,
            tgt_mask,
            memory_mask,
            tgt_key_padding_mask,
            memory_key_padding_mask,
            tgt_is_causal,
            memory_is_causal,
        )

    @staticmethod
    def generate_square_subsequent_mask(sz, device=None, dtype=None):
        """Return the causal mask (sz, sz): minus infinity above the diagonal."""
        return triu(full((sz, sz), -inf, dtype=dtype, device=device), 1)
