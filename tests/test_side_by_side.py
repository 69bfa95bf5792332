"""Work side by side: one thread for each, and the longest piece first."""

import json

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from compare.terminal.workers import Processes


def threads():
    return {pool["num_threads"] for pool in threadpool_info()}


def test_each_process_has_one_thread_for_its_products():
    with threadpool_limits(2), Processes(1) as executor:
        assert executor.submit(threads).result() == {1}


def test_a_notebook_has_one_thread_and_leaves_the_other_core_to_another(monkeypatch):
    pytest.importorskip("nbclient", reason="the extra `teach` is not installed")
    from compare.reading import notebooks

    source = "# %% Threads\nimport os\nos.environ['OMP_NUM_THREADS']\n"
    monkeypatch.setattr(notebooks, "source", lambda name: source)
    book = json.loads(notebooks.executed("torch_ref/softmax"))
    assert "1" in "".join(book["cells"][-1]["outputs"][0]["data"]["text/plain"])


def test_the_longest_piece_of_a_site_is_made_first(tmp_path, monkeypatch):
    from compare.reading import work

    monkeypatch.setattr(work, "TIMES", tmp_path / "seconds.json")
    plan = work.Plan({"bugs": ["c", "d"], "figures": ["a"]}, lambda line: None)
    assert plan.order() == [("figures", "a"), ("bugs", "c"), ("bugs", "d")]
    plan.times["bugs/d"] = 9.0
    assert plan.order()[0] == ("bugs", "d")
