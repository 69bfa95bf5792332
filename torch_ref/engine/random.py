"""Random numbers of PyTorch on the CPU."""

from .discrete import bernoulli, bernoulli_, dropout_noise, multinomial
from .gaussian import normal, normal_, randn, randn_like
from .generator import (
    Generator,
    default_generator,
    fork_rng,
    get_rng_state,
    initial_seed,
    manual_seed,
    seed,
    set_rng_state,
)
from .integers import randint, randint_like, random_, randperm
from .uniform import exponential_, rand, rand_like, uniform_

__all__ = [
    "Generator",
    "bernoulli",
    "bernoulli_",
    "default_generator",
    "dropout_noise",
    "exponential_",
    "fork_rng",
    "get_rng_state",
    "initial_seed",
    "manual_seed",
    "multinomial",
    "normal",
    "normal_",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "random_",
    "randperm",
    "seed",
    "set_rng_state",
    "uniform_",
]
