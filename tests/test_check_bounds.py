"""Optimisers and running statistics are held to the bound of rounding, no number."""

import numpy as np
import pytest
import torch
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


class Lion(torch.optim.Optimizer):
    """Of matrices alone, as Muon is."""

    def __init__(self, params, lr=0.01, betas=(0.9, 0.99)):
        super().__init__(params, {"lr": lr, "betas": betas})
        if any(p.ndim != 2 for group in self.param_groups for p in group["params"]):
            raise ValueError("a parameter must be a matrix")

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                (b1, b2), m = group["betas"], self.state[p].get("m", 0.0)
                p -= group["lr"] * (b1 * m + (1 - b1) * p.grad).sign()
                self.state[p]["m"] = b2 * m + (1 - b2) * p.grad


class LionByHand:
    def __init__(self, lr=0.01, beta1=0.9, beta2=0.99):
        self.lr, self.beta1, self.beta2, self.m = lr, beta1, beta2, 0.0

    def update(self, w, g):
        m, b1 = self.m, self.beta1
        self.m = self.beta2 * m + (1 - self.beta2) * g
        return w - self.lr * np.sign(b1 * m + (1 - b1) * g)


class LionTooLate(LionByHand):
    def update(self, w, g):
        self.m = self.beta2 * self.m + (1 - self.beta2) * g
        return w - self.lr * np.sign(self.beta1 * self.m + (1 - self.beta1) * g)


@pytest.mark.parametrize(
    ("layer", "kind"), [(LionByHand, "right"), (LionTooLate, "wrong")]
)
def test_an_optimiser_is_held_to_one_of_the_users_own(layer, kind):
    verdict = check(layer, Lion, isolate=False)
    assert verdict.verdict == kind, str(verdict)


def test_an_optimiser_that_torch_computes_in_two_digits_is_not_judged():
    verdict = check(descend, "torch.optim.Muon", isolate=False)
    assert verdict.verdict == "not judged"
    assert "bfloat16" in verdict.line


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
