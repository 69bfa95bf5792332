"""Long short-term memories: a layer upon another, and one step."""

from .lstm_layer import lstm_layer
from .recurrent import Cell, Recurrent


class LSTM(Recurrent):
    """Long short-term memories, one upon the other.

    Parameters
    ----------
    input_size, hidden_size, num_layers : int
    bias : bool
    batch_first : bool
        Whether tensors are (N, T, I), not (T, N, I).
    dropout : float
        Probability that an element between two layers is set to 0 in training.
    bidirectional : bool
        Whether a second memory reads every sequence from its end.
    proj_size : 0
        Projections of the states are left out.
    device : device, default: the CPU
    dtype : dtype, optional

    Notes
    -----
    Parameters start uniform in +-1/sqrt(hidden_size).
    """

    gates, states = 4, 2

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        proj_size=0,
        device=None,
        dtype=None,
    ):
        if proj_size != 0:
            raise ValueError(
                f"proj_size must be 0, as states are not projected, got {proj_size!r}"
            )
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

    def layer(self, input, h, c, *weights):
        """Run one layer in one direction."""
        return lstm_layer(input, h, c, *weights)

    def forward(self, input, hx=None):
        """Return the states (T, N, H) of the last layer, and (h, c) of every layer.

        Parameters
        ----------
        input : (T, N, I), (N, T, I) where batch_first, or (T, I)
        hx : pair of (num_layers * directions, N, H), optional
            The states and cells before the first step.
        """
        output, h, c = self.run(input, None if hx is None else check_pair(hx))
        return output, (h, c)


class LSTMCell(Cell):
    """One step of a long short-term memory.

    Parameters
    ----------
    input_size, hidden_size : int
    bias : bool
    device : device, default: the CPU
    dtype : dtype, optional
    """

    gates, states = 4, 2

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, device, dtype)

    def layer(self, input, h, c, *weights):
        """Run over a sequence of one step."""
        return lstm_layer(input, h, c, *weights)

    def forward(self, input, hx=None):
        """Return (h, c), (N, H) each, after input (N, I), from hx or from zeros."""
        h, c = self.step(input, None if hx is None else check_pair(hx))
        return h, c


def check_pair(hx):
    """Refuse what is no pair of states."""
    if not isinstance(hx, (tuple, list)) or len(hx) != 2:
        raise TypeError(f"hx must be a pair (h, c), got {type(hx).__name__}")
    return list(hx)
