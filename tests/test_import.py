"""`import scratch` needs neither PyTorch nor patience."""

import os
import subprocess
import sys

from compare.reading.pairs import ROOT

LIMIT = 0.15  # seconds of processor time beyond NumPy's own import
BLOCK = "import sys; sys.modules['torch'] = None; "


def run(code, **environment):
    done = subprocess.run(
        [sys.executable, "-c", BLOCK + code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_scratch_trains_where_torch_cannot_be_imported():
    code = (
        "import scratch as dl; model = dl.Linear(3, 2); "
        "optimizer = dl.SGD(model.parameters(), lr=0.1); "
        "loss = dl.cross_entropy(model(dl.randn(4, 3)), dl.tensor([0, 1, 0, 1])); "
        "loss.backward(); optimizer.step(); print(loss.item() > 0)"
    )
    assert run(code).strip() == "True"


def test_scratch_imports_in_a_moment(tmp_path):
    code = (
        "import time, numpy; begun = time.process_time(); import scratch; "
        "print(time.process_time() - begun)"
    )
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    assert min(float(run(code, **compiled)) for _ in range(5)) < LIMIT
