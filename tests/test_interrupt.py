"""Ctrl-C: heard by the process that was started, and by none of its workers."""

import multiprocessing
import os
import signal
import time

import pytest

from compare.terminal.interrupt import ctrl_c_ignored

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "pthread_sigmask"), reason="this system blocks no signals"
)


def test_a_worker_does_not_hear_it_from_its_beginning_on(capfd):
    context = multiprocessing.get_context("fork")
    with ctrl_c_ignored():
        worker = context.Process(target=time.sleep, args=(0.4,))
        worker.start()
    for _ in range(10):
        time.sleep(0.02)
        os.kill(worker.pid, signal.SIGINT)
    worker.join()
    assert worker.exitcode == 0
    assert "Traceback" not in capfd.readouterr().err


@pytest.fixture
def heard():
    """Hear Ctrl-C even where the tests were started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_what_is_pressed_while_a_worker_starts_is_heard_after_it(heard):
    reached = []

    def press():
        with ctrl_c_ignored():
            signal.raise_signal(signal.SIGINT)
            reached.append(True)

    with pytest.raises(KeyboardInterrupt):
        press()
    assert reached
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
