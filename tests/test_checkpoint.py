"""Weights and checkpoints: nothing lost, nothing damaged unnoticed."""

import json
import os
import re
import resource
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from pprint import pformat

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import scratch
import torch_ref

SIDES = [scratch, torch_ref]
TENSOR = "a tensor goes here"
DTYPES = ["bool", "uint8", "int32", "int64", "float32", "float64"]


def of(dl, array):
    """Return a tensor of one side on the strides of an array."""
    return scratch.Tensor(array) if dl is scratch else torch.from_numpy(array)


def values(tensor):
    return np.asarray(tensor.detach().numpy())


def built(dl, seed=0):
    """Return a network with buffers, its optimiser and schedule after three steps."""
    dl.manual_seed(seed)
    model = dl.Sequential(dl.Linear(3, 4), dl.BatchNorm1d(4), dl.Linear(4, 2))
    optimizer = dl.Adam(model.parameters(), lr=0.1, amsgrad=True)
    scheduler = dl.StepLR(optimizer, 2, 0.5)
    for _ in range(3):
        optimizer.zero_grad()
        dl.cross_entropy(model(dl.randn(5, 3)), dl.randint(0, 2, (5,))).backward()
        optimizer.step()
        scheduler.step()
    return model, optimizer, scheduler


def everything(dl, model, optimizer, scheduler):
    """Return all state as one comparable value."""

    def plain(value):
        if isinstance(value, (scratch.Tensor, torch.Tensor)):
            return values(value).dtype.name, values(value).tolist()
        if isinstance(value, dict):
            kept = value.keys() - {"differentiable"}  # torch adds it in loading
            return {key: plain(member) for key, member in value.items() if key in kept}
        if isinstance(value, list):
            return [plain(member) for member in value]
        return value

    parts = [part.state_dict() for part in (model, optimizer, scheduler)]
    return [*map(plain, parts), plain(dl.get_rng_state())]


# weights


@given(st.sampled_from(DTYPES), st.data())
def test_every_dtype_shape_and_layout_comes_back_on_both_sides(dtype, data):
    shape = tuple(data.draw(st.lists(st.integers(0, 4), max_size=4)))
    size = int(np.prod(shape, dtype=int))
    raw = data.draw(st.binary(min_size=8 * size, max_size=8 * size))
    array = np.frombuffer(raw, np.uint64).astype(dtype).reshape(shape)
    if data.draw(st.booleans()):
        array = np.repeat(array.T[..., None], 2, -1)[..., 0]  # strides with gaps
    path = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"gradtwin-{os.getpid()}.st")
    for writer in SIDES:
        writer.save_file({"a": of(writer, array.copy(order="K"))}, path)
        for reader in SIDES:
            read = values(reader.load_file(path)["a"])
            assert read.dtype == array.dtype
            assert read.shape == array.shape
            assert read.tobytes() == array.tobytes()
    os.unlink(path)


