"""NumPy's warnings, silenced while an operation runs, and its settings given back."""

import signal
import threading
import warnings

import numpy as np
import pytest

import scratch as dl
from scratch.engine import float_warnings
from scratch.engine.float_warnings import ROW, current, ignoring, restore, silence


def settings():
    return np.geterr(), np.getbufsize()


def test_nothing_is_said_in_between_and_everything_is_as_before_after_it():
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        before = settings()
        settings_before = current()
        silence()
        try:
            assert set(np.geterr().values()) == {"ignore"}
            assert np.getbufsize() == ROW == 512
            np.float64(1) / np.float64(0)
            np.log(np.array([-1.0]))
            np.exp(np.array([1e4, -1e4]))
        finally:
            restore(settings_before)
        assert settings() == before
        with pytest.raises(FloatingPointError):
            np.log(np.array([-1.0]))


@pytest.mark.parametrize("outside", ["ignore", "warn", "raise"])
def test_the_silent_value_is_found_whatever_is_set_outside(outside):
    with np.errstate(all=outside):
        variable, value = ignoring()
        assert variable is float_warnings.variable
        assert np.geterr()["over"] == outside
    token = variable.set(value)
    assert set(np.geterr().values()) == {"ignore"}
    assert np.getbufsize() == 512
    variable.reset(token)


def test_silence_may_be_asked_for_within_silence_and_by_another_thread():
    before = settings()
    outer = current()
    silence()
    inner = current()
    silence()
    restore(inner)
    assert np.geterr()["divide"] == "ignore"
    seen = []
    thread = threading.Thread(target=lambda: seen.append(settings()))
    thread.start()
    thread.join()
    restore(outer)
    assert settings() == before
    assert seen[0][1] != ROW


def test_an_operation_that_fails_gives_the_settings_back():
    before = settings()
    with pytest.raises(ValueError, match="shapes"):
        dl.tensor([1.0, 2.0]) + dl.tensor([1.0, 2.0, 3.0])
    assert settings() == before


def test_ctrl_c_at_any_moment_gives_the_settings_back():
    def interrupt(number, frame):
        raise KeyboardInterrupt

    x = dl.ones(4, requires_grad=True)
    optimizer = dl.SGD([x], lr=0.0)
    before, heard = settings(), 0
    handler = signal.signal(signal.SIGALRM, interrupt)
    try:
        for trial in range(400):
            try:
                signal.setitimer(signal.ITIMER_REAL, 1e-5 + trial * 2e-7)
                while True:
                    (x * x).sum().backward()
                    optimizer.step()
            except KeyboardInterrupt:
                heard += 1
            assert settings() == before
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
    assert heard == 400
