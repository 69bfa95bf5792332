"""What a candidate must equal, as a torch function of the candidate's own arguments.

It is evaluated here or, where the user wrote it, in a child of its own.
"""

import inspect
import sys
from pathlib import Path

import numpy as np
import torch

from ..oracle.call import Call
from ..oracle.truth import Quantity, truth
from . import references, sides, turns
from .composing import (
    call_by_name,
    count_examples,
    first,
    import_file,
    is_plain,
    mapped,
    member,
    parts,
    pick,
    signature,
)
from .unclear import Unclear

KEPT: dict = {}  # traces of torch's own functions, for the next check
MOST = 400


class Standard:
    """The worker that knows the truth.

    Attributes
    ----------
    reference : Reference
    meaning : dict
        How the reference's arguments come from the candidate's: `arguments` maps each
        to [input, turn], `values` holds constants, `output` is a list of turns.
    """

    def __init__(self, reference=None):
        self.reference = reference
        self.meaning, self.order, self.traces, self.said = {}, [], {}, ""

    @staticmethod
    def tensor(array):
        """Arrays stay arrays."""
        return array

    def open(self, name=None, path=None, example=None, paths=()):
        """Find the reference, and one call's arguments if they are in a file."""
        sys.path[:0] = [p for p in paths if p not in sys.path]
        try:
            if path is not None:
                function = member(import_file(path), name, path)
                self.reference = references.Reference(
                    f"{Path(path).name}:{name}", function, True
                )
            elif self.reference is None and name is not None:
                self.reference = references.resolve(name)
            found = {"example": None}
            if example is not None:
                maker = member(import_file(example[0]), example[1], example[0])
                found["example"] = maker() if callable(maker) else maker
        except Unclear as error:
            return {"unclear": str(error)}
        except BaseException as error:
            return {"unclear": f"{type(error).__name__}: {error}"}
        return found | (self.described() if self.reference is not None else {})

    def described(self):
        """Describe the reference."""
        r = self.reference
        return {
            "title": r.title,
            "name": r.name,
            "known": r.known,
            "defaults": {n: d for n, d in r.defaults.items() if is_plain(d)},
            "required": r.required,
            "own": r.own,
            "optimizer": r.optimizer,
            "rank": r.rank,
        }

    def mean(self, meaning, order):
        """Say how the reference's arguments come from the candidate's."""
        self.meaning, self.order, self.traces = meaning, order, {}
        self.said = repr((meaning, order))
        return {}

    def function(self, extra=None):
        """Return the reference as a function of the candidate's arguments."""
        meaning, order, reference = self.meaning, self.order, self.reference.function
        extra = {n: turns.torch_leaf(v) for n, v in (extra or {}).items()}

        def composed(*values):
            given = dict(zip(order, values))
            if self.reference.own:
                args = [given[n] for n in meaning.get("positional", order)]
                named = {n: given[s] for n, s in meaning.get("named", {}).items()}
                result = reference(*args, **named)
            else:
                kwargs = dict(meaning.get("values", {})) | extra
                for argument, (source, turn) in meaning["arguments"].items():
                    kwargs[argument] = turns.to_reference[turn](pick(given, source))
                result = call_by_name(reference, self.reference.known, kwargs)
            for turn in meaning.get("output", ()):
                batch = count_examples(meaning, given)
                result = turns.outputs(turn, first(result), batch)
            return result

        parameter = inspect.Parameter
        kind = parameter.POSITIONAL_OR_KEYWORD
        composed.__signature__ = inspect.Signature(
            [
                parameter(n if n.isidentifier() else f"p{i}", kind)
                for i, n in enumerate(order)
            ]
        )
        return composed

    def call(self, inputs, extra=None) -> Call:
        """Take one call apart."""
        values = [mapped(inputs[n]) for n in self.order]
        return Call.of(self.function(extra), *values)

    def forward(self, inputs, extra=None):
        """Return the outputs in float64, or why there are none."""
        try:
            values = [mapped(inputs[n]) for n in self.order]
            with torch.no_grad():
                result = self.function(extra)(*values)
        except Exception as error:
            return {"refused": f"{type(error).__name__}: {str(error)[:300]}"}
        leaves = torch.utils._pytree.tree_leaves(result)
        found = [
            t for t in leaves if isinstance(t, torch.Tensor) and t.is_floating_point()
        ]
        return {"outputs": found}

    def expect(self, inputs, upstream, dtype, extra=None, opinion=False):
        """Return right values and tolerances of outputs and gradients."""
        try:
            found = self.evaluate(inputs, upstream, dtype, extra, opinion)
        except Exception as error:
            return {"refused": f"{type(error).__name__}: {str(error)[:300]}"}
        return {
            "outputs": [parts(q) for q in found.outputs],
            "gradients": [parts(q) for q in every_gradient(found)],
            "unresolved": float(found.unresolved),
            "sampled": list(found.sampled),
            "guarded": list(found.guarded),
        }

    def evaluate(self, inputs, upstream, dtype, extra=None, opinion=False):
        """Ask the oracle, with the trace of an earlier call where it fits."""
        call = self.call(inputs, extra)
        key = (dtype, signature(inputs), signature(extra or {}))
        kept = self.traces
        if not self.reference.own:
            kept, key = KEPT, (self.reference.title, self.said, *key)
        found = truth(call, dtype, upstream, opinion=opinion, traced=kept.get(key))
        if not found.trace.looks and len(kept) < MOST and extra is None:
            kept[key] = found.trace
        return found

    def jacobian(self, inputs, leaf=0):
        """Return the whole derivative of the first output by a leaf."""
        call = self.call(inputs)
        values = [v.double() for v in call.values]

        def one(x):
            return first(call([*values[:leaf], x, *values[leaf + 1 :]]))

        return {"jacobian": torch.autograd.functional.jacobian(one, values[leaf])}

    def nearby(self, inputs, upstream, extra=None):
        """Return gradients at points next to this one: what a kink has on its sides."""
        return {"sides": sides.sides(self.call(inputs, extra), upstream)}

    def optimize(self, settings, weights, gradients):
        """Return weights and buffers after each of torch's steps."""
        try:
            known = inspect.signature(self.reference.function).parameters
            weight = torch.as_tensor(weights).clone().requires_grad_()
            given = {n: v for n, v in settings.items() if n in known}
            optimizer = self.reference.function([weight], **given)
            found, buffers = [], []
            for gradient in gradients:
                weight.grad = torch.as_tensor(gradient).clone()
                optimizer.step()
                found.append(weight.detach().clone())
                buffers.append(
                    {
                        n: v.clone()
                        for n, v in optimizer.state[weight].items()
                        if isinstance(v, torch.Tensor) and v.shape == weight.shape
                    }
                )
        except Exception as error:
            return {"refused": f"torch refuses it: {type(error).__name__}: {error}"}
        return {"weights": found, "buffers": buffers}

    def variants(self, inputs, upstream, extra=None):
        """Return the gradients for other options."""
        from .variants import variants

        return {"variants": variants(self, inputs, upstream, extra)}

    def diagnose(self, cases):
        """Name the mistake that explains every case, by ablation."""
        from .localising import localise

        return localise(self, cases)


def every_gradient(found) -> list[Quantity]:
    """Return gradients of all floating arguments; unknown where torch gives none."""
    call = found.call
    placed = dict(zip(call.at, found.gradients))
    for name, at in call.kept_at.items():  # torch holds it constant
        shape = tuple(call.buffers[name].shape)
        placed[at] = Quantity(name, np.zeros(shape), np.full(shape, np.inf))
    return [placed[at] for at in sorted(placed)]


def main() -> None:
    """Run as a child."""
    from .serve import main

    torch.set_num_threads(1)
    main(Standard())


if __name__ == "__main__":
    main()