def test_both_sides_write_the_same_bytes(tmp_path):
    array = np.arange(12.0).reshape(3, 4).T
    for dl, name in zip(SIDES, "ab"):
        dl.save_file({"w": of(dl, array), "n": of(dl, np.array(3))}, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_model_trained_on_one_side_goes_on_on_the_other(dl, tmp_path):
    other = SIDES[1 - SIDES.index(dl)]
    model, _, _ = built(dl)
    dl.save_file(model.state_dict(), tmp_path / "w")
    twin, _, _ = built(other, seed=1)
    twin.load_state_dict(other.load_file(tmp_path / "w"))
    x = np.random.default_rng(0).standard_normal((5, 3)).astype("float32")
    ours, theirs = model.eval()(of(dl, x)), twin.eval()(of(other, x))
    np.testing.assert_allclose(values(ours), values(theirs), rtol=1e-5, atol=1e-6)


def test_tensors_that_share_memory_are_each_written(dl, tmp_path):
    tensor = dl.ones(2, 3)
    dl.save_file({"a": tensor, "b": tensor, "c": tensor.T}, tmp_path / "w")
    assert set(dl.load_file(tmp_path / "w")) == {"a", "b", "c"}


def test_metadata_may_be_written_again_with_its_checksum(dl, tmp_path):
    dl.save_file({"a": dl.ones(1)}, tmp_path / "w", {"sha256": "x", "note": "y"})
    assert values(dl.load_file(tmp_path / "w")["a"]).tolist() == [1.0]


def test_an_empty_dict_is_a_file_too(dl, tmp_path):
    dl.save_file({}, tmp_path / "w")
    assert dl.load_file(tmp_path / "w") == {}


@pytest.mark.parametrize(
    ("tensors", "metadata", "message"),
    [
        ({1: TENSOR}, None, "tensors must map str to Tensor, got 1: "),
        ({"a": np.ones(2)}, None, "tensors must map str to Tensor, got 'a': ndarray"),
        ({"a": None}, None, "tensors must map str to Tensor, got 'a': NoneType"),
        ([1.0], None, "tensors must be a dict, got list"),
        (None, None, "tensors must be a dict, got NoneType"),
        ({"__metadata__": TENSOR}, None, "tensors must not have the name"),
        ({"a": TENSOR}, {"n": 1}, "metadata must map str to str, got 'n': int"),
        ({"a": TENSOR}, {1: "n"}, "metadata must map str to str, got 1: str"),
        ({"a": TENSOR}, ["n"], "metadata must be a dict, got list"),
    ],
)
def test_what_is_no_state_dict_is_refused(dl, tensors, metadata, message, tmp_path):
    if isinstance(tensors, dict):
        tensors = {k: dl.ones(1) if v is TENSOR else v for k, v in tensors.items()}
    error = ValueError if "name" in message else TypeError
    with pytest.raises(error, match=f"^{message}"):
        dl.save_file(tensors, tmp_path / "w", metadata)
    assert list(tmp_path.iterdir()) == []


def test_a_dtype_that_the_format_lacks_is_refused(dl, tmp_path):
    with pytest.raises(TypeError, match="complex128"):
        dl.save_file({"a": of(dl, np.ones(2, complex))}, tmp_path / "w")


def test_a_file_without_a_checksum_is_read(dl, tmp_path):
    from safetensors.numpy import save_file

    save_file({"a": np.ones(2)}, tmp_path / "w")
    assert values(dl.load_file(tmp_path / "w")["a"]).tolist() == [1.0, 1.0]


# damage


@given(data=st.data())
def test_a_flipped_bit_or_a_cut_is_noticed_anywhere(dl, data):
    path = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"gradtwin-{os.getpid()}.st")
    dl.save_file({"a": dl.ones(2, 3), "b": dl.zeros(1)}, path, {"note": "x"})
    with open(path, "rb") as file:
        whole = bytearray(file.read())
    position = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        damaged = whole[:position]
    else:
        damaged = whole.copy()
        damaged[position] ^= 1 << data.draw(st.integers(0, 7))
    with open(path, "wb") as file:
        file.write(damaged)
    if lost_its_checksum(damaged):
        return  # it lost its name, so that there is none to hold to
    with pytest.raises(ValueError, match=re.escape(path)):
        dl.load_file(path)
    os.unlink(path)


@pytest.mark.parametrize("distance", [1, 2, 9, 24])
def test_a_changed_value_is_noticed(dl, distance, tmp_path):
    path = tmp_path / "w"
    dl.save_file({"a": dl.ones(2, 3)}, path)
    whole = bytearray(path.read_bytes())
    whole[-distance] ^= 1
    path.write_bytes(whole)
    with pytest.raises(ValueError, match="its checksum does not match"):
        dl.load_file(path)


def lost_its_checksum(damaged):
    """Whether the checksum is not in the header any more, which still is one."""
    size = int.from_bytes(damaged[:8], "little")
    try:
        header = json.loads(damaged[8 : 8 + size].decode())
    except ValueError:
        return False
    return "sha256" not in header.get("__metadata__", {})


HOSTILE = {
    "empty": b"",
    "short": b"\0\0\0",
    "a header of 2**60 bytes": struct.pack("<Q", 2**60) + b"{}",
    "a header beyond the end": struct.pack("<Q", 100) + b"{}",
    "no JSON": struct.pack("<Q", 2) + b"[[",
    "a pickle": b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00K\x01.",
    "deep JSON": struct.pack("<Q", 90_000) + b"[" * 90_000,
}


def claiming(shape, offsets=(0, 0), dtype="F32", data=b""):
    entry = {"dtype": dtype, "shape": shape, "data_offsets": list(offsets)}
    header = json.dumps({"t": entry}).encode()
    return struct.pack("<Q", len(header)) + header + data


