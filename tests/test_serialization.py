"""torch's files: read by torch, read from torch, and never run."""

import io
import os
import pickle
import tracemalloc
import zipfile
from collections import OrderedDict

import numpy as np
import pytest
import torch

import scratch

DTYPES = ("float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8")


def written(obj, save=scratch.save):
    """Return the bytes of a file."""
    file = io.BytesIO()
    save(obj, file)
    return file.getvalue()


def from_torch(obj):
    """Read with scratch what torch wrote."""
    return scratch.load(io.BytesIO(written(obj, torch.save)))


def from_scratch(obj):
    """Read with torch what scratch wrote."""
    return torch.load(io.BytesIO(written(obj)), weights_only=True)


@pytest.mark.parametrize("dtype", [*DTYPES, "bool"])
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3), (1, 2, 2)])
def test_tensors_of_every_dtype_travel_both_ways(dtype, shape):
    array = (np.arange(12)[: int(np.prod(shape))].reshape(shape) % 5).astype(dtype)
    there = from_scratch(scratch.tensor(array))
    back = from_torch(torch.tensor(array))
    assert there.dtype == getattr(torch, dtype)
    assert (there.shape, back.shape) == (shape, shape)
    assert there.tolist() == back.tolist() == array.tolist()
    assert back.dtype == array.dtype


def test_state_of_model_optimizer_and_numbers_travels_both_ways():
    saved = {
        "epoch": 3,
        "lr": 0.1,
        "none": None,
        "yes": True,
        "big": 2**70,
        "l": [(1,)],
    }
    models = {}
    for dl in (scratch, torch):
        nn, optim = (dl, dl) if dl is scratch else (dl.nn, dl.optim)
        dl.manual_seed(0)
        model = nn.Linear(3, 2)
        optimizer = optim.Adam(model.parameters())
        model(dl.ones(1, 3)).sum().backward()
        optimizer.step()
        models[dl] = saved | {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        }
    ours, theirs = from_torch(models[torch]), from_scratch(models[scratch])
    assert {k: ours[k] for k in saved} == {k: theirs[k] for k in saved} == saved
    assert type(ours["model"]) is OrderedDict
    for key, value in models[scratch]["model"].items():
        assert theirs["model"][key].tolist() == value.tolist()
        assert ours["model"][key].tolist() == models[torch]["model"][key].tolist()
    model = torch.nn.Linear(3, 2)
    model.load_state_dict(theirs["model"])
    optimizer = scratch.Adam(scratch.Linear(3, 2).parameters())
    optimizer.load_state_dict(
        {
            "state": ours["optimizer"]["state"],
            "param_groups": models[scratch]["optimizer"]["param_groups"],
        }
    )
    assert optimizer.state_dict()["state"][0]["step"].item() == 1


def test_views_keep_their_strides_and_share_their_storage():
    x = scratch.arange(6.0).reshape(2, 3)
    there = from_scratch([x, x.T, x[1:]])
    there[0][1, 0] = 9.0
    assert there[1].stride() == (1, 3)
    assert there[1][0, 1] == there[2][0, 0] == 9
    y = torch.arange(6.0).reshape(2, 3)
    back = from_torch([y, y.T, y[1:]])
    back[0].fill_(7.0)
    assert back[1].tolist() == [[7, 7]] * 3
    assert back[2].tolist() == [[7, 7, 7]]


def test_parameters_stay_parameters():
    parameter = from_torch(torch.nn.Parameter(torch.ones(2), requires_grad=False))
    assert type(parameter) is scratch.Parameter
    assert not parameter.requires_grad
    there = from_scratch(scratch.Linear(2, 1).weight)
    assert type(there) is torch.nn.Parameter
    assert from_torch(torch.ones(2, requires_grad=True)).requires_grad


def test_what_torch_would_not_load_is_not_written(tmp_path):
    for obj in (scratch.Linear(2, 1), [print], {"a": 1j}, {"a": np.float64(1)}):
        with pytest.raises(TypeError, match="save takes state, not a"):
            scratch.save(obj, tmp_path / "x.pt")
    loop = []
    loop.append(loop)
    with pytest.raises(ValueError, match="must not hold itself"):
        scratch.save(loop, tmp_path / "x.pt")
    assert not list(tmp_path.iterdir())


class Attack:
    """A pickle that would run a command."""

    def __reduce__(self):
        return os.system, ("touch /tmp/never",)


