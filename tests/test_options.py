"""Any options of convolution and pooling; 2,000 of each: `python -m tests.options`."""

import numpy as np
import pytest

import scratch
from scratch.engine import windows
from scratch.layers.convolution import geometry
from tests.options.__main__ import run
from tests.options.draw import DRAWN
from tests.options.judge import has_empty_window, judge


@pytest.mark.parametrize("name", DRAWN)
def test_any_options_are_refused_or_give_torchs_bits(name):
    counts, bad = run(name, 40, seed=1)
    assert bad == []
    assert counts["taken"] >= 8


def one_place_on(monkeypatch):
    """Begin every window after a border one place further on."""
    crop = windows.Windows.crop

    def moved(self, padded):
        self.before = tuple(min(b, 1) and b - 1 for b in self.before)
        return crop(self, padded)

    monkeypatch.setattr(windows.Windows, "crop", moved)


def rounded_down(monkeypatch):
    """Take as many windows with ceil_mode as without."""
    pooled = geometry.pooled
    monkeypatch.setattr(geometry, "pooled", lambda *given: pooled(*given[:4], False))


@pytest.mark.parametrize(
    ("plant", "name"),
    [(one_place_on, "unfold"), (rounded_down, "max_pool1d")],
)
def test_a_planted_fault_is_seen(plant, name, monkeypatch):
    plant(monkeypatch)
    _, bad = run(name, 150)
    assert bad


def test_a_refusal_of_one_side_alone_is_seen(monkeypatch):
    given = {"input": np.ones((1, 5)), "weight": np.ones((1, 1, 2), np.float32)}
    assert judge("conv1d", given, 0) == ("refused", None)
    monkeypatch.setattr(geometry, "check_same_dtype", lambda **tensors: None)
    assert "scratch, torch_ref, torch: 'taken', Value" in judge("conv1d", given, 0)[1]


def test_a_window_between_the_elements_is_seen_as_empty():
    given = {"kernel_size": (1, 2), "stride": None, "padding": (0, 1)}
    given |= {"dilation": (1, 3), "ceil_mode": False, "input": np.ones((1, 2, 1, 2))}
    assert has_empty_window(given, 2)
    assert not has_empty_window(given | {"dilation": 1}, 2)


def test_a_circular_border_longer_than_what_is_left_is_refused():
    """Torch 2.13 returns memory there that nobody wrote."""
    with pytest.raises(ValueError, match="pad must be at most 1 in mode circular"):
        scratch.nn.functional.pad(scratch.ones(1, 2), (-1, 2), "circular")
