"""Gated recurrent units: a layer upon another, and one step."""

from .gru_layer import gru_layer
from .recurrent import Cell, Recurrent


class GRU(Recurrent):
    """Gated recurrent units, one upon the other.

    Parameters
    ----------
    input_size, hidden_size, num_layers : int
    bias : bool
    batch_first : bool
        Whether tensors are (N, T, I), not (T, N, I).
    dropout : float
        Probability that an element between two layers is set to 0 in training.
    bidirectional : bool
        Whether a second unit reads every sequence from its end.
    device : device, default: the CPU
    dtype : dtype, optional

    Notes
    -----
    Parameters start uniform in +-1/sqrt(hidden_size).
    """

    gates = 3

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        device=None,
        dtype=None,
    ):
        super().__init__(
            input_size,
            hidden_size,
            num_layers,
            bias,
            batch_first,
            dropout,
            bidirectional,
            device,
            dtype,
        )

    def layer(self, input, h, *weights):
        """Run one layer in one direction."""
        return gru_layer(input, h, *weights)

    def forward(self, input, hx=None):
        """Return the states (T, N, H) of the last layer, and every layer's last one.

        Parameters
        ----------
        input : (T, N, I), (N, T, I) where batch_first, or (T, I)
        hx : (num_layers * directions, N, H), optional
            The states before the first step.
        """
        return self.run(input, None if hx is None else [hx])


class GRUCell(Cell):
    """One step of a gated recurrent unit.

    Parameters
    ----------
    input_size, hidden_size : int
    bias : bool
    device : device, default: the CPU
    dtype : dtype, optional
    """

    gates = 3

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, device, dtype)

    def layer(self, input, h, *weights):
        """Run over a sequence of one step."""
        return gru_layer(input, h, *weights)

    def forward(self, input, hx=None):
        """Return the state (N, H) after input (N, I), from state hx or from zeros."""
        return self.step(input, None if hx is None else [hx])[0]
