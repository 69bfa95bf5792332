"""Cases of new tensors, their element types, and the switch of the tape."""

import numpy as np

from .case import ProgramCase


def creations(draw):
    """Draw sizes, a number and a step."""
    return {
        "n": draw.integer(0, 5),
        "m": draw.integer(1, 4),
        "value": draw.choice((2.5, -3.0, 0.0, 0.1)),
        "input": draw.array(draw.size(), draw.size()),
    }


def create(dl, n, m, value, input):
    """Make tensors in every way."""
    lists = [[float(i * m + j) for j in range(m)] for i in range(n + 1)]
    found = {
        "from lists": dl.tensor(lists),
        "from integers": dl.tensor([n, m]),
        "from bools": dl.tensor([True, False]),
        "from nothing": dl.tensor([]),
        "from a number": dl.tensor(value),
        "in a dtype": dl.tensor([n, m], dtype=dl.float64),
        "zeros": dl.zeros(n, m),
        "zeros of a tuple": dl.zeros((n, m)),
        "ones": dl.ones(m, dtype=dl.int64),
        "full": dl.full((n, m), value),
        "full of integers": dl.full((m,), n),
        "like zeros": dl.zeros_like(input),
        "like ones": dl.ones_like(input),
        "eye": dl.eye(m),
        "oblong eye": dl.eye(n, m),
        "range": dl.arange(n),
        "range with a step": dl.arange(0, 3 * n + 1, m),
        "range of floats": dl.arange(value, 2 * n + value, 0.7),
        "linspace": dl.linspace(value, value + 4, 2 * m + 1),
        "shape of empty": list(dl.empty(n, m).shape),
    }
    return {name: [t, kind(t)] for name, t in found.items()}


DTYPES = (
    *("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32"),
    *("float64", "half", "float", "double", "short", "int", "long"),
)


def likenesses(dl, input, n):
    """Make tensors like another one, and by the names of types."""
    found = {
        "new_zeros": input.new_zeros(n, 2),
        "new_ones": input.new_ones((n,), dtype=dl.int64),
        "new_full": input.new_full((n, 1), 2.5),
        "new_tensor": input.new_tensor([[1.0], [n]]),
        "full_like": dl.full_like(input, 3.5),
        "empty_like": dl.empty_like(input) * 0 == 0,
        "as_tensor": dl.as_tensor([1.5, n]),
        "as_tensor of a tensor": dl.as_tensor(input, dtype=dl.float64),
        "FloatTensor": dl.FloatTensor([1, n]),
        "DoubleTensor": dl.DoubleTensor([[1.5], [n]]),
        "LongTensor": dl.LongTensor([n, 7]),
        "IntTensor": dl.IntTensor([n]),
        "ByteTensor": dl.ByteTensor([n, 255]),
        "BoolTensor": dl.BoolTensor([True, False]),
        "type": (input > 0).type_as(input),
        "type by name": input.type("torch.LongTensor"),
    }
    found["empty_like"] |= True
    return {
        **{name: [t, kind(t)] for name, t in found.items()},
        "is": [dl.is_tensor(input), dl.is_tensor(n), input.type()],
        "shapes": [list(dl.LongTensor(n, 2).shape), list(dl.FloatTensor().shape)],
    }


def devices(dl, input):
    """Name devices, and send tensors to the CPU."""
    cpu = dl.device("cpu")
    dl.set_default_device("cpu")
    return {
        "text": [str(cpu), repr(dl.device("cuda", 1)), str(dl.device("cuda:0"))],
        "parts": [cpu.type, cpu.index, dl.device("cuda:2").index],
        "equal": [cpu == dl.device(cpu), cpu == dl.device("cuda")],
        "default": str(dl.get_default_device()),
        "where": [str(input.device), input.is_cuda, input.get_device()],
        "same": [
            input.to(cpu) is input,
            input.cpu() is input,
            input.to("cpu") is input,
        ],
        "both": kind(input.to("cpu", dl.float64)),
        "like another": kind(input.to(dl.ones(1, dtype=dl.int64))),
        "made there": dl.zeros(2, device=cpu) + dl.ones(2, device="cpu"),
    }


def kind(tensor):
    """Return the name of a tensor's element type, '' for what is none."""
    return str(getattr(tensor, "dtype", ""))


