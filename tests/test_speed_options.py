"""Options of torch's optimisers that change no number."""

import sys
from inspect import signature

import pytest
import torch

import scratch

OPTIONS = ["foreach", "fused", "capturable", "differentiable"]
NAMES = sorted(
    n for n in vars(torch.optim) if n != "Optimizer" and n in scratch.__all__
)


def constructor(dl, name):
    """Return a constructor that takes them, and notes what is left of its options."""

    def create(noted, **given):
        noted.update(given)

    part = sys.modules[f"{dl.__name__}.optim.speed_options"]
    return part.taking_speed_options(create, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_constructor_takes_those_that_torchs_takes_and_no_others(dl, name):
    theirs = signature(getattr(torch.optim, name)).parameters
    for option in OPTIONS:
        noted = {}
        constructor(dl, name)(noted, lr=0.5, **{option: None})
        taken = {} if option in theirs else {option: None}
        assert noted == {"lr": 0.5, **taken}


@pytest.mark.parametrize("options", [{"foreach", "fused"}, {"differentiable"}])
def test_what_no_step_does_is_refused(dl, options):
    with pytest.raises(ValueError, match=r"True together|must be False"):
        constructor(dl, "SGD")({}, **dict.fromkeys(options, True))
    for option in options - {"differentiable"}:
        constructor(dl, "SGD")({}, **{option: True})
