"""Whole trainings on disk: everything that one needs to go on."""

from collections import Counter
from json import dumps, loads

import numpy as np

from .autograd import Tensor
from .generator import default_generator
from .weights import read_file, save_file


def save_checkpoint(
    filename, model, optimizer=None, scheduler=None, generator=None, **progress
):
    """Write everything that a training needs to go on as if it had never stopped.

    Parameters
    ----------
    filename : path
    model : Module
    optimizer : Optimizer, optional
    scheduler : LRScheduler, optional
    generator : Generator, optional
        The default one if left out.
    **progress : numbers, strings, or lists and dicts of them
        What the training loop itself wants back: epoch, step, ...

    Raises
    ------
    TypeError
        If state or progress holds what cannot be written, such as a function.
    """
    tensors = {f"model.{key}": value for key, value in model.state_dict().items()}
    notes = {"progress": progress}
    if optimizer is not None:
        state = optimizer.state_dict()
        plain = {}
        for index, members in state["state"].items():
            plain[index] = {}
            for name, value in members.items():
                if isinstance(value, Tensor):
                    tensors[f"optimizer.{index}.{name}"] = value
                else:
                    plain[index][name] = value
        notes["optimizer"] = {"state": plain, "param_groups": state["param_groups"]}
    if scheduler is not None:
        notes["scheduler"] = scheduler.state_dict()
    tensors["generator"] = (generator or default_generator).get_state()
    metadata = {name: dumps(encode(value)) for name, value in notes.items()}
    save_file(tensors, filename, metadata)


def load_checkpoint(filename, model, optimizer=None, scheduler=None, generator=None):
    """Take a training up again: everything is loaded, or nothing is changed.

    Parameters
    ----------
    filename : path
    model, optimizer, scheduler, generator
        As given to `save_checkpoint`; built the same way.

    Returns
    -------
    progress : dict
        What was given to `save_checkpoint` by name.

    Raises
    ------
    ValueError
        If the file is damaged, no checkpoint, or of another model or optimiser.
    """
    tensors, metadata, checksum = read_file(filename)
    if checksum is None:
        raise ValueError(f"{filename} is no checkpoint: it has no checksum")
    generator = generator or default_generator
    try:
        progress = decode(loads(metadata["progress"]))
        steps = [(model, strip(tensors, "model."))]
        if optimizer is not None:
            steps.append((optimizer, optimizer_state(tensors, metadata)))
        if scheduler is not None:
            steps.append((scheduler, decode(loads(metadata["scheduler"]))))
        stream = tensors["generator"]
    except KeyError as error:
        raise ValueError(f"{filename} has no {error.args[0]}") from None
    before = [(part, snapshot(part)) for part, _ in steps]
    try:
        for part, state in steps:
            part.load_state_dict(state)
        generator.set_state(stream)
    except (ValueError, TypeError, KeyError, RuntimeError, AttributeError) as error:
        for part, state in before:
            part.load_state_dict(state)
        raise ValueError(f"{filename} does not fit: {error}") from error
    return progress


def strip(tensors, prefix):
    """Return the tensors under a prefix, without it."""
    start = len(prefix)
    return {k[start:]: v for k, v in tensors.items() if k.startswith(prefix)}


def optimizer_state(tensors, metadata):
    """Return an optimiser's state_dict from its tensors and its plain values."""
    state = decode(loads(metadata["optimizer"]))
    for key, value in strip(tensors, "optimizer.").items():
        index, name = key.split(".", 1)
        state["state"].setdefault(int(index), {})[name] = value
    return state


def snapshot(part):
    """Return a copy of the state of a model, optimiser or schedule."""

    def copy(value):
        if isinstance(value, Tensor):
            return value.clone()
        if isinstance(value, dict):
            return {key: copy(member) for key, member in value.items()}
        return value

    return copy(part.state_dict())


def encode(value):
    """Return `value` in what JSON can hold; tuples, counters and keys keep their type.

    Raises
    ------
    TypeError
        If it holds a function, a tensor or another object.
    """
    if isinstance(value, (dict, tuple)):
        kind = "counter" if isinstance(value, Counter) else type(value).__name__
        items = value.items() if isinstance(value, dict) else [value]
        return {kind: [[encode(part) for part in item] for item in items]}
    if isinstance(value, list):
        return [encode(part) for part in value]
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a checkpoint cannot hold {type(value).__name__}: {value!r}")


def decode(value):
    """Undo `encode`."""
    if isinstance(value, list):
        return [decode(part) for part in value]
    if not isinstance(value, dict):
        return value
    [(kind, items)] = value.items()
    parts = [[decode(part) for part in item] for item in items]
    if kind == "tuple":
        return tuple(parts[0])
    return Counter(dict(parts)) if kind == "counter" else dict(parts)
