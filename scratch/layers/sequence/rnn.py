"""Elman networks: a layer upon another, and one step."""

from ...engine.checks import check_choice
from .recurrent import Cell, Recurrent
from .rnn_layer import rnn_layer


class RNN(Recurrent):
    """Elman networks, one upon the other.

    Parameters
    ----------
    input_size, hidden_size, num_layers : int
    nonlinearity : {"tanh", "relu"}
    bias : bool
    batch_first : bool
        Whether tensors are (N, T, I), not (T, N, I).
    dropout : float
        Probability that an element between two layers is set to 0 in training.
    bidirectional : bool
        Whether a second network reads every sequence from its end.
    device : device, default: the CPU
    dtype : dtype, optional

    Notes
    -----
    Parameters start uniform in +-1/sqrt(hidden_size).
    """

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        nonlinearity="tanh",
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        device=None,
        dtype=None,
    ):
        check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
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
        self.nonlinearity = nonlinearity

    def layer(self, input, h, *weights):
        """Run one layer in one direction."""
        return rnn_layer(input, h, *weights, nonlinearity=self.nonlinearity)

    def forward(self, input, hx=None):
        """Return the states (T, N, H) of the last layer, and every layer's last one.

        Parameters
        ----------
        input : (T, N, I), (N, T, I) where batch_first, or (T, I)
        hx : (num_layers * directions, N, H), optional
            The states before the first step.
        """
        return self.run(input, None if hx is None else [hx])


class RNNCell(Cell):
    """One step of an Elman network.

    Parameters
    ----------
    input_size, hidden_size : int
    bias : bool
    nonlinearity : {"tanh", "relu"}
    device : device, default: the CPU
    dtype : dtype, optional
    """

    def __init__(
        self,
        input_size,
        hidden_size,
        bias=True,
        nonlinearity="tanh",
        device=None,
        dtype=None,
    ):
        check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity

    def layer(self, input, h, *weights):
        """Run over a sequence of one step."""
        return rnn_layer(input, h, *weights, nonlinearity=self.nonlinearity)

    def forward(self, input, hx=None):
        """Return the state (N, H) after input (N, I), from state hx or from zeros."""
        return self.step(input, None if hx is None else [hx])[0]
