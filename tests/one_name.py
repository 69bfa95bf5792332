"""The option `--name NAME`, the mark `quick`, and faults that are told once.

`pytest --name softmax` runs what concerns one public name, in one process: its cases,
its spoilt calls, and the tests that mention it in the test files of its source;
`pytest -m quick` runs every case on few examples. Other test files are not read.
"""

import inspect
import re
from pathlib import Path

import pytest

import scratch
from compare.cases import collect
from compare.terminal.words import did_you_mean
from tests.mutation.testing import files_of

ROOT = Path(__file__).parent.parent
BY_CASE = {"tests/test_battery.py", "tests/test_hostile.py"}
QUICK = {"tests/test_battery.py"}
FEW = 3  # examples of every case in each dtype, under -m quick


def cases_of(name):
    """Return a public name and the names of the cases that cover it."""
    cases = collect()
    found = {n for n, case in cases.items() if name == n or name in case.names}
    if not found and not hasattr(scratch, name):
        hint = did_you_mean(name, {*cases, *scratch.__all__})
        raise pytest.UsageError(f"no public name is {name!r}{hint}")
    return found | {name}


def test_files(name):
    """Return the files with the tests of a name: of its cases, and of its source."""
    public = getattr(scratch, name.partition(".")[0], None)
    try:
        source = Path(inspect.getfile(inspect.unwrap(public))).relative_to(ROOT)
    except (TypeError, ValueError):  # a constant has no file
        return BY_CASE
    word = re.compile(rf"\b{re.escape(name.rpartition('.')[2])}\b")
    near = {f for f in files_of(str(source)) if (ROOT / f).exists()}
    return BY_CASE | {f for f in near if word.search((ROOT / f).read_text("utf-8"))}


def concerns(item, names):
    """Return whether a test is about one of the names: a parameter, or its text."""
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    flat = [v for value in given for v in (value if type(value) is tuple else [value])]
    texts = {value for value in flat if isinstance(value, str)}
    if texts & names:
        return True
    if item.location[0] in BY_CASE or texts & set(collect()):
        return False
    words = set(re.findall(r"\w+", inspect.getsource(item.function)))
    return any(name.rpartition(".")[2] in words for name in names)


class Choice:
    """Read and run only the tests that are asked for."""

    def __init__(self, files, names=None):
        self.files, self.names = files, names

    def pytest_ignore_collect(self, collection_path):
        """Leave out files that hold none of the tests; let pytest judge the others."""
        path = collection_path.relative_to(ROOT)
        if path.suffix == ".py" and str(path) not in self.files:
            return True
        return None

    def pytest_collection_modifyitems(self, config, items):
        """Leave out the tests of other names; those of the cases come first."""
        if self.names is None:
            return
        kept = [item for item in items if concerns(item, self.names)]
        left = [item for item in items if item not in kept]
        config.hook.pytest_deselected(items=left)
        items[:] = sorted(kept, key=lambda item: item.location[0] not in BY_CASE)


class ToldOnce:
    """Tell a fault in full where it is met first; of later failures only the number."""

    def __init__(self, name=None):
        self.name = name
        self.first = {}
        self.later = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report):
        """Keep apart the failures of a name whose fault another test has told."""
        if not isinstance(report, pytest.TestReport) or not report.failed:
            return None  # a whole module that is skipped has a report of its own kind
        fault = dict(report.user_properties).get("fault", self.name)
        if fault is None:
            return None
        crash = getattr(report.longrepr, "reprcrash", None)
        if crash is not None:  # the summary of a CI run repeats it
            crash.message = crash.message.partition("\n")[0]
        first = self.first.setdefault(fault, report.nodeid)
        if first == report.nodeid:
            return None
        self.later.setdefault(fault, []).append(report.nodeid.rpartition("/")[2])
        return "failed with it", "F", "FAILED"

    def pytest_terminal_summary(self, terminalreporter):
        """Name the tests that were not told in full."""
        for fault, others in self.later.items():
            files = sorted({node.partition("::")[0] for node in others})
            terminalreporter.write_line(
                f"{fault}: same fault as {self.first[fault].rpartition('/')[2]}, "
                f"or hidden by it: {len(others)} more in {', '.join(files)}"
            )
