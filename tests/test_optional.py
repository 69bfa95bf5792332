"""Masks and weights, that a call may leave out, are drawn; or it is said that not."""

import pytest
from learners import masked

from compare.checking import check, judge, reporting

ATTENTION = "scaled_dot_product_attention"
ENTROPY, POSITIVE = "cross_entropy", "binary_cross_entropy_with_logits"
INVERTED = "where mask is true nothing is seen"
EXPECTED = {
    "attend,attend_back": (ATTENTION, "right", "takes none: is_causal"),
    "attend_forgets,attend_back": (ATTENTION, "wrong", "attn_mask|where|mask"),
    "hide,attend_back": (ATTENTION, "convention", INVERTED),
    "hide_numbers,attend_back": (ATTENTION, "convention", INVERTED),
    "keep_numbers,attend_back": (ATTENTION, "right", "attn_mask given"),
    "additive,attend_back": (ATTENTION, "right", "attn_mask given"),
    "required,required_back": (ATTENTION, "right", "takes none: is_causal"),
    "required,required_back_w": (ATTENTION, "wrong", ""),
    "causal,attend_back": (ATTENTION, "right", "is_causal given"),
    "causal_forgets,attend_back": (ATTENTION, "wrong", ""),
    "always,attend_back": (ATTENTION, "right", "causal, as torch's"),
    "ignores,attend_back": (ATTENTION, "right", "not judged: attn_mask"),
    "weighted,weighted_back": (ENTROPY, "right", "weight given"),
    "weighted,weighted_back_w": (ENTROPY, "wrong", ""),
    "positive,positive_grad": (POSITIVE, "right", "pos_weight given"),
    "positive,positive_grad_w": (POSITIVE, "wrong", ""),
}


@pytest.mark.parametrize("names", EXPECTED)
def test_what_a_call_may_leave_out_is_tried_or_said_to_be_not(names, monkeypatch):
    monkeypatch.setattr(judge, "ROUNDS", judge.FEW)
    monkeypatch.setattr(reporting, "shrink", lambda *_: None)
    reference, kind, words = EXPECTED[names]
    pair = tuple(getattr(masked, name) for name in names.split(","))
    verdict = check(pair, reference, isolate=False)
    assert verdict.verdict == kind, str(verdict)
    told = " ".join(str(verdict).split())
    assert any(word in told for word in words.split("|")), str(verdict)
    assert kind != "wrong" or verdict.mistakes, str(verdict)
