"""The log of a search: nothing is repeated, nothing is lost."""

import json

import pytest

import scratch
import torch_ref


def width(point):
    return float(point["width"])


def at(*widths):
    return [{"lr": 0.1, "width": width} for width in widths]


def test_an_interrupted_search_goes_on_without_repeating_or_losing_a_trial(tmp_path):
    log = tmp_path / "trials.jsonl"
    points = at(*range(10))
    calls = []

    def stop_after_four(point):
        if len(calls) == 4:
            raise KeyboardInterrupt
        calls.append(point)
        return width(point)

    with pytest.raises(KeyboardInterrupt):
        scratch.search(stop_after_four, points, log=log)
    assert len(log.read_text().splitlines()) == 4
    again = []

    def count(point):
        again.append(point)
        return width(point)

    trials = scratch.search(count, points, log=log)
    assert again == points[4:]
    assert trials == scratch.search(width, points)
    assert len(log.read_text().splitlines()) == 10
    assert torch_ref.search(count, points, log=log) == trials  # nothing left to do
    assert len(again) == 6


def test_a_half_written_last_line_is_tried_again(tmp_path):
    log = tmp_path / "trials.jsonl"
    points = at(3, 4)
    scratch.search(width, points, log=log)
    whole = log.read_text()
    for cut in range(len(whole.splitlines()[0]) + 1, len(whole)):
        log.write_text(whole[:cut])
        scratch.search(width, points, log=log)
        assert log.read_text() == whole


def test_what_is_left_of_one_line_is_no_trial(dl, tmp_path):
    log = tmp_path / "trials.jsonl"
    log.write_text('{"point": {"lr": 0.1')
    dl.search(width, at(2), log=log)
    assert len(log.read_text().splitlines()) == 1


def test_a_log_of_something_else_is_refused_by_line(tmp_path):
    log = tmp_path / "trials.jsonl"
    log.write_bytes(b"\xff\n")
    with pytest.raises(ValueError, match="line 1: not a trial: '\ufffd'"):
        scratch.search(width, at(3), log=log)
    log.write_text(json.dumps({"point": {}, "value": 1.0, "error": None}) + "\nhello\n")
    with pytest.raises(ValueError, match=r"line 2: not a trial: 'hello'"):
        scratch.search(width, at(3), log=log)


def test_a_point_asked_for_twice_is_tried_twice(tmp_path):
    log = tmp_path / "trials.jsonl"
    points = at(3, 3)
    assert len(scratch.search(width, points, log=log)) == 2
    assert len(log.read_text().splitlines()) == 2
    scratch.search(width, points, log=log)
    assert len(log.read_text().splitlines()) == 2


def test_every_trial_of_a_point_is_found_once(dl, tmp_path):
    log, values = tmp_path / "trials.jsonl", iter([5, 1, 3])
    dl.search(lambda point: next(values), at(2, 2), log=log)
    trials = dl.search(lambda point: next(values), at(2, 2, 2), log=log)
    assert [trial.value for trial in trials] == [1.0, 3.0, 5.0]
    assert {type(trial.value) for trial in trials} == {float}


def test_a_point_is_the_same_whatever_the_order_of_its_names(dl, tmp_path):
    log = tmp_path / "trials.jsonl"
    dl.search(width, at(2), log=log)
    (trial,) = dl.search(lambda point: 1 / 0, [{"width": 2, "lr": 0.1}], log=log)
    assert trial.error is None


def test_every_trial_is_safe_on_disk_before_the_next_one(dl, tmp_path, monkeypatch):
    log, synced = tmp_path / "trials.jsonl", []
    monkeypatch.setattr("os.fsync", lambda number: synced.append(log.read_text()))
    begun = []

    def objective(point):
        begun.append(len(log.read_text().splitlines()))
        return width(point)

    dl.search(objective, at(1, 2, 3), log=log)
    assert begun == [0, 1, 2]
    assert [len(text.splitlines()) for text in synced] == [1, 2, 3]
