"""Find how a candidate is called so that its forward is the reference's."""

import itertools
from dataclasses import dataclass, field, replace

import numpy as np

from . import names, plans
from .adopting import adopt, adopt_module
from .drafts import Draft, Drafting
from .forms import Form, forms
from .forwards import agrees, disagreement, noise_of
from .laying import fit_sizes, look_up, turned
from .places import Raised
from .tensorway import NONE, ScalarWay, TorchWay
from .turning import CONVENTIONS, OUTPUTS, RELATIONS, WORDS, turns_of
from .unclear import Stuck
from .ways import Way

MOST = 240  # layouts that are tried


@dataclass
class Match:
    """A candidate that can be called, and what it must equal.

    Attributes
    ----------
    inputs : dict
        The first call that agrees.
    meaning : dict
        For the standard.
    notes, conventions : list of str
    """

    way: object
    inputs: dict
    meaning: dict
    notes: list = field(default_factory=list)
    conventions: list = field(default_factory=list)
    excused: set = field(default_factory=set)


class Matching:
    """Tries forms and layouts until a forward agrees.

    Parameters
    ----------
    process, standard : Process
        Where the candidate and the reference are evaluated.
    info : dict
        The reference as it is described.
    """

    def __init__(
        self,
        process,
        standard,
        info,
        sample=None,
        example=None,
        renamed=None,
        init=None,
        methods=(),
    ):
        self.process, self.standard, self.info = process, standard, info
        self.example, self.methods = example, methods
        self.drafting = Drafting(info, sample, renamed, init)
        self.reasons: list[str] = []
        self.nearest = None

    def find(self, described) -> Match:
        """Return the first match, or tell what stands against each form."""
        found = forms(described, self.methods, self.info["name"])
        kinds = [(form, False) for form in found]
        if any(d["torch"] for d in described):  # it may want tensors
            kinds += [(form, True) for form in found if not form.torch]
        for form, tensors in kinds:
            try:
                match = self.try_drafts(form, tensors)
            except Stuck as stuck:
                self.reasons.append(str(stuck))
                continue
            except Raised as raised:
                self.reasons.append(f"its {raised.stage} raises {raised}")
                continue
            if match is not None:
                return match
        told = [r for r in self.reasons if r == NONE] + self.reasons
        raise Stuck(told[0] if told else "it cannot be called")

    def try_drafts(self, form: Form, tensors: bool) -> Match | None:
        """Try a form with other options for as long as they avoid an exception."""
        self.drafting.begin()
        while True:
            try:
                return self.try_form(form, tensors)
            except Raised as raised:
                if not self.drafting.mended(raised.told):
                    raise

    def try_form(self, form: Form, tensors: bool = False) -> Match | None:
        """Draft a call of one form and look for the layout in which it agrees."""
        saves = [p["name"] for p in form.takes[:1] if p["name"] in names.CONTEXT]
        if saves:
            form = replace(form, takes=form.takes[1:])
        if self.example is not None:
            draft = self.drafting.from_example(form, *self.example)
        else:
            draft = self.drafting.from_reference(form)
        if form.scalar:
            takes = list(draft.takes)
            way = ScalarWay(self.process, form.title, form.target, takes)
            way.method = form.method
        elif form.torch:
            way = TorchWay(
                self.process,
                form.title,
                form.target,
                [(p, s) for p, s in draft.takes],
                draft.build,
            )
            if form.built is None and form.target == ["object 0"]:
                way.build = None
        else:
            way = Way(self.process, form.title, form.target, draft.takes, draft.build)
            way.tensors = tensors
            way.takes[:0] = [(name, ("context",)) for name in saves]
        if form.built is not None and not form.torch:
            adopt(self.drafting, self.info, way, draft)
        elif form.built is not None:
            adopt_module(self.drafting, self.info, way, draft)
        if self.info["own"]:
            found = self.agree_as_given(way, draft)
        else:
            found = self.agree_somehow(way, draft)
        if found is None:
            return None
        plans.settle(self, form, found)
        return found

    # Forward.
    def agree_as_given(self, way, draft) -> Match | None:
        """Compare with a reference that takes the candidate's own arguments."""
        order = list(draft.inputs)
        meaning = {"positional": order}
        self.standard.ask("mean", meaning=meaning, order=order)
        right = self.ask_forward(draft.inputs)
        way.count = len(right)
        got = way.forward(draft.inputs)
        if not agrees(got.outputs, right):
            raise Stuck(disagreement(self.info["title"], got.outputs, right))
        return Match(way, draft.inputs, meaning)

    def ask_forward(self, inputs, extra=None):
        """Return the reference's outputs, or say that it refuses the example."""
        answer = self.standard.ask("forward", inputs=inputs, extra=extra)
        if "refused" in answer:
            raise Stuck(f"the reference refuses the example: {answer['refused']}")
        if not answer["outputs"]:
            raise Stuck("the reference returns no tensor of floating numbers")
        return answer["outputs"]

    def agree_somehow(self, way, draft: Draft) -> Match | None:
        """Search layouts jointly, on sizes that tell them apart."""
        arrays = [
            (argument, source, turn)
            for argument, (source, turn) in draft.mapping.items()
        ]
        choices = [
            [turn]
            if turn
            else turns_of(
                argument,
                look_up(draft.inputs, source),
                self.example is not None
                or (isinstance(source, str) and source in way.sets),
            )
            for argument, source, turn in arrays
        ]
        combinations = sorted(
            itertools.islice(itertools.product(*choices), 4000),
            key=lambda c: sum(t != "same" for t in c),
        )
        cache: dict = {}
        refusal = raised = None
        for combination in combinations[:MOST]:
            inputs = turned(draft, self.example is not None, arrays, combination)
            meaning = {
                "arguments": {a: [s, t] for (a, s, _), t in zip(arrays, combination)},
                "values": draft.values,
            }
            key = combination if self.example is None else ()
            if key not in cache:
                try:
                    cache[key] = way.forward(inputs).outputs
                except Raised as error:
                    cache[key], raised = None, raised or error
                except Stuck as error:
                    cache[key], refusal = None, refusal or error
            got = cache[key]
            if got is None:
                continue
            found = self.relate(way, inputs, meaning, got)
            if found is not None:
                if self.example is None:
                    fit_sizes(way, draft, inputs, arrays, combination)
                layout = [
                    f"{s if isinstance(s, str) else s[0]} is {WORDS[t]}"
                    for (_, s, _), t in zip(arrays, combination)
                    if t in WORDS
                ]
                found.notes[:0] = [f"layout: {', '.join(layout)}"] if layout else []
                found.conventions += [
                    CONVENTIONS[t].format(s)
                    for (_, s, _), t in zip(arrays, combination)
                    if t in CONVENTIONS
                ]
                return found
        if self.nearest is None and (refusal or raised):
            raise refusal or raised
        if self.nearest is not None:
            raise Stuck(disagreement(self.info["title"], *self.nearest))
        raise Stuck(f"its output has another shape than that of {self.info['title']}")

    def relate(self, way, inputs, meaning, got) -> Match | None:
        """Look for the relation between a candidate's output and the reference's."""
        order = list(inputs)
        known = self.info["known"]
        for values, turns, words, convention in [*OUTPUTS, *RELATIONS]:
            if any(v not in known for v in values) or any(
                v in meaning["arguments"] for v in values
            ):
                continue
            tried = meaning | {"values": meaning["values"] | values, "output": turns}
            self.standard.ask("mean", meaning=tried, order=order)
            extra = self.noise(way, inputs, meaning)
            answer = self.standard.ask("forward", inputs=inputs, extra=extra)
            if "refused" in answer:
                continue
            right = answer["outputs"]
            if len(right) > 1 and way.count != len(right):
                way.count = len(right)
                try:
                    got = way.forward(inputs).outputs
                except (Stuck, Raised):
                    way.count = 1
            if agrees(got, right):
                match = Match(way, inputs, tried)
                (match.conventions if convention else match.notes).extend(
                    [words] if words else []
                )
                return match
            if (
                not turns
                and not values
                and [np.shape(a) for a in got] == [np.shape(a) for a in right]
            ):
                self.nearest = self.nearest or (got, right)
        return None

    def noise(self, way, inputs, meaning):
        """Return dropout's mask: its output on ones, under the same seed."""
        if self.info["name"] != "dropout":
            return None
        return noise_of(way, inputs, meaning)
