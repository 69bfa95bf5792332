"""Recording turned on and off: as blocks, for functions and for generators."""

import pytest
import torch

import scratch

BOTH = pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
OFF = {
    "without brackets": lambda dl: dl.no_grad,
    "with brackets": lambda dl: dl.no_grad(),
    "set": lambda dl: dl.set_grad_enabled(False),
}


@BOTH
@pytest.mark.parametrize("name", OFF)
def test_a_decorated_function_records_nothing_and_keeps_its_name(dl, name):
    @OFF[name](dl)
    def twice(x, times=1):
        """Return it doubled."""
        return x * 2 * times, dl.is_grad_enabled()

    x = dl.ones(2, requires_grad=True)
    for _ in range(2):
        y, enabled = twice(x, times=3)
        assert (y.requires_grad, enabled, dl.is_grad_enabled()) == (False, False, True)
    assert (twice.__name__, twice.__doc__) == ("twice", "Return it doubled.")


@BOTH
@pytest.mark.parametrize("name", OFF)
def test_a_decorated_generator_records_nothing_between_its_yields(dl, name):
    log = []

    @OFF[name](dl)
    def steps(count):
        try:
            for i in range(count):
                log.append(dl.is_grad_enabled())
                try:
                    log.append((yield i))
                except KeyError:
                    log.append("caught")
        finally:
            log.append(dl.is_grad_enabled())
        return "end"

    generator = steps(3)
    assert (next(generator), dl.is_grad_enabled()) == (0, True)
    assert generator.send("sent") == 1
    assert (generator.throw(KeyError), dl.is_grad_enabled()) == (2, True)
    with pytest.raises(StopIteration) as end:
        next(generator)
    assert end.value.value == "end"
    assert log == [False, "sent", False, "caught", False, None, False]
    unfinished = steps(3)
    next(unfinished)
    unfinished.close()
    assert log[-2:] == [False, False]
    assert dl.is_grad_enabled()


@BOTH
def test_recording_is_turned_on_again_inside(dl):
    @dl.enable_grad
    def recorded(x):
        return (x * 2).requires_grad

    x = dl.ones(2, requires_grad=True)
    with dl.no_grad():
        assert recorded(x)
        with dl.set_grad_enabled(True):
            assert (x * 2).requires_grad
        with dl.enable_grad():
            assert (x * 2).requires_grad
        assert not (x * 2).requires_grad
    dl.set_grad_enabled(False)
    assert not (x * 2).requires_grad
    dl.set_grad_enabled(True)


@BOTH
def test_a_mode_ends_with_an_error(dl):
    @dl.no_grad
    def fails():
        raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert dl.is_grad_enabled()


def test_what_is_no_function_is_refused():
    for wrong in (3, "x", False):
        with pytest.raises(TypeError, match="takes a function, got"):
            scratch.no_grad(wrong)
