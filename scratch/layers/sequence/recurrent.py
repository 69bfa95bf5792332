"""What RNN, GRU and LSTM share: layers, directions, and cells of one step."""

from math import sqrt
from warnings import warn

from ...engine import init
from ...engine.arguments import check_bool, check_integer
from ...engine.autograd import Parameter, Tensor
from ...engine.checks import check_positive, check_probability, check_shape
from ...engine.creation import empty, zeros
from ...engine.functions import cat, stack
from ...engine.module import Module
from ..dropout import dropout


def draw(module, hidden_size):
    """Draw every parameter uniformly from +-1/sqrt(hidden_size)."""
    bound = 1 / sqrt(hidden_size)
    for param in module.parameters():
        init.uniform_(param, -bound, bound)


def check_sizes(**sizes):
    """Refuse what is no positive whole number."""
    for name, size in sizes.items():
        check_positive(name, check_integer(name, size))


def check_tensor(name, value):
    """Refuse what is no tensor."""
    if not isinstance(value, Tensor):
        kind = type(value).__name__
        raise TypeError(f"{name} must be a Tensor, padded to one length, got {kind}")


def check_sequence(input, width, dims):
    """Refuse what is no tensor of that width; a PackedSequence is none."""
    check_tensor("input", input)
    if input.ndim not in dims or input.shape[-1] != width:
        raise ValueError(
            f"input must have {dims[0]} or {dims[1]} dimensions and be {width} wide, "
            f"got shape {tuple(input.shape)}"
        )


class Recurrent(Module):
    """Several recurrent layers one upon the other, in one direction or in both.

    A subclass has the number of `gates`, of `states`, and the method `layer`, which
    runs one layer in one direction.
    """

    gates = states = 1

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers,
        bias,
        batch_first,
        dropout,
        both,
        device,
        dtype,
    ):
        super().__init__()
        check_sizes(
            input_size=input_size, hidden_size=hidden_size, num_layers=num_layers
        )
        check_bool("bias", bias)
        check_bool("batch_first", batch_first)
        check_bool("bidirectional", both)
        check_probability("dropout", dropout)
        if dropout > 0 and num_layers == 1:
            warn(
                "dropout comes after all layers but the last, so that it does nothing "
                "with num_layers = 1",
                stacklevel=3,
            )
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = both
        place = {"device": device, "dtype": dtype}
        for number in range(num_layers):
            width = input_size if number == 0 else hidden_size * (1 + both)
            rows = self.gates * hidden_size
            for suffix in self.suffixes(number):
                weight_ih = Parameter(empty(rows, width, **place))
                setattr(self, f"weight_ih_{suffix}", weight_ih)
                weight_hh = Parameter(empty(rows, hidden_size, **place))
                setattr(self, f"weight_hh_{suffix}", weight_hh)
                if bias:
                    for name in (f"bias_ih_{suffix}", f"bias_hh_{suffix}"):
                        setattr(self, name, Parameter(empty(rows, **place)))
        self.reset_parameters()

    def reset_parameters(self):
        """Draw all parameters, layer by layer."""
        draw(self, self.hidden_size)

    def flatten_parameters(self):
        """Do nothing: every parameter has its own memory."""

    def suffixes(self, number):
        """Return the end of the names of a layer's parameters, by direction."""
        return [f"l{number}", f"l{number}_reverse"][: 1 + self.bidirectional]

    def weights(self, suffix):
        """Return the parameters of one layer in one direction."""
        kinds = ["weight_ih", "weight_hh", *["bias_ih", "bias_hh"] * self.bias]
        return [getattr(self, f"{kind}_{suffix}") for kind in kinds]

    def run(self, input, states):
        """Return the last layer's output and the last states of every layer.

        `states` is one tensor (layers * directions, N, H) each, or None for zeros.
        """
        check_sequence(input, self.input_size, (2, 3))
        batched = input.ndim == 3
        if not batched:
            input = input.unsqueeze(1)
        elif self.batch_first:
            input = input.transpose(0, 1)
        states = self.started(input, states, batched)
        ends = [[] for _ in states]
        for number in range(self.num_layers):
            outputs = []
            for direction, suffix in enumerate(self.suffixes(number)):
                place = number * (1 + self.bidirectional) + direction
                read = input.flip(0) if direction else input
                start = [state[place] for state in states]
                output, *end = self.layer(read, *start, *self.weights(suffix))
                outputs.append(output.flip(0) if direction else output)
                for so_far, last in zip(ends, end, strict=True):
                    so_far.append(last)
            input = cat(outputs, -1) if self.bidirectional else output
            if self.dropout and number < self.num_layers - 1:
                input = dropout(input, self.dropout, self.training)
        ends = [stack(end) for end in ends]
        if not batched:
            return input.squeeze(1), *(end.squeeze(1) for end in ends)
        return input.transpose(0, 1) if self.batch_first else input, *ends

    def started(self, input, states, batched):
        """Return the states before the first step: those given, or zeros."""
        number = self.num_layers * (1 + self.bidirectional)
        shape = number, input.shape[1], self.hidden_size
        if states is None:
            return [zeros(shape, dtype=input.dtype)] * self.states
        for state in states:
            check_tensor("hx", state)
            check_shape("hx", state, shape if batched else (number, shape[2]))
        return states if batched else [state.unsqueeze(1) for state in states]

    def extra_repr(self):
        """Return the options that are not the defaults."""
        shown = [f"{self.input_size}, {self.hidden_size}"]
        defaults = {"num_layers": 1, "bias": True, "batch_first": False}
        defaults |= {"dropout": 0.0, "bidirectional": False}
        shown += [
            f"{name}={getattr(self, name)}"
            for name, default in defaults.items()
            if getattr(self, name) != default
        ]
        return ", ".join(shown)


class Cell(Module):
    """One step of a recurrent layer; a subclass has `gates`, `states` and `layer`."""

    gates = states = 1

    def __init__(self, input_size, hidden_size, bias, device, dtype):
        super().__init__()
        check_sizes(input_size=input_size, hidden_size=hidden_size)
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows, place = self.gates * hidden_size, {"device": device, "dtype": dtype}
        self.weight_ih = Parameter(empty(rows, input_size, **place))
        self.weight_hh = Parameter(empty(rows, hidden_size, **place))
        for name in ("bias_ih", "bias_hh"):
            shift = Parameter(empty(rows, **place)) if bias else None
            self.register_parameter(name, shift)
        self.reset_parameters()

    def reset_parameters(self):
        """Draw all parameters."""
        draw(self, self.hidden_size)

    def step(self, input, states):
        """Return the states after one step from those given, or from zeros."""
        check_sequence(input, self.input_size, (1, 2))
        batched = input.ndim == 2
        input = input if batched else input.unsqueeze(0)
        shape = len(input), self.hidden_size
        if states is None:
            states = [zeros(shape, dtype=input.dtype)] * self.states
        else:
            for state in states:
                check_tensor("hx", state)
                check_shape("hx", state, shape if batched else shape[1:])
            if not batched:
                states = [state.unsqueeze(0) for state in states]
        weights = self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh
        _, *ends = self.layer(input.unsqueeze(0), *states, *weights)
        return ends if batched else [end.squeeze(0) for end in ends]

    def extra_repr(self):
        """Return the options that are not the defaults."""
        bias = "" if self.bias else ", bias=False"
        return f"{self.input_size}, {self.hidden_size}{bias}"
