"""Every case, in every dtype, through the battery."""

import pytest
from hypothesis import settings

from compare.battery.equivalence import refusals, search
from compare.battery.mismatch import Mismatch
from compare.cases import collect
from compare.diagnosis.failure import explain

CASES = collect()
RUNS = [
    pytest.param(name, dtype, id=f"{name} {dtype}")
    for name, case in CASES.items()
    for dtype in case.dtypes
]


@pytest.mark.quick
@pytest.mark.parametrize(("name", "dtype"), RUNS)
def test_scratch_and_torch_ref_equal_torch(name, dtype, record_property):
    found = None
    try:
        record = search(CASES[name], dtype, settings().max_examples, base_seed=None)
    except Mismatch as mismatch:
        found = mismatch
    if found is not None:
        record_property("fault", name)
        pytest.fail(f"{found}\n{explain(found)}".rstrip(), pytrace=False)
    assert record.examples > 0


@pytest.mark.parametrize(
    "name", [n for n, c in CASES.items() if c.refused or c.stricter]
)
def test_bad_input_is_refused_by_both_twins_and_by_torch(name):
    assert refusals(CASES[name]) > 0
