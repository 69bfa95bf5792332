"""Where a training stands: saved, it goes on as if it had never stopped."""

from pathlib import Path

from ..engine.checkpoint import load_parts, save_parts
from ..engine.random import default_generator


class TrainingState:
    """The progress of a training within and between epochs.

    Parameters
    ----------
    parts : dict
        What has a state and takes part, by name: model, optimizer, ...
    loaders : sequence of DataLoader, or None
        Whose own generators have a state.
    filename : path, optional
        Where to save.
    every : int, optional
        Steps between two savings; left out, after every epoch.
    """

    def __init__(self, parts, loaders, filename=None, every=None):
        self.parts = {**parts, "standing": self}
        self.generators = generators_of(loaders)
        self.filename, self.every = filename, every
        self.epoch, self.batch, self.stopped = 0, 0, False
        self.total, self.count = 0.0, 0  # sum of the losses of this epoch's examples
        self.starts = []  # states of the generators as this epoch began

    def load(self):
        """Go on from the file, if there is one."""
        if self.filename is not None and Path(self.filename).exists():
            load_parts(self.filename, self.parts, None)

    def save(self):
        """Write the file, if one is named."""
        if self.filename is not None:
            save_parts(self.filename, self.parts, None, {})

    def batches(self, train):
        """Return the batches of this epoch that are still to come."""
        if self.batch == 0:
            self.starts = states(self.generators)
            return iter(train)
        now = states(self.generators)
        set_states(self.generators, self.starts)
        batches = iter(train)
        for _ in range(self.batch):  # the same order again, without training
            next(batches, None)
        set_states(self.generators, now)
        return batches

    def step(self, loss, n):
        """Count a step on n examples with this mean loss; save if it is time."""
        self.batch += 1
        self.total += loss * n
        self.count += n
        if self.every is not None and self.batch % self.every == 0:
            self.save()

    def next_epoch(self, stopped):
        """Go on to the next epoch, or stop early; save."""
        self.epoch, self.batch, self.stopped = self.epoch + 1, 0, stopped
        self.total, self.count = 0.0, 0
        self.save()

    def state_dict(self):
        """Return the progress and the states of all generators."""
        return {
            "epoch": self.epoch,
            "batch": self.batch,
            "stopped": self.stopped,
            "total": self.total,
            "count": self.count,
            "starts": self.starts,
            "now": states(self.generators),
        }

    def load_state_dict(self, state_dict):
        """Take over a progress."""
        set_states(self.generators, state_dict["now"])
        for name in ("epoch", "batch", "stopped", "total", "count", "starts"):
            setattr(self, name, state_dict[name])


def generators_of(loaders):
    """Return the default generator and those of the loaders, each once."""
    found = [default_generator]
    for loader in loaders:
        batches = getattr(loader, "batch_sampler", None)
        for part in (
            loader,
            getattr(loader, "sampler", None),
            getattr(batches, "sampler", None),
        ):
            generator = getattr(part, "generator", None)
            if generator is not None and generator not in found:
                found.append(generator)
    return found


def states(generators):
    """Return the state of each generator."""
    return [generator.get_state() for generator in generators]


def set_states(generators, states):
    """Set the state of each generator."""
    if len(generators) != len(states):
        raise ValueError(f"expected {len(generators)} generators, got {len(states)}")
    for generator, state in zip(generators, states):
        generator.set_state(state)
