"""The process that runs the script: `python -m compare.running.child SETTINGS`.

SETTINGS is JSON: script, arguments, backend, dtype, seed, and runs: of each shake and
the file descriptors of questions, answers and what it prints. Runs but the first are
forked off once the library is there. Messages are JSON and raw buffers.
"""

import json
import os
import runpy
import sys
import traceback
from functools import partial
from pathlib import Path

from ..checking.messages import packed
from . import refusals
from .aliases import answer_for_torch
from .pipes import receive
from .watching import Stopped, Watch, to_numpy


def main() -> None:
    """Run the script and report its steps, and its end."""
    settings = json.loads(sys.argv[1])
    run = partial(runpy.run_path, run_name="__main__")
    if settings["backend"] == "scratch":
        answer_for_torch()
        run = refusals.run
    import torch

    if settings["dtype"]:
        torch.set_default_dtype(getattr(torch, settings["dtype"]))
    torch.manual_seed(settings["seed"])
    script = Path(settings["script"]).resolve()
    sys.argv = [str(script), *settings["arguments"]]
    sys.path.insert(0, str(script.parent))
    if not settings["runs"]:  # nobody compares: run it, and no more
        run(str(script))
        return
    mine = taken(settings["runs"])
    out, back = mine["out"], mine["back"]

    def report(message):
        with open(out, "wb", closefd=False) as pipe:
            pipe.write(packed(message))
        return receive(back)

    Watch(torch, report, mine["shake"])
    end = {"event": "end", "error": None, "lacks": None, "leaves": {}}
    try:
        space = run(str(script))
        end["leaves"] = leaves(space)
    except Stopped:
        end["stopped"] = True
    except SystemExit as error:
        end["code"] = error.code if isinstance(error.code, int) else bool(error.code)
    except BaseException as error:
        end["error"] = "".join(traceback.format_exception_only(error)).strip()
        end["line"] = line_of(error, str(script))
        end["lacks"] = lacking(error)
    sys.stdout.flush()
    report(end)
    os._exit(0)


def taken(runs: list[dict]) -> dict:
    """Return the run that this process takes; fork off one for each of the others."""
    mine = runs[0]
    for other in runs[1:]:
        if os.fork() == 0:
            mine = other
            break
    for run in runs:
        if run is not mine:  # else its end would not be noticed
            os.close(run["out"])
            os.close(run["back"])
    os.dup2(mine["printed"], 1)
    os.dup2(mine["errors"], 2)
    return mine


def leaves(space: dict) -> dict:
    """Return the leaf tensors of real numbers that a script leaves behind."""
    found = {}
    for name, value in space.items():
        if isinstance(value, type):
            continue
        if hasattr(value, "is_leaf") and value.is_leaf and "float" in str(value.dtype):
            found[name] = to_numpy(value)
        elif hasattr(value, "named_parameters"):
            for inner, param in value.named_parameters():
                found[f"{name}.{inner}"] = to_numpy(param)
    return found


def line_of(error: BaseException, script: str) -> str:
    """Return the last line of the script that led to an error."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if Path(f.filename).parent == Path(script).parent]
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else script


def lacking(error: BaseException) -> str | None:
    """Return what scratch lacks if that is the error: an attribute of its own."""
    owner = getattr(error, "obj", None)
    if isinstance(error, AttributeError) and owner is not None:
        module = getattr(owner, "__module__", None) or getattr(owner, "__name__", "")
        if module.partition(".")[0] in ("scratch", "torch"):
            return error.name
    return None


if __name__ == "__main__":
    main()
