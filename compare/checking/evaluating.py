"""What a child can be asked to do with a candidate: load, call, differentiate, look."""

import sys
import traceback
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np

from . import randomness
from .attributes import find, put
from .describing import describe


class Context:
    """What a forward saves for its backward, as frameworks have it."""

    needs_input_grad = (True,) * 16

    def save_for_backward(self, *values):
        """Keep what backward needs."""
        self.saved_tensors = self.saved_values = self.saved = values


class Candidate:
    """The worker of a child: somebody's code and what its calls returned."""

    def __init__(self):
        self.slots, self.path = {}, ""
        self.here = False  # in the judge's own process

    # What messages are read with.
    def held(self, slot, path):
        """Return what is kept, or a part of it."""
        value = self.slots[slot]
        for step in path:
            value = value[step]
        return value

    @staticmethod
    def tensor(array):
        """Make a tensor."""
        import torch

        return torch.from_numpy(array)

    # Requests.
    def load(self, path=None, module=None, names=(), paths=(), strict=True):
        """Import a candidate's file and describe what is named in it."""
        randomness.follow()
        randomness.seed_all(0)
        sys.path[:0] = [p for p in paths if p not in sys.path]
        try:
            loaded = self._import(path, module)
        except BaseException as error:
            return {"error": self._told(error), "stage": "import"}
        if strict:
            from .serve import forbid_processes

            forbid_processes()
        return self._keep(loaded, names)

    def _keep(self, loaded, names):
        """Keep the named objects and describe them."""
        for number, name in enumerate(names):
            value = loaded
            for step in name.split("."):
                if not hasattr(value, step):
                    near = [n for n in vars(loaded) if not n.startswith("_")]
                    return {"missing": name, "there": near[:200]}
                value = getattr(value, step)
            self.slots[f"object {number}"] = value
        return self.describe()

    def describe(self):
        """Describe the objects that are kept."""
        kept = sorted(k for k in self.slots if k.startswith("object "))
        return {"described": [describe(self.slots[k]) for k in kept]}

    def _import(self, path, module):
        """Import a file or a module."""
        if path is None:
            loaded = import_module(module)
            self.path = getattr(loaded, "__file__", "") or ""
            return loaded
        self.path = str(Path(path).resolve())
        sys.path.insert(0, str(Path(self.path).parent))
        name = Path(path).stem
        if name in sys.modules or name in sys.stdlib_module_names:
            name = f"checked_{name}"
        spec = spec_from_file_location(name, self.path)
        loaded = module_from_spec(spec)
        sys.modules[name] = loaded
        spec.loader.exec_module(loaded)
        return loaded

    def call(self, target, args=(), kwargs=None, slot="", seed=None, copies=()):
        """Call a function or a method; keep what it returns.

        Returns the result, which of the arguments it changed and the state of the
        random generators.
        """
        if seed is not None:
            randomness.seed_all(seed)
        given = list(args) + list((kwargs or {}).values())
        before = [snapshot(v) for v in given]
        try:
            function = self._target(target)
            with np.errstate(all="ignore"):
                result = function(*args, **(kwargs or {}))
        except BaseException as error:
            return {"error": self._told(error)}
        self.slots[slot] = result
        changed = [i for i, v in enumerate(given) if snapshot(v) != before[i]]
        return {
            "result": result,
            "changed": changed,
            "now": [given[i] for i in changed],
            "random": randomness.digest(),
        }

    def _target(self, target):
        """Return what is to be called: [slot, attribute or entry, ...]."""
        slot, *steps = target
        value = self.slots[slot]
        for step in steps:
            value = getattr(value, step) if isinstance(step, str) else value[step]
        return value

    def differentiate(self, target, args=(), kwargs=None, upstream=(), set=(), seed=0):
        """Call a function of tensors and let its own backward give gradients."""
        from . import tensors

        randomness.seed_all(seed)
        try:
            function = self._target(target)
            run = tensors.Run(function, args, kwargs or {}, dict(set))
        except BaseException as error:
            return {"error": self._told(error)}
        answer = {"outputs": run.outputs, "names": run.names, "own": run.own}
        if upstream:
            try:
                answer["gradients"] = run.gradients(upstream)
            except BaseException as error:
                answer["backward error"] = self._told(error)
        return answer

    def scalars(self, method=None, args=(), upstream=(), seed=0):
        """Call a function of scalar objects and their own backward."""
        from . import scalars

        randomness.seed_all(seed)
        try:
            thing = self.slots["object 0"]
            output, grads = scalars.run(thing, method, args, upstream)
        except BaseException as error:
            return {"error": self._told(error)}
        return {"outputs": [output], "gradients": grads or []}

    def weights(self, kind, value=None, gradient=None):
        """Make an object that holds weights, give it a gradient, or read it."""
        from . import wrapping

        try:
            if value is not None:
                self.slots["weights"] = wrapping.made(kind, value)
            if gradient is not None:
                wrapping.give(self.slots["weights"], kind, gradient)
            return {"value": wrapping.held(self.slots["weights"], kind)}
        except Exception as error:
            return {"error": self._told(error)}

    def context(self):
        """Make what a static forward saves into."""
        self.slots["context"] = Context()
        return {}

    def look(self, target):
        """Describe what a call returned."""
        return {"described": describe(self._target(target))}

    def attributes(self, slot):
        """Return the arrays and numbers that an object holds, by their paths."""
        return {"found": find(self.slots[slot])}

    def assign(self, slot, path, value):
        """Replace an array that an object holds."""
        try:
            put(self.slots[slot], path, value)
        except Exception as error:
            return {"error": self._told(error)}
        return {}

    def _told(self, error):
        """Tell an exception with the line of the candidate's file that raised it."""
        if self.here and isinstance(error, KeyboardInterrupt):
            raise error
        found = {"type": type(error).__name__, "message": str(error)[:300]}
        folder = str(Path(self.path).parent) if self.path else None
        for frame in traceback.extract_tb(error.__traceback__):
            own = frame.filename == self.path or (
                folder
                and frame.filename.startswith(folder)
                and "site-packages" not in frame.filename
                and f"compare{'/'}checking" not in frame.filename
            )
            if own:
                found |= {"file": Path(frame.filename).name, "line": frame.lineno}
                found |= {"text": (frame.line or "")[:120], "function": frame.name}
        return found


def snapshot(value):
    """Return what tells whether a value was written into."""
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if isinstance(value, dict):
        return [(k, snapshot(v)) for k, v in value.items()]
    if isinstance(value, (list, tuple)):
        return [snapshot(v) for v in value]
    if type(value).__module__ == "torch":
        return value.detach().numpy().tobytes() if hasattr(value, "detach") else None
    return value if isinstance(value, (int, float, str, bool, type(None))) else None