def conversions(dl, input):
    """Convert between element types, both ways."""
    names = DTYPES
    found = {name: dl.ones(3, dtype=getattr(dl, name)) for name in names}
    other = dl.float64 if input.dtype == dl.float32 else dl.float32
    return {
        "kinds": {name: kind(t) for name, t in found.items()},
        "to": input.to(other),
        "long": (input * 0 + 2.75).long(),
        "of bool": (input > 0).double(),
        "same": input.to(input.dtype) is input,
    }


def defaults(dl):
    """Set the default element type and put it back."""
    before = dl.get_default_dtype()
    found = [kind(dl.zeros(1)), str(before)]
    try:
        dl.set_default_dtype(dl.float64)
        found += [kind(dl.tensor([1.0])), kind(dl.rand(1)), kind(dl.tensor([1]))]
    finally:
        dl.set_default_dtype(before)
    return found


def sharing(dl, array):
    """Share an array's memory, and do not."""
    shared, copied = dl.from_numpy(array.numpy()), dl.tensor(array.numpy())
    array.numpy()[0] = 7.0
    return {"shared": shared, "copied": copied}


def comparisons(dl, input):
    """Compare tensors as wholes."""
    near = input + 1e-7 * input
    return {
        "equal": dl.equal(input, input),
        "unequal": dl.equal(input, input + 1),
        "of another shape": dl.equal(input, input[None]),
        "close": dl.allclose(input, near),
        "far": dl.allclose(input, input + 1),
        "close by atol": dl.allclose(input, input + 1, rtol=0.0, atol=2.0),
    }


def recording(dl):
    """Turn the tape off, on and off again."""
    x = dl.ones(2, requires_grad=True)
    found = [dl.is_grad_enabled(), (x * 2).requires_grad]
    with dl.no_grad():
        found += [dl.is_grad_enabled(), (x * 2).requires_grad]
        with dl.enable_grad():
            found += [dl.is_grad_enabled(), (x * 2).requires_grad]
        with dl.set_grad_enabled(True):
            found.append((x * 2).requires_grad)
        found.append(dl.is_grad_enabled())
    return [*found, dl.is_grad_enabled(), x.is_leaf, (x * 2).is_leaf]


def array(draw):
    """Draw a tensor of at least one element."""
    return {"input": draw.array(draw.size(), draw.size(), specials=())}


CASES = [
    ProgramCase(
        name="tensor",
        arguments=creations,
        program=create,
        third=True,
        regimes=("plain",),
        covers=(
            "tensor",
            "zeros",
            "ones",
            "full",
            "zeros_like",
            "ones_like",
            "eye",
            "arange",
            "linspace",
            "empty",
        ),
        refused={
            "a word": lambda: {"n": "x", "m": 1, "value": 1.0, "input": np.ones(1)},
            "a negative size": lambda: {
                "n": -1,
                "m": 1,
                "value": 1.0,
                "input": np.ones(1),
            },
        },
    ),
    ProgramCase(
        name="dtypes",
        arguments=array,
        program=conversions,
        third=True,
        regimes=("plain",),
        covers=DTYPES,
    ),
    ProgramCase(
        name="as_tensor",
        arguments=lambda draw: {**array(draw), "n": draw.integer(1, 4)},
        program=likenesses,
        third=True,
        weight=0.2,
        covers=(
            *("as_tensor", "is_tensor", "full_like", "empty_like", "FloatTensor"),
            *("DoubleTensor", "LongTensor", "IntTensor", "ByteTensor", "BoolTensor"),
        ),
    ),
    ProgramCase(
        name="device",
        arguments=array,
        program=devices,
        third=True,
        weight=0.2,
        covers=("device", "get_default_device", "set_default_device"),
    ),
    ProgramCase(
        name="set_default_dtype",
        arguments=lambda draw: {},
        program=defaults,
        third=True,
        weight=0.1,
        covers=("set_default_dtype", "get_default_dtype"),
    ),
    ProgramCase(
        name="from_numpy",
        arguments=lambda draw: {"array": draw.array(draw.size(), specials=())},
        program=sharing,
        third=True,
    ),
    ProgramCase(
        name="equal",
        arguments=array,
        program=comparisons,
        third=True,
        regimes=("exact", "plain"),
        covers=("equal", "allclose"),
    ),
    ProgramCase(
        name="no_grad",
        arguments=lambda draw: {},
        program=recording,
        third=True,
        weight=0.1,
        covers=("no_grad", "enable_grad", "set_grad_enabled", "is_grad_enabled"),
    ),
]
