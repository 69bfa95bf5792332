"""A small training of everything that has state, in this process or to be killed.

As a script it reads lines `path share` and, for each, starts a training
with a checkpoint every step in a process of its own, which it kills after that share
of the time that a whole one takes.
"""

import ctypes
import os
import signal
import sys
import tempfile
import threading
import time
from importlib import import_module

from tqdm import tqdm

EPOCHS, STEPS = 4, 4  # steps an epoch


class Stopped(Exception):
    """Raised in place of a power cut."""


def training(dl, path=None, every=None, stop=None, optimizer="SGD", schedule="StepLR"):
    """Train with every kind of state; stop after so many batches have begun.

    Returns
    -------
    state : dict of str to array, and the history.
    """
    before = dl.get_default_dtype()
    dl.set_default_dtype(dl.float64)
    try:
        return run(dl, path, every, stop, optimizer, schedule)
    finally:
        dl.set_default_dtype(before)


def run(dl, path, every, stop, optimizer, schedule):
    dl.manual_seed(3)
    x, y = dl.randn(24, 4), dl.randint(0, 3, (24,))
    train = dl.TensorDataset(x[:17], y[:17])
    validation = dl.TensorDataset(x[17:], y[17:])
    model = dl.Sequential(
        dl.Linear(4, 6, bias=False),
        dl.BatchNorm1d(6),
        dl.ReLU(),
        dl.Dropout(0.3),
        dl.Linear(6, 3),
    )
    options = {"momentum": 0.9} if optimizer in ("SGD", "RMSprop") else {}
    optimizer = getattr(dl, optimizer)(model.parameters(), lr=0.1, **options)
    scheduler = {
        "StepLR": lambda: dl.StepLR(optimizer, 2, 0.5),
        "LambdaLR": lambda: dl.LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch)),
        "CosineAnnealingLR": lambda: dl.CosineAnnealingLR(optimizer, EPOCHS),
        "ReduceLROnPlateau": lambda: dl.ReduceLROnPlateau(optimizer, patience=0),
    }[schedule]()
    generator = dl.Generator().manual_seed(5)
    history = dl.fit(
        model,
        dl.CrossEntropyLoss(),
        optimizer,
        dl.DataLoader(train, 5, shuffle=True, generator=generator),
        epochs=EPOCHS,
        scheduler=scheduler,
        validation=dl.DataLoader(validation, 4, shuffle=True),
        early_stopping=dl.EarlyStopping(2),
        callbacks=[dl.InputNoise(0.1), counted(dl, stop)],
        checkpoint=path,
        checkpoint_every=every,
    )
    state = {k: v.detach().numpy().copy() for k, v in model.state_dict().items()}
    return state, history


def counted(dl, stop):
    """Return a callback that counts its batches, and may stop the training at one."""

    class Count(dl.Callback):
        seen = 0  # over the whole training
        here = 0  # in this process

        def on_batch(self, input, target):
            if self.here == stop:
                raise Stopped
            self.seen += 1
            self.here += 1
            return input + self.seen / 100, target

        def state_dict(self):
            return {"seen": self.seen}

        def load_state_dict(self, state_dict):
            self.seen = state_dict["seen"]

    return Count()


def serve(side):
    """Start and kill trainings as asked on the standard input."""
    dl = import_module(side)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    tqdm.monitor_interval = 0  # a thread that could hold its lock while this forks
    tqdm.set_lock(threading.RLock())  # one that a process may take with it when killed
    training(dl)  # so that the next one imports nothing
    span = max(timed(dl) for _ in range(3))
    for line in sys.stdin:
        path, share = line.split()
        child = start(dl, path)
        wait(child, float(share) * span)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "finished", flush=True)


def start(dl, path):
    """Train in a process of its own; return its number."""
    child = os.fork()
    if child == 0:
        training(dl, path, every=1)
        os._exit(0)
    return child


def wait(child, seconds):
    """Wait until a process has worked so long, however busy others are, or ended."""
    clock, ended = clock_of(child), os.WEXITED | os.WNOHANG | os.WNOWAIT
    until = time.clock_gettime(clock) + seconds
    while time.clock_gettime(clock) < until and not os.waitid(os.P_PID, child, ended):
        time.sleep(0.0005)


def clock_of(process):
    """Return the clock of a process's own work; where there is none, everybody's."""
    clock = ctypes.c_int()
    try:
        ctypes.CDLL(None).clock_getcpuclockid(process, ctypes.byref(clock))
    except AttributeError:
        return time.CLOCK_MONOTONIC
    return clock.value


def timed(dl):
    """Return how long a whole training works in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        _, _, used = os.wait4(start(dl, os.path.join(folder, "timed")), 0)
        return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    serve(sys.argv[1])
