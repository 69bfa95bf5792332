"""Which of the installed torch's random streams are those that scratch replays."""

import platform

import torch

import scratch
import scratch.engine.random
import torch_ref
import torch_ref.engine.random

from .sides import SCRATCH, TORCH_REF

# name -> draws of one side with a private generator g, r the side's engine.random
STREAMS = {
    "rand float32": lambda dl, r, g: dl.rand(1101, generator=g),
    "rand float64": lambda dl, r, g: dl.rand(601, generator=g, dtype=dl.float64),
    "uniform_ float32": lambda dl, r, g: r.uniform_(dl.empty(4096), -0.1, 0.1, g),
    "uniform_ float64": lambda dl, r, g: r.uniform_(
        dl.empty(99, dtype=dl.float64), -0.1, 0.3, g
    ),
    "randn float32, pairs": lambda dl, r, g: dl.randn(3, generator=g),
    "randn float32, blocks": lambda dl, r, g: dl.randn(16_401, generator=g),
    "randn float64": lambda dl, r, g: dl.randn(517, generator=g, dtype=dl.float64),
    "normal_ float32": lambda dl, r, g: r.normal_(dl.empty(4096), 0.3, 1.7, g),
    "randint, one word": lambda dl, r, g: dl.randint(2**28 - 1, (8,), generator=g),
    "randint, two words": lambda dl, r, g: dl.randint(2**28, (8,), generator=g),
    "randperm": lambda dl, r, g: dl.randperm(600, generator=g),
    "bernoulli": lambda dl, r, g: r.bernoulli_(dl.empty(200), 0.3, g),
    "dropout": lambda dl, r, g: r.bernoulli_(dl.empty(200), 0.7, g) / 0.7,
    "exponential": lambda dl, r, g: r.exponential_(dl.empty(64), 1.5, g),
    "multinomial": lambda dl, r, g: dl.multinomial(dl.ones(9), 5, True, generator=g),
    "kaiming_uniform_": lambda dl, r, g: dl.init.kaiming_uniform_(
        dl.empty(8, 9), 5**0.5, generator=g
    ),
    "trunc_normal_": lambda dl, r, g: dl.init.trunc_normal_(dl.empty(99), generator=g),
    "random_split": lambda dl, r, g: dl.tensor(
        dl.random_split(range(30), [10, 20], g)[0].indices
    ),
    "DataLoader": lambda dl, r, g: dl.cat(
        list(dl.DataLoader(range(50), 8, True, generator=g))
    ),
}
PACKAGES = {SCRATCH: scratch, TORCH_REF: torch_ref}


def draw(side, name: str) -> tuple[bytes, bytes]:
    """Return the bytes of a stream and of the generator's state after it."""
    dl = PACKAGES[side]
    generator = dl.Generator().manual_seed(1234)
    values = STREAMS[name](dl, dl.engine.random, generator)
    return side.array(values).tobytes(), side.array(generator.get_state()).tobytes()


def first_difference() -> str | None:
    """Say which stream of the installed torch is another than scratch's, if any.

    Only private generators are used, so that no stream moves.
    """
    for name in STREAMS:
        ours, theirs = draw(SCRATCH, name), draw(TORCH_REF, name)
        if ours != theirs:
            what = "values" if ours[1] == theirs[1] else "values and words consumed"
            return f"{name} differs in {what} from {build()}"
    return None


def build() -> str:
    """Name the installed torch and the machine it runs on."""
    machine = f"{platform.system()} {platform.machine()}"
    capability = torch.backends.cpu.get_cpu_capability()
    return f"torch {torch.__version__} on {machine}, {capability}"


def is_replayed() -> bool:
    """Whether torch runs here in the build whose streams scratch replays.

    There, a difference is an error; elsewhere it is expected in the last place.
    """
    return (
        platform.system() == "Linux"
        and platform.machine() == "x86_64"
        and torch.backends.cpu.get_cpu_capability() in ("AVX2", "AVX512")
    )
