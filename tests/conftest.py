"""Hypothesis profiles: dev, ci (the default where CI is set) and thorough.

Choose another one with `pytest --hypothesis-profile=thorough` or `HYPOTHESIS_PROFILE`.
"""

import os
import zlib

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, settings

import scratch

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "dev", max_examples=25, deadline=None, suppress_health_check=slow
)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=slow,
)
settings.register_profile(
    "thorough", max_examples=5000, deadline=None, suppress_health_check=slow
)
default = "ci" if os.environ.get("CI") else "dev"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", default))
torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def same_numbers_in_any_order(request, monkeypatch):
    """Begin every stream of random numbers anew for each test, whatever ran before."""
    found = scratch.initial_seed()
    seed = zlib.crc32(request.node.nodeid.encode())
    scratch.manual_seed(seed)
    torch.manual_seed(seed)
    if hasattr(getattr(request, "module", None), "RNG"):
        monkeypatch.setattr(request.module, "RNG", np.random.default_rng(seed))
    return found  # the seed of whatever ran before
