"""Optimisers and running statistics are held to the bound of rounding, no number."""

import numpy as np
import pytest
from learners.running_statistics import TorchLike

from compare.checking import check, judge


def descend(w, g, learning_rate):
    return w - learning_rate * g


def off_by_little(w, g, learning_rate):
    return w - learning_rate * (1 + 1e-12) * g


def adam(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    size = np.sqrt(v / (1 - beta2**t)) + eps
    return w - lr * (m / (1 - beta1**t)) / size, m, v


def adam_off(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, g, m, v, t, lr * (1 + 1e-11), beta1, beta2, eps)


@pytest.mark.parametrize(
    ("candidate", "reference", "kind"),
    [
        (descend, "torch.optim.SGD", "right"),
        (off_by_little, "torch.optim.SGD", "wrong"),
        (adam, "torch.optim.Adam", "right"),
        (adam_off, "torch.optim.Adam", "wrong"),
    ],
)
def test_a_step_off_by_a_few_roundings_alone_is_right(candidate, reference, kind):
    verdict = check(candidate, reference, isolate=False)
    assert verdict.verdict == kind, str(verdict)


class Rough(TorchLike):
    def gather(self, mean, var, n):
        super().gather(mean * (1 + 1e-9), var, n)


class OtherOrder(TorchLike):
    def gather(self, mean, var, n):
        self.running_mean += self.momentum * (mean - self.running_mean)
        unbiased = var + var / (n - 1)
        self.running_var += self.momentum * (unbiased - self.running_var)


@pytest.mark.parametrize(("layer", "kind"), [(OtherOrder, "right"), (Rough, "wrong")])
def test_a_running_mean_is_held_to_its_bound(layer, kind, monkeypatch):
    monkeypatch.setattr(judge, "ROUNDS", judge.ROUNDS[:1])
    verdict = check(layer, "BatchNorm1d", isolate=False)
    assert verdict.verdict == kind, str(verdict)
