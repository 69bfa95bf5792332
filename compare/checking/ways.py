"""How a candidate is called: what its forward is given, what its backward is."""

from dataclasses import dataclass, field

import numpy as np

from . import names
from .messages import Held
from .places import (
    Run,
    as_tensors,
    asked,
    listed,
    looks_like_gradient,
    same,
    tuple_of,
    word,
)
from .unclear import Stuck


@dataclass
class Way:
    """Calls functions or methods on arrays.

    Attributes
    ----------
    process : Process
    target : list
        What the forward is: [slot, attribute].
    takes : list of (parameter, source)
        A source is the name of an input, or ("value", v).
    build : list of (parameter, source), or None
        Of a class.
    sets : dict
        Input to path of the attributes that are set after building.
    back : list, "closure", "inside" or None
    plan : list of (parameter, source)
        A source is "upstream i", "cache", "output", an input, ("part", i), or
        ("attribute", name) of the object.
    count : int
        Of the outputs.
    """

    process: object
    title: str
    target: list
    takes: list
    build: list | None = None
    sets: dict = field(default_factory=dict)
    back: object = None
    plan: list = field(default_factory=list)
    count: int = 1
    more: list = field(default_factory=list)  # (target, plan) of further gradients
    flag: str | None = None
    torch: bool = False
    wide: bool = False  # whether only the first value that is returned is the output
    tensors: bool = False  # whether arrays are to arrive as tensors

    @property
    def upstream(self) -> bool:
        """Whether its backward is given an upstream gradient."""
        return any(str(source).startswith("upstream") for _, source in self.plan)

    def value(self, source, inputs):
        """Return what a source stands for."""
        if isinstance(source, tuple):
            kind, *rest = source
            if kind == "context":
                return Held("context", ())
            if kind == "attribute":
                value = self.attributes().get((source,))
                if value is None:
                    raise Stuck(f"{self.title} keeps no {rest[0]}")
                return value
            if kind == "value":
                return rest[0]
            if kind == "size":
                name, axis = rest
                return int(np.shape(inputs[name])[axis])
            if kind == "float":
                return float(inputs[rest[0]])
        return inputs[source]

    def given(self, listed, inputs) -> dict:
        """Return keyword arguments."""
        return {p: self.sent(self.value(s, inputs)) for p, s in listed if p}

    def placed(self, listed, inputs) -> list:
        """Return arguments without a name."""
        return [self.sent(self.value(s, inputs)) for p, s in listed if not p]

    def sent(self, value):
        """Return what is sent for a value."""
        return as_tensors(value) if self.tensors else value

    def start(self, inputs, seed) -> None:
        """Build an object of a class and put the parameters into it."""
        if self.build is None:
            return
        args = self.placed(self.build, inputs)
        kwargs = self.given(self.build, inputs)
        asked(
            self.process.ask(
                "call",
                target=["object 0"],
                args=args,
                kwargs=kwargs,
                slot="self",
                seed=seed,
            ),
            "building",
        )
        self.assign(inputs)

    def assign(self, inputs) -> None:
        """Put parameters into the object."""
        for name, path in self.sets.items():
            value = self.sent(inputs[name])
            asked(
                self.process.ask("assign", slot="self", path=path, value=value),
                "building",
            )

    def forward(self, inputs, seed=0) -> Run:
        """Build the object, if it is one, and call the forward."""
        self.start(inputs, seed)
        return self.call(inputs, seed)

    def call(self, inputs, seed=0) -> Run:
        """Call the forward of what is built."""
        if ("context",) in [s for _, s in self.takes]:
            self.process.ask("context")
        args = self.placed(self.takes, inputs)
        kwargs = self.given(self.takes, inputs)
        names = [str(s) for p, s in self.takes if not p] + list(kwargs)
        answer = asked(
            self.process.ask(
                "call",
                target=self.target,
                args=args,
                kwargs=kwargs,
                slot="out",
                seed=seed,
            ),
            "forward",
        )
        result = self.found(answer["result"])
        run = Run([], result=result, random=answer["random"])
        run.changed = {
            names[i]: now for i, now in zip(answer["changed"], answer["now"])
        }
        run.outputs = self.outputs(result)
        return run

    def found(self, result):
        """Return the result where a call returns none, or gradients before the loss."""
        if result is None and self.build is not None:
            held = {p[-1][1]: v for p, v in self.attributes().items() if len(p) == 1}
            return next((held[n] for n in names.HELD if n in held), None)
        if isinstance(result, tuple) and len(result) == 2:
            gradients, loss = result
            if isinstance(gradients, dict) and np.size(loss) == 1:
                return (loss, gradients)
        return result

    def outputs(self, result) -> list:
        """Return the arrays that the forward computed."""
        parts = result if isinstance(result, (tuple, list)) else (result,)
        if isinstance(result, tuple) and parts and isinstance(parts[0], (tuple, list)):
            parts = parts[0]
        found = []
        for part in parts[: self.count]:
            if isinstance(part, (float, int)) and not isinstance(part, bool):
                part = np.asarray(float(part))
            if not isinstance(part, np.ndarray):
                raise Stuck(f"{self.title} must return arrays, got {word(part)}")
            found.append(part)
        return found

    def rest(self, result):
        """Return the path of what the forward kept for the backward."""
        if not isinstance(result, tuple) or len(result) < 2:
            return None
        nested = isinstance(result[0], (tuple, list))
        used = 1 if nested else min(self.count, len(result) - 1)
        return list(range(used, len(result)))

    def run(self, inputs, upstream, seed=0) -> Run:
        """Call forward and backward."""
        run = self.forward(inputs, seed)
        before = self.attributes()
        self.backward(run, inputs, upstream)
        if self.build is not None:
            after = self.attributes()
            run.state = after
            given = {tuple_of(p) for p in self.sets.values()}
            rate = next((s[1] for p, s in self.plan if p in names.RATES), None)
            for path, value in after.items():
                if path in given and rate and np.any(value != before[path]):
                    step = (before[path] - value) / rate
                    run.found.append(((("attribute", "gradient"), *path), step))
                if path in given or not isinstance(value, np.ndarray):
                    continue
                old = before.get(path)
                if looks_like_gradient(path) or old is None or not same(old, value):
                    run.found.append((path, value))
        return run

    def attributes(self) -> dict:
        """Return what the object holds, by path."""
        if self.build is None:
            return {}
        answer = asked(
            self.process.ask("attributes", slot="self"), "reading attributes"
        )
        return {tuple_of(path): value for path, value in answer["found"]}

    def backward(self, run, inputs, upstream) -> None:
        """Call the backward; note what it returns."""
        if self.back is None:
            raise Stuck("it offers no backward")
        if self.back == "inside":
            kept = self.rest(run.result) or []
            parts = [run.result[i] for i in kept]
            run.found = listed(parts[0] if len(parts) == 1 else tuple(parts))
            return
        target = self.back
        if target == "closure":
            target = [
                "out",
                *([] if not isinstance(run.result, tuple) else [len(run.result) - 1]),
            ]
        answer = self.differentiated(target, self.plan, run, inputs, upstream)
        run.found = listed(answer["result"])
        for target, plan in self.more:
            also = self.differentiated(target, plan, run, inputs, upstream)
            run.found += listed(also["result"], (target[-1],))
        if answer["changed"]:
            sources = [s for _, s in self.plan]
            for i in answer["changed"]:
                if str(sources[i]).startswith("upstream"):
                    run.changed["the upstream gradient"] = True

    def differentiated(self, target, plan, run, inputs, upstream):
        """Call a backward with what a plan says."""
        args, kwargs = [], {}
        for parameter, source in plan:
            value = self.sent(self.source(source, run, inputs, upstream))
            if parameter:
                kwargs[parameter] = value
            else:
                args.append(value)
        return asked(
            self.process.ask(
                "call", target=target, args=args, kwargs=kwargs, slot="back"
            ),
            "backward",
        )

    def source(self, source, run, inputs, upstream):
        """Return an argument of the backward."""
        if isinstance(source, str) and source.startswith("upstream"):
            index = int(source.partition(" ")[2] or 0)
            return upstream[index] if index < len(upstream) else upstream[0]
        if source == "cache":
            kept = self.rest(run.result)
            if kept is None:
                return Held("out", ())
            if len(kept) == 1:
                return Held("out", (kept[0],))
            return tuple(Held("out", (i,)) for i in kept)
        if source == "output":
            return run.outputs[0]
        if isinstance(source, tuple) and source[0] == "part":
            kept = self.rest(run.result)
            if len(kept) == 1:
                return Held("out", (kept[0], source[1]))
            return Held("out", (kept[source[1]],))
        return self.value(source, inputs)
