"""Whole training steps, and the matrix products alone that they cannot do without."""

from dataclasses import dataclass

import numpy as np

SMALL_WORK = 1e7  # floating-point operations of a step; overhead alone decides below


class Step:
    """What is common to the training steps of all networks."""

    def step(self, side, optimiser):
        """Return a function that trains the network by one step."""
        side.engine.manual_seed(0)
        model = self.build(side)
        criterion = side.modules.CrossEntropyLoss()
        optimizer = OPTIMISERS[optimiser](side.optimisers, model.parameters())
        input, target = map(side.engine.from_numpy, self.data())

        def run():
            optimizer.zero_grad()
            loss = criterion(model(input), target)
            loss.backward()
            optimizer.step()

        return run


@dataclass(frozen=True)
class Network(Step):
    """A multilayer perceptron and the size of its batches."""

    widths: tuple[int, ...]
    batch: int
    regularised: bool = False  # with batch normalisation and dropout
    more_memory: float = 1.0  # the most of torch's

    @property
    def target(self):
        """Return the most of torch's time that scratch may take."""
        return 0.5 if self.work() < SMALL_WORK else 1.0

    @property
    def name(self):
        """Return the widths, and what stands between the layers."""
        extra = " BN+dropout" if self.regularised else ""
        return "-".join(map(str, self.widths)) + extra

    def build(self, side):
        """Return the network as one module."""
        layers = []
        for fan_in, fan_out in zip(self.widths, self.widths[1:-1]):
            layers.append(side.modules.Linear(fan_in, fan_out))
            if self.regularised:
                layers.append(side.modules.BatchNorm1d(fan_out))
            layers.append(side.modules.ReLU())
            if self.regularised:
                layers.append(side.modules.Dropout(0.5))
        layers.append(side.modules.Linear(*self.widths[-2:]))
        return side.modules.Sequential(*layers)

    def data(self):
        """Return one batch of examples and labels."""
        rng = np.random.default_rng(0)
        examples = rng.standard_normal((self.batch, self.widths[0]), np.float32)
        return examples, rng.integers(0, self.widths[-1], self.batch)

    def products(self):
        """Return a function that computes the matrix products of a step, and no more.

        Every operand and result lies in memory of its own, written before.
        """
        calls = []
        for layer, (fan_in, fan_out) in enumerate(zip(self.widths, self.widths[1:])):
            rows, drows = noise(self.batch, fan_in), noise(self.batch, fan_out)
            weight = noise(fan_out, fan_in)
            calls.append((rows, weight.T, noise(self.batch, fan_out)))
            calls.append((drows.T, rows, noise(fan_out, fan_in)))
            if layer > 0:  # the examples need no gradient
                calls.append((drows, weight, noise(self.batch, fan_in)))

        def run():
            for left, right, out in calls:
                np.matmul(left, right, out=out)

        return run

    def work(self):
        """Return the floating-point operations of these products."""
        pairs = list(zip(self.widths, self.widths[1:]))
        products = [3 * n * m for n, m in pairs]
        return 2 * self.batch * (sum(products) - pairs[0][0] * pairs[0][1])


def noise(*shape):
    """Return random numbers."""
    return np.random.default_rng(0).standard_normal(shape, np.float32)


OPTIMISERS = {
    "SGD": lambda optim, params: optim.SGD(
        params, lr=0.01, momentum=0.9, nesterov=True
    ),
    "AdamW": lambda optim, params: optim.AdamW(params, lr=0.001),
}

PERCEPTRONS = (
    Network((64, 32, 10), 32),
    Network((64, 128, 64, 10), 64, regularised=True),
    Network((784, 256, 128, 10), 128),
    Network((784, 512, 512, 10), 256, regularised=True),
    Network((1024, 2048, 2048, 10), 256),
    Network((1024, 2048, 2048, 10), 256, regularised=True),
)
