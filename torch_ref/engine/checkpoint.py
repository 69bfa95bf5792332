"""Whole trainings on disk: everything that one needs to go on."""

from collections import Counter
from json import dumps, loads

from torch import Generator, Tensor, default_generator

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
    **progress : numbers, strings, tensors, or lists and dicts of them
        What the training loop itself wants back: epoch, step, ...

    Raises
    ------
    TypeError
        If state or progress holds what cannot be written, such as a function.
    OSError
        If the file cannot be written; an old one is still whole.
    """
    save_parts(filename, named(model, optimizer, scheduler), generator, progress)


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
    OSError
        If it cannot be read.
    """
    return load_parts(filename, named(model, optimizer, scheduler), generator)


def named(model, optimizer, scheduler):
    """Return the parts that there are, by name; refuse what has no state."""
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    found = {name: part for name, part in parts.items() if part is not None}
    for name, part in {"model": model, **found}.items():
        if not hasattr(part, "load_state_dict") or isinstance(part, type):
            raise TypeError(f"{name} has no state_dict, got {type(part).__name__}")
    return found


def save_parts(filename, parts, generator, progress):
    """Write the state_dict of every part, the generator's state and progress."""
    generator = chosen(generator)
    tensors = {"generator": generator.get_state()}
    try:
        notes = {"progress": encode(progress, "progress", tensors)}
    except RecursionError:
        raise ValueError("progress holds itself, or too many levels") from None
    for name, part in parts.items():
        state = encode(part.state_dict(), name, tensors)
        notes[name] = {"kind": type(part).__name__, "state": state}
    metadata = {name: dumps(note) for name, note in notes.items()}
    save_file(tensors, filename, metadata)


def load_parts(filename, parts, generator):
    """Load every part and the generator, or none of them; return progress."""
    generator = chosen(generator)
    tensors, metadata, checksum = read_file(filename)
    try:
        if checksum is None:
            raise ValueError("it has no checksum")
        progress = decode(loads(metadata["progress"]), tensors)
        notes = {name: loads(metadata[name]) for name in parts}
        states = {name: decode(notes[name]["state"], tensors) for name in parts}
        stream = tensors["generator"]
        for name, part in parts.items():
            kind = notes[name]["kind"]
            if name != "model" and kind != type(part).__name__:
                raise ValueError(f"its {name} is {kind}, not {type(part).__name__}")
    except UNFIT as error:
        raise ValueError(f"{filename} is no such checkpoint: {told(error)}") from error
    before = {name: copied(part.state_dict()) for name, part in parts.items()}
    try:
        for name, part in parts.items():
            part.load_state_dict(states[name])
        generator.set_state(stream)
    except BaseException as error:
        for name, part in parts.items():
            part.load_state_dict(before[name])
        if not isinstance(error, UNFIT):
            raise
        raise ValueError(f"{filename} does not fit: {told(error)}") from error
    return progress


UNFIT = (
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)


def told(error):
    """Return an error's text; a missing key says so."""
    return f"there is no {error}" if isinstance(error, KeyError) else error


def copied(state):
    """Return a copy of a state: of its dicts and tensors."""
    if isinstance(state, Tensor):
        return state.clone()
    if isinstance(state, dict):
        return {key: copied(member) for key, member in state.items()}
    return state


def encode(value, path, tensors):
    """Return what JSON can hold; tensors go to `tensors`, under a name from `path`.

    Raises
    ------
    TypeError
        If there is a function or another object in it.
    """
    if isinstance(value, Tensor):
        while path in tensors:  # the keys 1 and "1" give one path
            path += "'"
        tensors[path] = value
        return {"tensor": path}
    if isinstance(value, dict):
        kind = "counter" if isinstance(value, Counter) else "dict"
        members = value.items()
        return {
            kind: [
                [encode(key, path, tensors), encode(member, f"{path}.{key}", tensors)]
                for key, member in members
            ]
        }
    if isinstance(value, (list, tuple)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        parts = enumerate(value)
        return {kind: [encode(part, f"{path}.{i}", tensors) for i, part in parts]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a checkpoint cannot hold {type(value).__name__}: {value!r}")


def decode(value, tensors):
    """Undo `encode`."""
    if not isinstance(value, dict):
        return value
    [(kind, members)] = value.items()
    if kind == "tensor":
        return tensors[members]
    if kind in ("list", "tuple"):
        parts = [decode(part, tensors) for part in members]
        return tuple(parts) if kind == "tuple" else parts
    pairs = {decode(k, tensors): decode(v, tensors) for k, v in members}
    return Counter(pairs) if kind == "counter" else pairs


def chosen(generator):
    """Return `generator`, or the default one where it is None."""
    if generator is None:
        return default_generator
    if not isinstance(generator, Generator):
        raise TypeError(
            f"generator must be a Generator, got {type(generator).__name__}"
        )
    return generator