def packed(pickled, compression=zipfile.ZIP_STORED, **records):
    """Return a file with this pickle in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("a/data.pkl", pickled)
        for key, data in records.items():
            archive.writestr(f"a/data/{key.removeprefix('_')}", data)
    return file.getvalue()


def tensor_of(first=0, shape=(2,), strides=(1,), size=2):
    """Return the pickle of a tensor, whatever it claims."""
    made = written(scratch.zeros(2))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        data = archive.read("archive/data.pkl")
    two, wanted = ((n).to_bytes(4, "little") for n in (2, size))
    data = data.replace(b"cpuJ" + two, b"cpuJ" + wanted)
    start = data.index(b"tQ") + 2
    end = data.index(b"\x89", start)
    parts = [pickle.dumps(part, protocol=2)[2:-1] for part in (first, shape, strides)]
    return data[:start] + b"".join(parts) + data[end:]


HOSTILE = {
    "a command": (packed(pickle.dumps(Attack(), protocol=2)), "posix.system"),
    "eval": (packed(b"cbuiltins\neval\n(X\x01\x00\x00\x001tR."), "builtins.eval"),
    "an import by INST": (packed(b"(S'ls'\nios\nsystem\n."), "must not use"),
    "a memo of 32 GB": (packed(b"\x80\x02Nr\xff\xff\xff\x7f."), "remembers"),
    "an attribute": (
        packed(b"ctorch\nFloatStorage\nN}X\x05\x00\x00\x00valueK\x01s\x86b."),
        "must not set",
    ),
    "a zip bomb": (
        packed(b"\x80\x02X\xff\xff\xff\x01" + bytes(2**25 - 64) + b".", 8),
        "packed",
    ),
    "a storage too short": (packed(tensor_of(size=9), _0=bytes(8)), "not 36"),
    "outside the storage": (packed(tensor_of(first=1), _0=bytes(8)), "leaves"),
    "before the storage": (packed(tensor_of(first=-1), _0=bytes(8)), "leaves"),
    "a stride too wide": (packed(tensor_of(strides=(2,)), _0=bytes(8)), "leaves"),
    "a stride backwards": (packed(tensor_of(strides=(-1,)), _0=bytes(8)), "leaves"),
    "a size beyond all": (packed(tensor_of(shape=(2**40,)), _0=bytes(8)), "leaves"),
    "a size that is a text": (packed(tensor_of(shape=("2",)), _0=bytes(8)), "integers"),
    "no storage": (packed(tensor_of()), "missing"),
    "no pickle": (packed(b"N.").replace(b"data.pkl", b"data.pkm"), "one data.pkl"),
    "a path upwards": (packed(b"N.").replace(b"a/data", b"../dat"), "one data.pkl"),
    "deep nesting": (packed(b"\x80\x02" + b"]" * 999 + b"a" * 998 + b"."), "nests"),
    "an unfinished pickle": (packed(b"\x80\x02}X"), "no whole file"),
    "weights of bfloat16": (
        written(torch.ones(2, dtype=torch.bfloat16), torch.save),
        "torch.BFloat16Storage",
    ),
    "a whole module": (written(torch.nn.Linear(1, 1), torch.save), "torch.nn.modules"),
    "another format": (b"not a zip file", "no whole file"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_by_name_without_cost(name):
    data, reason = HOSTILE[name]
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=reason.replace(".", r"\.")):
            scratch.load(io.BytesIO(data))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2**22
    assert not os.path.exists("/tmp/never")


def test_a_file_damaged_anywhere_is_refused_or_as_it_was():
    whole = written({"w": scratch.arange(3.0), "epoch": 7})
    for cut in range(0, len(whole) - 1, 7):
        with pytest.raises(ValueError, match="no whole file"):
            scratch.load(io.BytesIO(whole[:cut]))
    for position in range(len(whole)):
        for bit in (1, 64):
            data = bytearray(whole)
            data[position] ^= bit
            try:
                found = scratch.load(io.BytesIO(bytes(data)))
            except ValueError:
                continue
            assert found["w"].tolist() == [0, 1, 2]
            assert found["epoch"] == 7


def test_only_the_cpu_and_only_weights(tmp_path):
    path = tmp_path / "w.pt"
    scratch.save(scratch.ones(1), path)
    assert scratch.load(path, map_location="cpu").tolist() == [1]
    with pytest.raises(ValueError, match="map_location must be the CPU, got 'cuda'"):
        scratch.load(path, "cuda")
    with pytest.raises(TypeError, match="weights_only must be a bool"):
        scratch.load(path, weights_only="no")
    with pytest.raises(FileNotFoundError):
        scratch.load(tmp_path / "none.pt")