HOSTILE |= {
    "2**60 elements": claiming([2**60], (0, 2**62)),
    "sizes that overflow": claiming([2**62, 2**62, 0]),
    "a negative size": claiming([-1]),
    "offsets backwards": claiming([1], (4, 0), data=b"1234"),
    "data that is too long": claiming([1], (0, 4), data=b"12345678"),
    "an unknown type": claiming([1], (0, 4), "X9", b"1234"),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_without_taking_memory(dl, content, tmp_path):
    path = tmp_path / "w"
    path.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValueError, match="not a whole safetensors file"):
        dl.load_file(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB


def test_what_is_no_regular_file_is_neither_read_nor_replaced(dl, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for target in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(OSError, match="not a regular file"):
            dl.load_file(target)
        with pytest.raises(OSError, match="not a regular file"):
            dl.save_file({"a": dl.ones(1)}, target)
    with pytest.raises(FileNotFoundError, match="gone"):
        dl.load_file(tmp_path / "gone")
    for nothing in (None, 3, 1.5):
        with pytest.raises(TypeError, match=r"\w"):
            dl.load_file(nothing)
    assert (tmp_path / "pipe").is_fifo()


# whole or not at all


def test_a_full_disk_leaves_the_old_file_and_no_other(dl, tmp_path):
    path = tmp_path / "w"
    dl.save_file({"a": dl.ones(4)}, path)
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            dl.save_file({"a": dl.zeros(4000)}, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failure_at_any_call_leaves_the_old_file(dl, call, tmp_path, monkeypatch):
    path = tmp_path / "w"
    dl.save_file({"a": dl.ones(4)}, path)
    before = path.read_bytes()

    def fail(*arguments):
        assert path.read_bytes() == before  # nobody sees half of a file
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(KeyboardInterrupt):
            dl.save_file({"a": dl.zeros(4)}, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_data_are_on_disk_before_the_name_points_to_them(dl, tmp_path, monkeypatch):
    done, sizes = [], []
    fsync, replace = os.fsync, os.replace

    def sync(handle):
        done.append("sync")
        sizes.append(os.fstat(handle).st_size)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", lambda *p: (done.append("name"), replace(*p)))
    dl.save_file({"a": dl.ones(4)}, tmp_path / "w")
    assert done == ["sync", "name", "sync"]
    assert sizes[0] == (tmp_path / "w").stat().st_size  # nothing is left in a buffer


def test_no_file_is_left_open(dl, tmp_path):
    def next_handle():
        handle = os.dup(1)
        os.close(handle)
        return handle

    before = next_handle()
    dl.save_file({"a": dl.ones(4)}, tmp_path / "w")
    dl.load_file(tmp_path / "w")
    assert next_handle() == before


@contextmanager
def unprivileged():
    """Be nobody in particular if this is root, who may write everywhere."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_that_cannot_be_written_is_an_os_error(dl, tmp_path):
    with pytest.raises(OSError, match="gone"):
        dl.save_file({"a": dl.ones(1)}, tmp_path / "gone" / "w")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "w")
        dl.save_file({"a": dl.ones(1)}, path)
        before = path.read_bytes()
        os.chmod(folder, 0o555)
        with unprivileged(), pytest.raises(PermissionError):
            dl.save_file({"a": dl.zeros(9)}, path)
        os.chmod(folder, 0o755)
        assert path.read_bytes() == before
        assert os.listdir(folder) == ["w"]


def test_a_file_that_may_not_be_read_is_said_to_be_there(dl):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "w")
        dl.save_file({"a": dl.ones(1)}, path)
        os.chmod(folder, 0o755)
        path.chmod(0)
        with unprivileged(), pytest.raises(PermissionError):
            dl.load_file(path)


def test_a_link_is_followed_and_the_usual_permissions_are_given(dl, tmp_path):
    target, link = tmp_path / "w", tmp_path / "link"
    link.symlink_to(target)
    dl.save_file({"a": dl.ones(1)}, link)
    assert link.is_symlink()
    usual = tmp_path / "usual"
    usual.touch()
    assert target.stat().st_mode == usual.stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_that_is_written_again_keeps_its_permissions(dl, tmp_path, mode):
    path = tmp_path / "w"
    dl.save_file({"a": dl.ones(1)}, path)
    path.chmod(mode)
    dl.save_file({"a": dl.zeros(1)}, path)
    assert path.stat().st_mode & 0o777 == mode
    assert dl.load_file(path)["a"].tolist() == [0.0]


def test_a_file_that_is_read_only_is_not_replaced(dl):
    with tempfile.TemporaryDirectory() as folder:  # one that the unprivileged may enter
        path = Path(folder, "w")
        dl.save_file({"a": dl.ones(1)}, path)
        os.chmod(folder, 0o777)
        path.chmod(0o444)
        with unprivileged(), pytest.raises(PermissionError):
            dl.save_file({"a": dl.zeros(1)}, path)
        assert dl.load_file(path)["a"].tolist() == [1.0]
        assert [part.name for part in Path(folder).iterdir()] == ["w"]


# checkpoints


@pytest.mark.parametrize("writer", SIDES, ids=["from scratch", "from torch_ref"])
@pytest.mark.parametrize("reader", SIDES, ids=["to scratch", "to torch_ref"])
def test_a_checkpoint_brings_back_everything_on_either_side(writer, reader, tmp_path):
    parts = built(writer)
    expected = everything(writer, *parts)
    progress = {"epoch": 3, "best": float("inf"), "seen": [1, (2, 3.5)], 4: None}
    progress["counts"] = Counter("aab")
    writer.save_checkpoint(tmp_path / "c", *parts, notes=progress, step=7)
    writer.manual_seed(9)
    others = built(reader, seed=1)
    found = reader.load_checkpoint(tmp_path / "c", *others)
    assert found == {"notes": progress, "step": 7}
    assert (type(found["notes"]), type(found["notes"]["counts"])) == (dict, Counter)
    assert everything(reader, *others) == expected


def test_progress_may_hold_tensors_and_keys_that_look_alike(dl, tmp_path):
    model = dl.Linear(1, 1)
    dl.save_checkpoint(
        tmp_path / "c", model, kept={1: dl.ones(1), "1": dl.zeros(2), "x": [dl.ones(3)]}
    )
    kept = dl.load_checkpoint(tmp_path / "c", model)["kept"]
    assert [values(kept[k]).tolist() for k in (1, "1")] == [[1.0], [0.0, 0.0]]
    assert values(kept["x"][0]).tolist() == [1.0] * 3
    dl.save_checkpoint(tmp_path / "c", model, steps={dl.ones(2): 3})
    [(key, member)] = dl.load_checkpoint(tmp_path / "c", model)["steps"].items()
    assert (values(key).tolist(), member) == ([1.0, 1.0], 3)


def test_numpys_numbers_come_back_as_pythons(tmp_path):
    dl = scratch  # whose tensors are made of them
    numbers = {"n": np.int64(3), "x": np.float32(0.5), "b": np.bool_(True)}
    dl.save_checkpoint(tmp_path / "c", dl.Linear(1, 1), **numbers)
    found = dl.load_checkpoint(tmp_path / "c", dl.Linear(1, 1))
    assert found == {"n": 3, "x": 0.5, "b": True}
    assert [type(value) for value in found.values()] == [int, float, bool]


def test_another_generator_is_saved_in_place_of_the_default_one(dl, tmp_path):
    generator, model = dl.Generator().manual_seed(4), dl.Linear(1, 1)
    dl.randn(3, generator=generator)
    dl.save_checkpoint(tmp_path / "c", model, generator=generator)
    expected = values(dl.randn(3, generator=generator))
    other = dl.Generator()
    dl.load_checkpoint(tmp_path / "c", model, generator=other)
    assert (values(dl.randn(3, generator=other)) == expected).all()


@pytest.mark.parametrize("thing", [print, np.ones(2), {1, 2}, object()])
def test_what_cannot_be_written_is_refused_before_the_file_changes(dl, thing, tmp_path):
    with pytest.raises(TypeError, match="a checkpoint cannot hold"):
        dl.save_checkpoint(tmp_path / "c", dl.Linear(1, 1), thing=thing)
    assert not (tmp_path / "c").exists()


def unfit(dl):
    """Yield what a checkpoint of `built` does not fit, and what is said."""
    model, optimizer, _ = built(dl, seed=1)
    small = dl.Linear(2, 2)
    yield "shape or keys", (small, None, None)
    yield "optimizer", (model, dl.SGD(model.parameters(), lr=0.1), None)
    yield "groups", (model, dl.Adam([dl.ones(1).requires_grad_()]), None)
    yield "scheduler", (model, optimizer, dl.ExponentialLR(optimizer, 0.5))


def seen(part):
    """Return a state as text, without what torch adds whenever it loads one."""
    state = {**part.state_dict()}
    for group in state.get("param_groups", []):
        group.pop("differentiable", None)
    return pformat(state)


@pytest.mark.parametrize("index", range(4))
def test_a_checkpoint_that_does_not_fit_changes_nothing(dl, index, tmp_path):
    dl.save_checkpoint(tmp_path / "c", *built(dl))
    _, (model, optimizer, scheduler) = list(unfit(dl))[index]
    watched = built(dl, seed=2)
    state = dl.get_rng_state()
    parts = [
        part for part in (model, optimizer, scheduler, *watched) if part is not None
    ]
    before = [seen(part) for part in parts]
    with pytest.raises(ValueError, match=r"c (is no such checkpoint|does not fit): \w"):
        dl.load_checkpoint(tmp_path / "c", model, optimizer, scheduler)
    assert [seen(part) for part in parts] == before
    assert (values(dl.get_rng_state()) == values(state)).all()


def test_a_generator_state_that_does_not_fit_leaves_the_model(dl, tmp_path):
    model, optimizer, scheduler = built(dl)
    tensors = {}
    read = sys.modules[f"{dl.__name__}.engine.checkpoint"]
    read.save_parts(tmp_path / "c", {"model": model}, None, {})
    weights = sys.modules[f"{dl.__name__}.engine.weights"]
    tensors, metadata, _ = weights.read_file(tmp_path / "c")
    tensors["generator"] = tensors["generator"] * 0
    dl.save_file(tensors, tmp_path / "c", metadata)
    other, optimizer, scheduler = built(dl, seed=1)
    before = everything(dl, other, optimizer, scheduler)
    with pytest.raises(ValueError, match="does not fit"):
        dl.load_checkpoint(tmp_path / "c", other)
    assert everything(dl, other, optimizer, scheduler) == before


def test_a_file_of_weights_alone_is_no_checkpoint(dl, tmp_path):
    from safetensors.numpy import save_file

    model = dl.Linear(1, 1)
    dl.save_file(model.state_dict(), tmp_path / "w")
    with pytest.raises(ValueError, match="there is no 'progress'"):
        dl.load_checkpoint(tmp_path / "w", model)
    save_file({"a": np.ones(1)}, tmp_path / "w")
    with pytest.raises(ValueError, match="no checksum"):
        dl.load_checkpoint(tmp_path / "w", model)


@pytest.mark.parametrize("part", [None, "model", 3, np.ones(2), scratch.Linear])
def test_what_has_no_state_is_refused(dl, part, tmp_path):
    for call in (dl.save_checkpoint, dl.load_checkpoint):
        with pytest.raises(TypeError, match="model has no state_dict"):
            call(tmp_path / "c", part)
    with pytest.raises(TypeError, match="generator must be a Generator"):
        dl.save_checkpoint(tmp_path / "c", dl.Linear(1, 1), generator="x")


def test_a_model_of_another_class_takes_the_state_and_an_optimiser_does_not(
    dl, tmp_path
):
    model = dl.Sequential(dl.Linear(2, 2))
    dl.save_checkpoint(tmp_path / "c", model, dl.SGD(model.parameters(), lr=0.1))

    class Net(dl.Sequential):
        pass

    net = Net(dl.Linear(2, 2))
    dl.load_checkpoint(tmp_path / "c", net)
    for ours, theirs in zip(net.parameters(), model.parameters(), strict=True):
        assert (values(ours) == values(theirs)).all()
    with pytest.raises(ValueError, match="checkpoint: its optimizer is SGD, not Adam"):
        dl.load_checkpoint(tmp_path / "c", net, dl.Adam(net.parameters()))


def test_an_interruption_while_loading_comes_through_and_changes_nothing(dl, tmp_path):
    dl.save_checkpoint(tmp_path / "c", dl.Linear(2, 2))

    class Interrupted(dl.Linear):
        calls = 0

        def load_state_dict(self, state_dict):
            super().load_state_dict(state_dict)
            self.calls += 1
            if self.calls == 1:
                raise KeyboardInterrupt

    model = Interrupted(2, 2)
    before = values(model.weight).copy()
    with pytest.raises(KeyboardInterrupt):
        dl.load_checkpoint(tmp_path / "c", model)
    assert (values(model.weight) == before).all()


def test_a_model_of_another_dtype_takes_the_values(tmp_path):
    for dl in SIDES:
        model = dl.Linear(2, 2)
        dl.save_checkpoint(tmp_path / "c", model)
        other = dl.Linear(2, 2).double()
        dl.load_checkpoint(tmp_path / "c", other)
        assert other.weight.dtype == dl.float64
        assert (values(other.weight) == values(model.weight)).all()


def test_scratch_reads_and_writes_where_torch_is_not_installed(tmp_path):
    program = (
        "import sys; sys.modules['torch'] = None; import scratch as dl\n"
        f"dl.save_checkpoint({str(tmp_path / 'c')!r}, dl.Linear(2, 2))\n"
        f"dl.load_checkpoint({str(tmp_path / 'c')!r}, dl.Linear(2, 2))\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
