"""Open both sides of a check: the reference, its example, the candidate."""

import contextlib
import os
import signal
import threading
from difflib import get_close_matches

import numpy as np

from ..terminal.interrupt import interrupt, loading
from . import examples
from .process import Here, Process
from .serve import Server
from .signatures import required
from .unclear import Stuck, Unclear


def guessed(info) -> list[dict]:
    """Guess an example for a reference of which only the signature is known."""
    wanted = list(info["required"]) or info["known"][:1]
    if not wanted or len(wanted) > 4:
        raise Stuck(
            'cannot tell what to call it with; say so: --example "randn(4, 5), 2"'
        )
    found = []
    for text in required(len(wanted)):
        values = examples.parse(text)[1].values()
        found.append(dict(zip(wanted, values)))
    return found


def open_standard(stack, reference, example, timeout):
    """Open the reference, in a child of its own if the user wrote it in a file."""
    given = None
    spec = None
    if len(example) == 1 and isinstance(example[0], str):
        text = example[0]
        if text.partition(":")[0].endswith(".py"):
            path, _, name = text.rpartition(":")
            spec = [path, name]
        else:
            given = examples.parse(text)
    elif example:
        given = ([arrays(v) for v in example], {})
    path = name = None
    if isinstance(reference, str) and reference.partition(":")[0].endswith(".py"):
        path, _, name = reference.rpartition(":")
    if path is not None:
        standard = stack.enter_context(
            Process("compare.checking.standard", timeout + 20)
        )
        info = standard.ask("open", name=name, path=path, example=spec)
    else:
        with importing():
            from . import references
            from .standard import Standard

        worker = Standard(references.of(reference))
        standard = Here(Server(worker))
        info = worker.described()
        if spec is not None:
            with Process("compare.checking.standard", timeout + 20) as other:
                found = other.ask("open", example=spec, name=None)
            if "unclear" in found:
                raise Unclear(found["unclear"])
            info["example"] = found["example"]
    if "error" in info:
        raise Stuck(f"the reference cannot be loaded: {info['error']['message']}")
    if "unclear" in info:
        raise Unclear(info["unclear"])
    if spec is not None:
        value = info["example"]
        if isinstance(value, dict):
            given = ([], value)
        else:
            given = (list(value) if isinstance(value, (tuple, list)) else [value], {})
    return standard, info, given


def importing():
    """End at once on Ctrl-C while torch is imported, if this is the command line."""
    listening = signal.getsignal(signal.SIGINT) is interrupt
    main = threading.current_thread() is threading.main_thread()
    return loading() if listening and main else contextlib.nullcontext()


def arrays(value):
    """Take tensors for arrays."""
    if hasattr(value, "detach") and hasattr(value, "numpy"):
        return value.detach().numpy()
    if isinstance(value, dict):
        return {k: arrays(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(arrays(v) for v in value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(float)
    return value


def loaded(answer, verdict) -> list:
    """Return the descriptions of a candidate that was loaded."""
    if "missing" in answer:
        near = get_close_matches(answer["missing"], answer["there"], 3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise Unclear(
            f"{verdict.candidate.rpartition(':')[0]} has no {answer['missing']!r}{hint}"
        )
    if "error" in answer:
        told = answer["error"]
        if told["type"] == "ModuleNotFoundError" and verdict.candidate.startswith(
            told["message"].split("'")[-2] + ":"
        ):
            raise Unclear(told["message"])
        where = f" (line {told['line']})" if "line" in told else ""
        raise Stuck(f"importing it raises {told['type']}: {told['message']}{where}")
    return answer["described"]


def examples_ok(reference: str) -> None:
    """Refuse a reference in a file that is not there, before anything is started."""
    path = reference.rpartition(":")[0]
    if path.endswith(".py") and not os.path.isfile(path):
        raise Unclear(f"no file {path}")
