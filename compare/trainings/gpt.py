"""A GPT on a text in scratch, torch_ref and plain torch, from one seed."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from types import SimpleNamespace

import numpy as np
import torch

from ..battery.sides import SCRATCH, TORCH, TORCH_REF, Side
from . import plain_gpt
from .text import sonnets, spelled
from .trajectory import isolated, relative

SIDES = (SCRATCH, TORCH_REF, TORCH)
# float64: relative to a weight array's largest element, over all steps. float32: of
# gradients from the same weights, whose sums of 768 rows round to 768 eps / 2 = 4.6e-5
LIMIT = {"float64": 1e-12, "float32": 4.6e-5}

PLAIN = SimpleNamespace(
    GPT=plain_gpt.GPT,
    text_batch=plain_gpt.text_batch,
    generate=plain_gpt.generate,
    manual_seed=torch.manual_seed,
    cross_entropy=torch.nn.functional.cross_entropy,
    clip_grad_norm_=torch.nn.utils.clip_grad_norm_,
    AdamW=torch.optim.AdamW,
    LambdaLR=torch.optim.lr_scheduler.LambdaLR,
)


@dataclass(frozen=True)
class Setting:
    """What is trained, and for how long."""

    steps: int = 1000
    dropout: float = 0.0
    dtype: str = "float64"
    layers: int = 4
    heads: int = 4
    width: int = 128
    context: int = 64
    batch: int = 12
    warmup: int = 100
    seed: int = 1337
    sampled: int = 160


@dataclass
class Result:
    """What a training gave: losses by side, the worst difference of each from torch."""

    setting: Setting
    weights: int = 0
    losses: dict[str, list[float]] = field(default_factory=dict)
    worst: dict[str, float] = field(default_factory=dict)
    course: dict[str, list[float]] = field(default_factory=dict)  # of worst, by step
    samples: dict[str, str] = field(default_factory=dict)
    initial: bool = True

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.losses.get("torch", ()))

    @property
    def passed(self) -> bool:
        """Whether weights and, in float64, samples agree."""
        dtype = self.setting.dtype
        close = all(worst <= LIMIT[dtype] for worst in self.worst.values())
        same = dtype == "float32" or len(set(self.samples.values())) == 1
        return self.initial and close and same

    def row(self) -> dict:
        """Return the figures for a JSON file."""
        kept = range(0, self.steps, max(self.steps // 100, 1))
        return {
            "setting": asdict(self.setting),
            "weights": self.weights,
            "steps": self.steps,
            "steps listed": [i + 1 for i in kept] + [self.steps],
            "initial weights equal": self.initial,
            "worst": self.worst,
            "allowed": LIMIT[self.setting.dtype],
            "losses": {
                side: [round(losses[i], 6) for i in kept] + [losses[-1]]
                for side, losses in self.losses.items()
            },
            "worst so far": {
                side: [float(f"{course[i]:.2g}") for i in kept] + [course[-1]]
                for side, course in self.course.items()
            },
            "samples": self.samples,
            "passed": self.passed,
        }


def train(side: Side, setting: Setting, leader: list | None = None) -> Iterator[dict]:
    """Train on one side; yield what is seen at the start and after every step.

    The lines are the same for all three libraries. With `leader`, every step starts
    from these arrays, and gradients are yielded in the place of weights.
    """
    dl = PLAIN if side is TORCH else side.dl
    tokens, characters = sonnets()
    data = side.tensor(tokens)
    dl.manual_seed(setting.seed)
    with side.default_dtype(setting.dtype):
        model = dl.GPT(
            len(characters),
            setting.context,
            setting.layers,
            setting.heads,
            setting.width,
            setting.dropout,
        )
    params = list(model.parameters())
    groups = [
        {"params": [p for p in params if p.ndim >= 2], "weight_decay": 0.1},
        {"params": [p for p in params if p.ndim < 2], "weight_decay": 0.0},
    ]
    optimizer = dl.AdamW(groups, lr=1e-3, betas=(0.9, 0.99))
    schedule = dl.LambdaLR(optimizer, lambda step: share(step, setting))
    yield {"arrays": [side.array(p) for p in params]}
    for _ in range(setting.steps):
        if leader is not None:
            follow(side, params, leader)
        input, target = dl.text_batch(data, setting.context, setting.batch)
        logits = model(input)
        loss = dl.cross_entropy(
            logits.reshape(-1, logits.shape[-1]), target.reshape(-1)
        )
        optimizer.zero_grad()
        loss.backward()
        gradients = [side.array(p.grad).copy() for p in params] if leader else None
        dl.clip_grad_norm_(params, 1.0)
        optimizer.step()
        schedule.step()
        arrays = [side.array(p) for p in params]
        yield {"loss": loss.item(), "arrays": gradients or arrays, "weights": arrays}
    model.eval()
    start = data[:1].reshape(1, 1)
    sample = dl.generate(model, start, setting.sampled, temperature=0.8, top_k=20)
    yield {"sample": spelled(sample[0].tolist(), characters)}


def share(step: int, setting: Setting) -> float:
    """Return the share of the learning rate: warm-up, then a cosine to a tenth."""
    warmup, total = setting.warmup, max(setting.steps, setting.warmup + 1)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    done = (step - warmup) / (total - warmup)
    return 0.1 + 0.9 * (1 + np.cos(np.pi * done)).item() / 2


def follow(side: Side, params, leader):
    """Set the weights to those of the leader, if it has any yet."""
    for param, array in zip(params, leader, strict=False):
        if side is SCRATCH:
            param.data.copy_(side.tensor(array))
        else:
            param.data.copy_(torch.from_numpy(array))


def compare_gpt(setting: Setting, progress: Callable | None = None) -> Result:
    """Train all three in lock-step and keep the worst difference."""
    names = [str(side) for side in SIDES]
    result = Result(setting, losses={n: [] for n in names})
    result.worst = dict.fromkeys(names[:-1], 0.0)
    result.course = {name: [] for name in names[:-1]}
    leader = [] if setting.dtype == "float32" else None
    runs = [isolated(train(side, setting, leader)) for side in SIDES]
    first = [next(run)["arrays"] for run in runs]
    result.weights = sum(array.size for array in first[-1])
    result.initial = all(relative(arrays, first[-1]) == 0 for arrays in first)
    if leader is not None:
        leader[:] = [array.copy() for array in first[-1]]
    for seen in zip(*runs, strict=True):
        if "sample" in seen[0]:
            result.samples = {n: s["sample"] for n, s in zip(names, seen, strict=True)}
            continue
        for name, state in zip(names, seen, strict=True):
            result.losses[name].append(state["loss"])
        for name, state in zip(names[:-1], seen[:-1], strict=True):
            difference = relative(state["arrays"], seen[-1]["arrays"])
            result.worst[name] = max(result.worst[name], difference)
            result.course[name].append(result.worst[name])
        if leader is not None:
            leader[:] = [array.copy() for array in seen[-1]["weights"]]
        if progress:
            progress(result)
    return result
