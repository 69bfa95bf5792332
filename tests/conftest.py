"""Hypothesis profiles: ci (the default), dev and thorough.

ci draws the same examples in every run; dev draws few, thorough many, always others.
Choose another one with `pytest --hypothesis-profile=thorough` or `HYPOTHESIS_PROFILE`.
"""

import os
import zlib

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, settings
from threadpoolctl import threadpool_limits

import scratch
import torch_ref
from tests import one_name

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "dev", max_examples=25, deadline=None, suppress_health_check=slow
)
settings.register_profile(
    "ci",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=slow,
)
settings.register_profile(
    "thorough", max_examples=5000, deadline=None, suppress_health_check=slow
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
torch.set_num_threads(1)
threadpool_limits(1)  # the cores are for the workers; threads that wait would spin


def pytest_addoption(parser):
    """Add `--name`."""
    parser.addoption("--name", metavar="NAME", help="run the tests of one public name")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Run the tests of one name in this process: workers would take longer to start."""
    if config.getoption("--name"):
        config.option.numprocesses = 0
        config.option.dist = "no"
        config.option.tx = []


def pytest_configure(config):
    """Choose the tests of a name, or the quick ones; tell each fault once."""
    config.addinivalue_line("markers", "quick: every public name, on few examples")
    name = config.getoption("--name")
    if name:
        names = one_name.cases_of(name)
        config.pluginmanager.register(one_name.Choice(one_name.test_files(name), names))
    elif config.getoption("-m") == "quick":
        settings.register_profile(
            "quick", settings.get_profile("ci"), max_examples=one_name.FEW
        )
        settings.load_profile("quick")
        config.pluginmanager.register(one_name.Choice(one_name.QUICK))
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(one_name.ToldOnce(name))


@pytest.fixture(params=["scratch", "torch_ref"], scope="module")
def dl(request):
    """Give one package after the other."""
    return {"scratch": scratch, "torch_ref": torch_ref}[request.param]


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
