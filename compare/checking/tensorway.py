"""How a candidate on tensors is called: autograd calls its backward."""

from dataclasses import dataclass, field

from .messages import Sent
from .places import Raised, Run, as_tensors, asked
from .unclear import Stuck
from .ways import Way

NONE = "it offers no backward: torch's own differentiates what it computes"


@dataclass
class TorchWay:
    """Calls a function of tensors; its own backward is called by autograd."""

    process: object
    title: str
    target: list
    takes: list
    build: list | None = None
    sets: dict = field(default_factory=dict)
    count: int = 1
    upstream: bool = True
    plan: tuple = ()
    back: object = "autograd"

    def start(self, inputs, seed) -> None:
        """Build a module."""
        if self.build is None:
            return
        way = Way(self.process, self.title, self.target, [], self.build)
        args = [way.value(s, inputs) for p, s in self.build if not p]
        asked(
            self.process.ask(
                "call",
                target=["object 0"],
                args=args,
                kwargs=way.given(self.build, inputs),
                slot="self",
                seed=seed,
            ),
            "building",
        )

    def forward(self, inputs, seed=0) -> Run:
        """Call the forward."""
        return self.run(inputs, (), seed)

    def run(self, inputs, upstream, seed=0) -> Run:
        """Call forward and backward."""
        self.start(inputs, seed)
        way = Way(self.process, self.title, self.target, [])
        args = [as_tensors(way.value(s, inputs)) for _, s in self.takes]
        params = {path: Sent(inputs[name]) for name, path in self.sets.items()}
        answer = asked(
            self.process.ask(
                "differentiate",
                target=self.target,
                args=args,
                set=params,
                upstream=[Sent(u) for u in upstream],
                seed=seed,
            ),
            "forward",
        )
        if "backward error" in answer:
            raise Raised(answer["backward error"], "backward")
        if not answer["own"]:
            raise Stuck(NONE)
        run = Run(answer["outputs"][: self.count])
        run.found = [((i,), g) for i, g in enumerate(answer.get("gradients", []))]
        return run


@dataclass
class ScalarWay(TorchWay):
    """Calls a function, or a method, of scalar objects with a backward of their own."""

    method: str | None = None

    def run(self, inputs, upstream, seed=0) -> Run:
        """Call forward and backward."""
        args = [inputs[s] for _, s in self.takes]
        answer = asked(
            self.process.ask(
                "scalars",
                method=self.method,
                args=args,
                upstream=list(upstream),
                seed=seed,
            ),
            "forward",
        )
        run = Run(answer["outputs"])
        run.found = [((i,), g) for i, g in enumerate(answer["gradients"])]
        return run
