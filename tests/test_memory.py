"""How arrays lie in memory: torch's order of axes, and what does not fit at all."""

import threading

import numpy as np
import pytest
import torch

import scratch as dl
from scratch.engine.memory import dense_like, fill, fitting, memory_order

# shape and strides, in elements, of arrays that keep gaps or another order of axes
LAYOUTS = {
    "transposed": ((4, 3), (1, 4)),
    "permuted": ((2, 3, 4), (1, 8, 2)),
    "turned round": ((2, 3, 4), (1, 2, 6)),
    "last axis first": ((2, 3, 4), (3, 1, 6)),
    "every second row": ((3, 4), (8, 1)),
    "every second column": ((3, 4), (8, 2)),
    "columns with gaps": ((3, 4), (2, 9)),
    "expanded rows": ((3, 4), (0, 1)),
    "expanded columns": ((3, 4), (1, 0)),
    "expanded in between": ((3, 4, 2), (1, 0, 3)),
    "expanded twice": ((3, 4, 2), (0, 1, 0)),
    "expanded outside": ((2, 3, 4), (0, 1, 3)),
    "expanded, the rest permuted": ((2, 5, 3, 4), (1, 0, 8, 2)),
    "one for all": ((3, 4), (0, 0)),
    "equal strides, shorter first": ((2, 3), (1, 1)),
    "equal strides, longer first": ((3, 2), (1, 1)),
    "equal strides and lengths": ((3, 3), (1, 1)),
    "three equal strides": ((3, 2, 4), (2, 2, 2)),
    "length 1 inside": ((3, 1), (1, 7)),
    "length 1 outside": ((1, 3), (1, 5)),
    "length 1 in between": ((4, 1, 3), (1, 2, 4)),
    "lengths 1 alike": ((1, 3, 1), (2, 2, 2)),
    "five axes": ((2, 3, 2, 2, 2), (4, 16, 1, 48, 2)),
    "many mixed": ((2, 3, 4, 2), (12, 0, 1, 6)),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_dense_array_has_the_strides_that_torch_gives_its_twin(name):
    shape, strides = LAYOUTS[name]
    memory = np.zeros(1 + sum((n - 1) * s for n, s in zip(shape, strides)), np.float32)
    array = np.lib.stride_tricks.as_strided(memory, shape, [4 * s for s in strides])
    twin = torch.from_numpy(memory).as_strided(shape, strides)
    for dtype in ("float32", "float64", "int8"):
        dense = dense_like(array, dtype)
        expected = torch.empty_like(twin, dtype=getattr(torch, dtype))
        if twin.is_contiguous():
            assert dense.flags.c_contiguous
            continue
        # an axis of length 1 has no stride that could matter
        seen = [s // dense.itemsize for s, n in zip(dense.strides, shape) if n > 1]
        wanted = [s for s, n in zip(expected.stride(), shape) if n > 1]
        assert seen == wanted
        assert (dense.shape, dense.dtype) == (shape, dtype)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_order_of_axes_is_that_in_which_torch_goes_through_them(name):
    shape, strides = LAYOUTS[name]
    memory = np.zeros(1 + sum((n - 1) * s for n, s in zip(shape, strides)))
    array = np.lib.stride_tricks.as_strided(memory, shape, [8 * s for s in strides])
    order = memory_order(array)
    assert sorted(order) == list(range(len(shape)))
    # what torch makes by an operation has the strides of the order it went in
    twin = torch.from_numpy(memory).as_strided(shape, strides) + 1
    lengths = [shape[axis] for axis in order]
    dense = [int(np.prod(lengths[i + 1 :])) for i in range(len(order))]
    for axis, stride in zip(order, dense):
        assert twin.stride(axis) == stride, (order, twin.stride())


def test_backwards_counts_as_forwards():
    array = np.zeros((3, 4, 5)).transpose(2, 0, 1)
    turned = array[::-1, :, ::-1]
    assert memory_order(array) == memory_order(turned) == [1, 2, 0]
    assert dense_like(turned, np.float32).strides == dense_like(array, "f4").strides


def test_no_axis_and_no_element_have_an_order_too():
    assert memory_order(np.zeros(())) == []
    assert memory_order(np.zeros(3)) == [0]
    assert dense_like(np.zeros(()), np.float32).shape == ()
    assert dense_like(np.zeros((0, 3)).T, np.float32).shape == (3, 0)


class Generator:
    """What `fill` asks of a generator: a lock."""

    def __init__(self):
        self.lock = threading.Lock()


@pytest.mark.parametrize("name", LAYOUTS)
def test_numbers_are_filled_in_from_the_outermost_axis_inwards(name):
    shape, strides = LAYOUTS[name]
    if 0 in strides or len(set(strides)) < len(strides):
        shape, strides = (3, 4), (8, 2)  # elements that share memory hold the last
    memory = np.full(1 + sum((n - 1) * s for n, s in zip(shape, strides)), -1.0)
    array = np.lib.stride_tricks.as_strided(memory, shape, [8 * s for s in strides])
    generator = Generator()

    def draw(flat, given):
        assert given is generator
        assert generator.lock.locked()
        assert (flat.shape, flat.dtype) == ((array.size,), array.dtype)
        flat[:] = np.arange(array.size)

    fill(array, generator, draw)
    assert not generator.lock.locked()
    torch.manual_seed(0)
    twin = torch.full(memory.shape, -1.0, dtype=torch.float64)
    view = twin.as_strided(shape, strides)
    places = view.random_(10**9).flatten().argsort()  # where torch put its nth number
    torch.manual_seed(0)
    drawn = torch.empty(array.size, dtype=torch.float64).random_(10**9).argsort()
    assert (array.ravel()[places] == drawn.numpy()).all()
    untouched = np.ones(memory.shape, bool)
    np.lib.stride_tricks.as_strided(untouched, shape, strides)[...] = False
    assert (memory[untouched] == -1).all()


def test_a_whole_array_is_filled_where_it_lies():
    array = np.zeros((3, 4))

    def draw(flat, generator):
        assert np.shares_memory(flat, array)
        flat[:] = 7

    fill(array, Generator(), draw)
    assert (array == 7).all()


@pytest.mark.parametrize("error", [MemoryError, OverflowError])
def test_what_does_not_fit_is_refused_by_the_name_of_the_maker(error):
    def giant(*shape, fill=0):
        """Return nothing."""
        raise error(f"{shape} and {fill}")

    made = fitting(giant)
    assert (made.__name__, made.__doc__) == ("giant", "Return nothing.")
    with pytest.raises(ValueError, match=r"^giant: \(2, 3\) and 4$") as raised:
        made(2, 3, fill=4)
    assert type(raised.value.__cause__) is error


def test_other_errors_and_values_pass():
    assert fitting(lambda a, b=1: (a, b))(2, b=3) == (2, 3)
    with pytest.raises(TypeError, match="as it is"):
        fitting(lambda: (_ for _ in ()).throw(TypeError("as it is")))()
    with pytest.raises(ValueError, match=r"^zeros: "):
        dl.zeros(2**40, 2**20)
