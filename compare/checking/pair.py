"""A forward and a backward as functions: two, or one that returns the other."""

import inspect

import numpy as np

from ..diagnosis.context import Quantities
from . import names
from .candidate import Candidate, Unclear


def needs_argument(function) -> bool:
    """Tell whether a function has a parameter without a default."""
    return any(
        p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        for p in inspect.signature(function).parameters.values()
    )


class Pair(Candidate):
    """Two functions: forward gives (output, cache) or the output, backward the rest."""

    def __init__(self, forward, backward, known, renamed=None):
        title = f"{forward.__name__}, {backward.__name__}"
        super().__init__(title, known, renamed)
        self.forward, self.backward = forward, backward
        self.order = self.read_parameters(forward)
        self.back = list(inspect.signature(backward).parameters)
        self.takes_upstream = any(n in names.UPSTREAM for n in self.back)
        if not self.takes_upstream and len(self.back) == 2 and "target" not in known:
            self.takes_upstream = True  # (dout, cache), whatever they are called
            first = self.back[0]
            self.upstream = self.back[1] if first in names.CACHE else first
        else:
            named = [n for n in self.back if n in names.UPSTREAM]
            self.upstream = named[0] if named else None

    def run(self, arguments: dict, doutput, shapes, again: bool = False) -> Quantities:
        """Run forward and backward; `again` runs backward a second time first."""
        given = self.given(self.order, arguments)
        returned = self.forward(**given)
        output, cache = returned, None
        if isinstance(returned, tuple):
            output, *rest = returned
            cache = rest[0] if len(rest) == 1 else tuple(rest)
        quantities = {"output": self.output(output)}
        quantities |= self.buffers(given)
        call = self.backward_arguments(given, output, cache, doutput)
        if again:
            self.backward(**call)
            call = self.backward_arguments(given, output, cache, doutput)
        return quantities | self.gradients(self.backward(**call), shapes)

    def buffers(self, given) -> Quantities:
        """Return running statistics that the forward updated in place."""
        found = {}
        for name, argument in self.accepted.items():
            if argument in ("running_mean", "running_var"):
                found[argument] = given[name]
            if argument == "options":
                for key in ("running_mean", "running_var"):
                    if given[name].get(key) is not None:
                        found[key] = np.asarray(given[name][key])
        return found

    def backward_arguments(self, given, output, cache, doutput) -> dict:
        """Fill in the parameters of backward: upstream, cache, arguments, output."""
        call, open_names = {}, []
        for name in self.back:
            argument = names.resolve(name, self.known)
            if name == self.upstream:
                call[name] = doutput
            elif name in names.CACHE:
                call[name] = cache
            elif name in given:
                call[name] = given[name]
            elif name in names.OUTPUT and cache is None and argument != "target":
                call[name] = output
            elif argument in self.accepted.values() and cache is None:
                call[name] = next(
                    given[n] for n, a in self.accepted.items() if a == argument
                )
            else:
                open_names.append(name)
        if not open_names:
            return call
        parts = cache if isinstance(cache, tuple) else (cache,)
        if len(open_names) == len(parts) and cache is not None:
            call |= dict(zip(open_names, parts))
        elif len(open_names) == 1:
            call[open_names[0]] = output if cache is None else cache
        else:
            raise Unclear(
                f"cannot tell what {', '.join(open_names)} of "
                f"{self.backward.__name__} are; call what the forward saved `cache` "
                "and the upstream gradient `dout`"
            )
        return call


class Closure(Candidate):
    """One function that gives (output, backward), or (loss, gradient)."""

    def __init__(self, function, known, renamed=None):
        super().__init__(function.__name__, known, renamed)
        self.function = function
        self.order = self.read_parameters(function)

    def run(self, arguments, doutput, shapes, again=False) -> Quantities:
        """Run the function and what it returned."""
        given = self.given(self.order, arguments)
        returned = self.function(**given)
        if not isinstance(returned, tuple):
            self.has_backward = False
            return {"output": self.output(returned)}
        output, *rest = returned
        quantities = {"output": self.output(output)} | Pair.buffers(self, given)
        back = rest[0] if len(rest) == 1 else tuple(rest)
        if callable(back):
            self.takes_upstream = needs_argument(back)
            parts = (doutput,) if self.takes_upstream else ()
            if again:
                back(*parts)
            return quantities | self.gradients(back(*parts), shapes)
        if np.ndim(output) or not isinstance(back, (np.ndarray, tuple, dict)):
            raise Unclear(
                f"{self.title} returns (output, cache); name its backward as well: "
                "module:forward,backward"
            )
        self.takes_upstream = False
        return quantities | self.gradients(back, shapes)
