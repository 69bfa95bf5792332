"""Where torch holds a number away from zero, the formula itself is right as well."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from learners import guarded

from compare.checking import check, judge, reporting
from compare.oracle import Call, truth

PLAIN, ZEROS, NARROW, LARGE = (judge.ROUNDS[i] for i in (0, 3, 14, 15))
PAIRS = {
    "network": ("network", guarded.of_network, guarded.network_ex),
    "gan": ("gan,gan_grad", guarded.of_gan, guarded.gan_ex),
    "rows": ("unit_rows,unit_rows_grad", "normalize", ()),
    "eps": ("rows_with_eps,rows_with_eps_grad", "normalize", ()),
    "log": ("entropy,entropy_grad", "cross_entropy", ()),
}
NAMES = {"network": "not squared", "gan": "sigmoid", "rows": "left out"}
NAMES |= {"eps": "sign", "log": "1/n is missing"}


def verdict_on(pair, wrong=""):
    names, reference, example = PAIRS[pair]
    found = [getattr(guarded, n) for n in (names + wrong).split(",")]
    candidate = tuple(found) if len(found) > 1 else found[0]
    return check(candidate, reference, *example, isolate=False)


@pytest.mark.parametrize("pair", PAIRS)
def test_a_formula_without_the_guard_is_right_and_its_mistake_named(pair, monkeypatch):
    monkeypatch.setattr(judge, "ROUNDS", [PLAIN, ZEROS, NARROW, LARGE])
    monkeypatch.setattr(reporting, "shrink", lambda *_: None)
    right, wrong = verdict_on(pair), verdict_on(pair, "_w")
    assert right.verdict == "right", str(right)
    assert wrong.verdict == "wrong", str(wrong)
    assert NAMES[pair] in " ".join(wrong.mistakes), str(wrong)


def test_nothing_is_known_where_a_guard_acts_and_all_beside_it():
    p = torch.tensor([1e-13, 1e-9, 0.5, 1 - 1e-9, 1 - 1e-13], dtype=torch.float64)
    loss = Call.of(F.binary_cross_entropy, p, torch.tensor([0.0, 1, 0, 1, 0]))
    found = truth(loss, "float64")
    assert found.guarded == ("clamp",)
    gradient = found.gradients[0]
    assert np.isinf(gradient.tolerance).tolist() == [True, False, False, False, True]
    assert not gradient.agrees(gradient.value * 1.001)[1:4].any()


def test_a_threshold_that_is_no_guard_is_known_on_both_sides():
    x = torch.tensor([-3.0, -1e-9, 2.0], dtype=torch.float64)
    for reference in (F.relu, lambda x: x.clamp(-1, 1), lambda x: x.clamp(min=1e-6)):
        found = truth(Call.of(reference, x), "float64")
        assert np.isfinite(found.gradients[0].tolerance[[0, 2]]).all()
