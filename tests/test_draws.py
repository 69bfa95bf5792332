"""Draws at the edges of their arguments: torch's numbers from torch's words."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

import scratch as dl
import torch_ref
from compare.battery.streams import build, is_replayed
from scratch.engine import discrete, integers, uniform
from scratch.engine import random as ours
from torch_ref.engine import random as theirs

replayed = pytest.mark.skipif(
    not is_replayed(), reason=f"{build()} is not the build that scratch replays"
)
F32, F64, I64 = "float32", "float64", "int64"


def zeros(d, dtype, *shape):
    return d.zeros(*(shape or (7,)), dtype=getattr(d, dtype))


def weights(d, dtype=F32, rows=3):
    rng = np.random.default_rng(0)
    return d.tensor(rng.random((rows, 5)).astype(dtype))


def noise(d, r, p, g, dtype=F32, n=99):
    """Return the noise of dropout as a tensor."""
    input = zeros(d, dtype, n)
    input = getattr(input, "array", input)  # scratch draws for arrays
    return d.tensor(np.asarray(r.dropout_noise(input, p, g)))


SAME = {
    "rand of a list": lambda d, r, g: d.rand([2, 3], generator=g),
    "rand of NumPy's integers": lambda d, r, g: d.rand(*np.array([2, 3]), generator=g),
    "rand of no dimension": lambda d, r, g: d.rand((), generator=g),
    "randn of a tuple": lambda d, r, g: d.randn((4, 5), generator=g, dtype=d.float64),
    "randint, size alone": lambda d, r, g: d.randint(10, (5,), generator=g),
    "randint, size by name": lambda d, r, g: d.randint(10, size=(5,), generator=g),
    "randint of a list": lambda d, r, g: d.randint(-3, 10, [5, 2], generator=g),
    "randint by names": lambda d, r, g: d.randint(
        low=-3, high=3, size=(5,), generator=g
    ),
    "randint, one number": lambda d, r, g: d.randint(4, 5, (3,), generator=g),
    "randint, widest": lambda d, r, g: d.randint(
        -(2**63), 2**63 - 1, (9,), generator=g
    ),
    "randint, first long": lambda d, r, g: d.randint(5, 2**28 + 5, (9,), generator=g),
    "randint, last short": lambda d, r, g: d.randint(5, 2**28 + 4, (9,), generator=g),
    "randint, uint8": lambda d, r, g: d.randint(
        0, 256, (99,), generator=g, dtype=d.uint8
    ),
    "randint, int32": lambda d, r, g: d.randint(
        -(2**31), 2**31, (99,), generator=g, dtype=d.int32
    ),
    "randint, bool": lambda d, r, g: d.randint(0, 2, (99,), generator=g, dtype=d.bool),
    "randint, float32": lambda d, r, g: d.randint(
        -(2**24), 2**24 + 1, (99,), generator=g, dtype=d.float32
    ),
    "random_, high": lambda d, r, g: r.random_(zeros(d, F32), 9, generator=g),
    "random_, high by name": lambda d, r, g: r.random_(
        zeros(d, F32), high=9, generator=g
    ),
    "random_, low by name": lambda d, r, g: r.random_(
        zeros(d, F32), low=9, generator=g
    ),
    "randint, high by name": lambda d, r, g: d.randint(high=3, size=(9,), generator=g),
    "random_, both": lambda d, r, g: r.random_(zeros(d, I64), -9, 9, g),
    "random_, long": lambda d, r, g: r.random_(zeros(d, F64), 0, 2**40, g),
    "normal_, mean of -1": lambda d, r, g: r.normal_(zeros(d, F32, 999), -1.0, 0.7, g),
    "normal_, few, mean of -1": lambda d, r, g: r.normal_(
        zeros(d, F64, 9), -1.0, 0.7, g
    ),
    "uniform_, constant": lambda d, r, g: r.uniform_(zeros(d, F32), 0.5, 0.5, g),
    "uniform_, constant 0": lambda d, r, g: r.uniform_(zeros(d, F32), 0, 0, g),
    "uniform_, constant 1": lambda d, r, g: r.uniform_(zeros(d, F32), 1, 1, g),
    "uniform_, from 0 to 2": lambda d, r, g: r.uniform_(zeros(d, F32), 0, 2, g),
    "uniform_, from -1 to 1": lambda d, r, g: r.uniform_(zeros(d, F32), -1, 1, g),
    "uniform_, narrow": lambda d, r, g: r.uniform_(zeros(d, F32), 1, 1 + 2.0**-23, g),
    "rand_like": lambda d, r, g: d.rand_like(zeros(d, F64), generator=g),
    "uniform_, from 0": lambda d, r, g: r.uniform_(zeros(d, F64), 0.0, 3.0, g),
    "uniform_, to 1": lambda d, r, g: r.uniform_(zeros(d, F64), -2.0, 1.0, g),
    "uniform_, defaults": lambda d, r, g: r.uniform_(zeros(d, F64), generator=g),
    "uniform_, blocks": lambda d, r, g: r.uniform_(zeros(d, F32, 9000), -1.0, 2.0, g),
    "exponential_": lambda d, r, g: r.exponential_(zeros(d, F64), generator=g),
    "exponential_, few": lambda d, r, g: r.exponential_(zeros(d, F32), 1e-3, g),
    "bernoulli_, defaults": lambda d, r, g: r.bernoulli_(
        zeros(d, F32, 99_999), generator=g
    ),
    "bernoulli_ of truth values": lambda d, r, g: r.bernoulli_(
        zeros(d, "bool", 99), 0.3, g
    ),
    "bernoulli_, never": lambda d, r, g: r.bernoulli_(zeros(d, F32, 99), 0.0, g),
    "bernoulli_, always": lambda d, r, g: r.bernoulli_(zeros(d, I64, 99), 1, g),
    "bernoulli_, mostly": lambda d, r, g: r.bernoulli_(
        zeros(d, F64, 99), 1 - 2.0**-53, g
    ),
    "bernoulli_, a row": lambda d, r, g: r.bernoulli_(
        zeros(d, F64, 4, 3, 5), weights(d, F32), g
    ),
    "bernoulli_, edges": lambda d, r, g: r.bernoulli_(
        zeros(d, I64, 20), d.tensor([0.0, 1.0] * 10), g
    ),
    "bernoulli of integers": lambda d, r, g: d.bernoulli(
        zeros(d, I64, 40), 0.25, generator=g
    ),
    "dropout_noise": lambda d, r, g: noise(d, r, 0.3, g),
    "dropout_noise of nothing": lambda d, r, g: noise(d, r, 0, g),
    "dropout_noise of all": lambda d, r, g: noise(d, r, 1, g),
    "dropout_noise in float64": lambda d, r, g: noise(d, r, 0.3, g, F64),
    "dropout_noise of no element": lambda d, r, g: noise(d, r, 0.3, g, F32, 0),
    "bernoulli of a half": lambda d, r, g: d.bernoulli(weights(d, F64), generator=g),
    "multinomial, one row": lambda d, r, g: d.multinomial(
        weights(d)[0], 5, generator=g
    ),
    "multinomial, one": lambda d, r, g: d.multinomial(weights(d), 1, True, generator=g),
    "multinomial, last of many": lambda d, r, g: d.multinomial(
        (d.arange(20_001) == 20_000).float(), 3, True, generator=g
    ),
    "multinomial, two": lambda d, r, g: d.multinomial(weights(d), 2, True, generator=g),
    "multinomial, many": lambda d, r, g: d.multinomial(
        weights(d, F64), 50, True, generator=g
    ),
    "multinomial, a row of many": lambda d, r, g: d.multinomial(
        weights(d)[1], 50, replacement=True, generator=g
    ),
    "multinomial, wide": lambda d, r, g: d.multinomial(
        weights(d).T, 3, True, generator=g
    ),
    "multinomial, zeros": lambda d, r, g: d.multinomial(
        d.tensor([0.0, 3.0, 0.0, 1.0]), 2, generator=g
    ),
    "randperm, uint8": lambda d, r, g: d.randperm(256, generator=g, dtype=d.uint8),
    "randperm, float32": lambda d, r, g: d.randperm(9, generator=g, dtype=d.float32),
    "randperm of 0": lambda d, r, g: d.randperm(0, generator=g),
    "randperm of 1": lambda d, r, g: d.randperm(1, generator=g),
    "randperm of 700": lambda d, r, g: d.randperm(700, generator=g),
    "randperm of 2": lambda d, r, g: d.randperm(2, generator=g),
    "normal_, defaults": lambda d, r, g: r.normal_(zeros(d, F64), generator=g),
    "normal_, block": lambda d, r, g: r.normal_(zeros(d, F32, 16), 2.0, 0.5, g),
    "normal_, mean": lambda d, r, g: r.normal_(zeros(d, F64, 40), 2.0, 1.0, g),
    "normal_, std": lambda d, r, g: r.normal_(zeros(d, F64, 40), 0.0, 0.3, g),
    "normal_, rest": lambda d, r, g: r.normal_(zeros(d, F32, 3, 11), 2.0, 0.5, g),
    "randn of 31": lambda d, r, g: d.randn(31, generator=g),
    "randn_like": lambda d, r, g: d.randn_like(zeros(d, F64), generator=g),
    "randn_like, short": lambda d, r, g: d.randn_like(
        zeros(d, F64, 40), generator=g, dtype=d.float32
    ),
    "normal_ of many": lambda d, r, g: r.normal_(zeros(d, F32, 5000), 0.3, 1.7, g),
    "normal_ of zeros": lambda d, r, g: r.normal_(zeros(d, F32, 40), 0.0, 0.0, g),
    "normal_ without spread": lambda d, r, g: r.normal_(zeros(d, F32, 40), 0.3, 0, g),
    "normal without spread": lambda d, r, g: d.normal(
        0.3, d.tensor([0.0, 0.5]), generator=g
    ),
    "normal of numbers": lambda d, r, g: d.normal(2.0, 0.5, (3, 4), generator=g),
    "normal of a list": lambda d, r, g: d.normal(2.0, 0.5, [33], generator=g),
    "normal in float64": lambda d, r, g: d.normal(
        2, 1, (3,), generator=g, dtype=d.float64
    ),
    "normal about tensors": lambda d, r, g: d.normal(weights(d), 0.5, generator=g),
    "normal about them, 1": lambda d, r, g: d.normal(weights(d, F64), generator=g),
    "normal of tensors": lambda d, r, g: d.normal(2.0, weights(d), generator=g),
    "normal of both": lambda d, r, g: d.normal(
        weights(d, F64), weights(d, F64, 1), generator=g
    ),
    "normal of mean in other axes": lambda d, r, g: d.normal(
        weights(d, F64, 7).T, 2.0, generator=g
    ),
    "multinomial in other axes": lambda d, r, g: d.multinomial(
        weights(d).T, 3, generator=g
    ),
    "normal of std in other axes": lambda d, r, g: d.normal(
        0.0, weights(d).T, generator=g
    ),
}


@replayed
@pytest.mark.parametrize("name", SAME)
def test_a_draw_at_an_edge_is_torchs(name):
    for seed in range(8):
        g, h = dl.Generator().manual_seed(seed), torch.Generator().manual_seed(seed)
        x, y = SAME[name](dl, ours, g).numpy(), SAME[name](torch_ref, theirs, h).numpy()
        assert (x.dtype, x.shape) == (y.dtype, y.shape)
        assert x.tobytes() == np.ascontiguousarray(y).tobytes()
        assert (g.get_state().numpy() == h.get_state().numpy()).all()


@replayed
@pytest.mark.parametrize(
    "dtype", ["float16", "float32", "float64", "int8", "uint8", "int32", "bool"]
)
def test_whole_numbers_of_every_dtype_are_torchs(dtype):
    g, h = dl.Generator().manual_seed(4), torch.Generator().manual_seed(4)
    x = ours.random_(dl.Tensor(np.zeros(300, dtype)), generator=g).numpy()
    y = theirs.random_(zeros(torch, dtype, 300), generator=h).numpy()
    assert x.tolist() == y.tolist()


def test_a_new_tensor_has_the_dtype_and_the_gradient_that_were_asked_for():
    like = dl.zeros(2, 3, dtype=dl.float64)
    for draw in (
        lambda **options: dl.rand(2, 3, **options),
        lambda **options: dl.randn(2, 3, **options),
        lambda **options: dl.rand_like(like, **options),
        lambda **options: dl.randn_like(like, **options),
        lambda **options: dl.randint(5, (2, 3), **options),
        lambda **options: dl.randperm(6, **options),
    ):
        plain = draw()
        assert not plain.requires_grad
        leaf = draw(dtype=dl.float32, requires_grad=True)
        assert leaf.requires_grad
        assert leaf.dtype == dl.float32
        assert leaf.shape == plain.shape
    assert dl.rand(2, dtype=float).dtype == dl.float64  # torch takes it, too
    assert torch.rand(2, dtype=float).dtype == torch.float64
    assert dl.rand_like(like).dtype == dl.randn_like(like).dtype == dl.float64
    assert dl.randint(5, (1,)).dtype == dl.randperm(3).dtype == dl.int64
    try:
        dl.set_default_dtype(dl.float64)
        for draw in (dl.rand(1), dl.randn(1), dl.normal(0.0, 1.0, (1,))):
            assert draw.dtype == dl.float64
    finally:
        dl.set_default_dtype(dl.float32)


def test_a_probability_of_few_digits_is_that_number():
    p, g = np.float16(0.3), dl.Generator()
    expected = dl.bernoulli(dl.ones(99), float(p), generator=g.manual_seed(5)).tolist()
    found = dl.bernoulli(dl.ones(99), p, generator=g.manual_seed(5))
    assert found.tolist() == expected


def test_without_a_generator_the_default_one_draws():
    for draw in (
        lambda g: dl.multinomial(P, 9, True, generator=g),
        lambda g: dl.multinomial(P, 1, generator=g),
        lambda g: dl.bernoulli(P, generator=g),
        lambda g: dl.randint(9, (9,), generator=g),
        lambda g: dl.randperm(9, generator=g),
        lambda g: dl.normal(P, P, generator=g),
        lambda g: dl.tensor(ours.dropout_noise(np.ones(9), 0.5, g)),
    ):
        dl.manual_seed(3)
        expected = draw(dl.Generator().manual_seed(3))
        assert draw(None).tolist() == expected.tolist()


def test_positions_are_integers_of_pythons_own_for_one_sample_too():
    for n in (1, 2, 600):
        assert {type(i) for i in dl.RandomSampler(range(n))} == {int}


def test_normal_numbers_are_standard_ones_unless_told():
    g = dl.Generator()
    expected = dl.randn(20, generator=g.manual_seed(2)).tolist()
    assert dl.normal(size=(20,), generator=g.manual_seed(2)).tolist() == expected


def test_filling_returns_the_tensor_itself():
    for name in ("uniform_", "normal_", "exponential_", "bernoulli_", "random_"):
        tensor = dl.zeros(3)
        assert getattr(ours, name)(tensor) is tensor
        assert tensor.array.any() or name == "bernoulli_"


def test_the_longest_permutation_is_where_torch_changes_the_algorithm(monkeypatch):
    last = (2**32 - 1) // 20  # the condition in torch
    monkeypatch.setattr(integers, "permutation", lambda n, generator: np.array([n]))
    assert dl.randperm(last - 1).tolist() == [last - 1]
    with pytest.raises(ValueError, match=f"got {last}"):
        dl.randperm(last)


P = dl.tensor([0.5, 0.5])
REFUSED = [
    (lambda: dl.rand((2, 3), 4), TypeError, r"integers, got \(2, 3\)"),
    (lambda: dl.rand(), TypeError, "size must be given"),
    (lambda: dl.rand(2, -1), ValueError, "negative, got -1"),
    (lambda: dl.rand(True), TypeError, "integers, got True"),
    (lambda: dl.rand(2, dtype=np.float16), TypeError, "float32 or float64"),
    (lambda: dl.rand_like(dl.ones(2, dtype=dl.int64)), TypeError, "got int64"),
    (lambda: ours.uniform_(dl.ones(2, dtype=dl.int64)), TypeError, "got int64"),
    (lambda: dl.rand_like(dl.ones(2), dtype=dl.int64), TypeError, "got int64"),
    (lambda: ours.uniform_([1.0]), TypeError, "tensor must be a Tensor, got list"),
    (lambda: ours.uniform_(dl.ones(2), "a"), TypeError, "a must be a number, got 'a'"),
    (lambda: ours.uniform_(dl.ones(2), 0, None), TypeError, "b must be a number"),
    (lambda: ours.uniform_(dl.ones(2), -1e39), ValueError, r"in float32, got -1e\+39"),
    (lambda: ours.uniform_(dl.ones(2), np.nan), ValueError, "a must be finite"),
    (lambda: ours.uniform_(dl.ones(2).double(), -1e308, 1e308), ValueError, "finite"),
    (lambda: ours.uniform_(dl.ones(2), 1.5, 1.0), ValueError, "a=1.5 and b=1.0"),
    (lambda: ours.exponential_(dl.ones(2), 0.0), ValueError, "positive, got 0.0"),
    (lambda: ours.exponential_(dl.ones(2), -0.5), ValueError, "got -0.5"),
    (lambda: ours.exponential_(dl.ones(2), -1.0), ValueError, "got -1.0"),
    (lambda: ours.exponential_(dl.ones(2), np.nan), ValueError, "got nan"),
    (lambda: ours.exponential_(dl.ones(2, dtype=dl.int64)), TypeError, "got int64"),
    (lambda: ours.normal_(dl.ones(2, dtype=dl.int64)), TypeError, "got int64"),
    (lambda: ours.normal_(dl.ones(2), 0.0, np.nan), ValueError, "got nan"),
    (lambda: dl.randint(3), TypeError, "size must be a tuple of ints, got None"),
    (lambda: dl.randint(0, 5), TypeError, "size must be a tuple of ints, got None"),
    (lambda: dl.randint(9, (5,), (2,)), TypeError, "high must be an int"),
    (lambda: dl.randint(0, -1, (2,)), ValueError, "low=0 and high=-1"),
    (lambda: dl.randint(-(2**63) - 1, 0, (2,)), ValueError, "low must be in"),
    (lambda: dl.randint(True, 3, (2,)), TypeError, "low must be an int, got True"),
    (lambda: dl.randint(0, "3", (2,)), TypeError, "high must be an int, got '3'"),
    (lambda: dl.randint(0, 257, (2,), dtype=dl.uint8), ValueError, "high=257"),
    (lambda: dl.randint(-1, 5, (2,), dtype=dl.uint8), ValueError, "low=-1"),
    (lambda: dl.randint(-129, 5, (2,), dtype=np.int8), ValueError, r"\[-128, 127\]"),
    (lambda: dl.randint(0, 3, (2,), dtype=dl.bool), ValueError, r"\[0, 1\]"),
    (lambda: dl.randint(-1, 1, (2,), dtype=dl.bool), ValueError, r"\[0, 1\]"),
    (
        lambda: dl.randint(0, 2**24 + 2, (2,), dtype=dl.float32),
        ValueError,
        "16777216",
    ),
    (
        lambda: dl.randint(-(2**24) - 1, 0, (2,), dtype=dl.float32),
        ValueError,
        r"\[-16777216, 16777216\]",
    ),
    (lambda: ours.random_(dl.ones(2), 0), ValueError, "low=0 and high=0"),
    (lambda: ours.random_(dl.ones(2), 1.5), TypeError, "must be an int, got 1.5"),
    (lambda: dl.randint(0, 2**63, (2,)), ValueError, "high must be in"),
    (lambda: dl.randperm(-1), ValueError, r"n must be in \[0, 214748363\], got -1"),
    (lambda: dl.randperm(257, dtype=dl.uint8), ValueError, "256 for uint8, got 257"),
    (lambda: dl.randperm(3.0), TypeError, "n must be an int, got 3.0"),
    (lambda: dl.randperm(1, dtype=dl.bool), TypeError, "got bool"),
    (lambda: dl.bernoulli(dl.ones(2), True), TypeError, "p must be a number, got bool"),
    (lambda: dl.bernoulli(dl.ones(2), "1"), TypeError, "p must be a number, got str"),
    (lambda: ours.bernoulli_(dl.ones(2), 1.1), ValueError, "got 1.1"),
    (lambda: dl.bernoulli(dl.ones(2), -0.1), ValueError, "got -0.1"),
    (lambda: dl.bernoulli(dl.ones(2), np.nan), ValueError, "got nan"),
    (lambda: dl.bernoulli(dl.tensor([0.5, -0.5])), ValueError, "got -0.5"),
    (lambda: dl.bernoulli(dl.tensor([0.5, np.nan])), ValueError, "got nan"),
    (lambda: ours.bernoulli_(dl.ones(3), P), ValueError, "shape"),
    (lambda: ours.bernoulli_(dl.ones(1), P), ValueError, r"\(2,\) does not fit"),
    (lambda: ours.bernoulli_(dl.ones(2), dl.tensor([1, 0])), TypeError, "got int64"),
    (lambda: dl.multinomial(P, 1, 1), TypeError, "replacement must be a bool, got 1"),
    (lambda: dl.multinomial(P, 0), ValueError, "positive, got 0"),
    (lambda: dl.multinomial(P, 1.0), TypeError, "num_samples must be an int"),
    (lambda: dl.multinomial(dl.tensor(0.5), 1), ValueError, "dimensions, got 0"),
    (lambda: dl.multinomial(dl.ones(1, 1, 1), 1), ValueError, "dimensions, got 3"),
    (lambda: dl.multinomial(dl.tensor([1, 2]), 9, True), TypeError, "got int64"),
    (lambda: dl.bernoulli(dl.tensor([0.5, 1.5])), ValueError, "got 1.5"),
    (lambda: dl.bernoulli(dl.tensor([0.5, 2.5])), ValueError, "got 2.5"),
    (lambda: dl.multinomial(dl.ones(5, 2), 3), ValueError, "at most 2"),
    (lambda: dl.multinomial(dl.tensor([1.0, -0.5]), 1), ValueError, "not negative"),
    (lambda: dl.multinomial(dl.ones(2, 0), 1, True), ValueError, "positive sum"),
    (lambda: dl.multinomial(P, 2, True, generator=3), TypeError, "Generator, got int"),
    (lambda: dl.multinomial(P, 3), ValueError, "at most 2"),
    (lambda: dl.multinomial(dl.tensor([1.0, np.inf]), 1), ValueError, "finite"),
    (lambda: dl.multinomial(dl.tensor([1.0, np.nan]), 1), ValueError, "finite"),
    (
        lambda: dl.multinomial(dl.tensor([[1.0, 1.0], [0.0, 0.0]]), 1, True),
        ValueError,
        "positive sum",
    ),
    (lambda: dl.multinomial([0.5], 1), TypeError, "input must be a Tensor, got list"),
    (lambda: dl.normal(0.0, 1.0), TypeError, "size must be a tuple of ints, got None"),
    (lambda: dl.normal(0.0, 1.0, 3), TypeError, "size must be a tuple of ints, got 3"),
    (lambda: dl.normal("0"), TypeError, "mean must be a number, got '0'"),
    (lambda: dl.normal(0.0, "1"), TypeError, "std must be a number, got '1'"),
    (lambda: dl.normal(P, 1.0, (2,)), TypeError, "size and dtype"),
    (lambda: dl.normal(P, 1.0, dtype=dl.float32), TypeError, "size and dtype"),
    (lambda: dl.normal(0.0, dl.tensor([0.5, -0.25])), ValueError, "got -0.25"),
    (lambda: dl.normal(0.0, -P), ValueError, "negative, got -0.5"),
    (lambda: dl.normal(P, -1.0), ValueError, "negative, got -1.0"),
    (lambda: dl.normal(dl.tensor([1]), 1.0), TypeError, "got int64"),
    (lambda: dl.normal(dl.tensor([1]), P), TypeError, "got int64"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_what_cannot_be_drawn_is_refused_before_a_word_is(call, error, message):
    before = dl.get_rng_state().numpy().tobytes()
    with pytest.raises(error, match=message):
        call()
    assert dl.get_rng_state().numpy().tobytes() == before


def test_a_coin_falls_as_its_uniform_lies_below_p():
    for p in (0.3, 0.5, 2.0**-53, 1 - 2.0**-53, 1e-17):
        words = np.uint64(int(p * 2**53)) + np.arange(3, dtype=np.uint64)
        words -= np.uint64(words[0] > 0)
        stream = SimpleNamespace(long_words=lambda n, words=words: words.copy())
        coins = np.empty(3)
        discrete.draw_bernoulli(coins, p, 1, stream)
        assert coins.tolist() == (words % 2**53 * 2.0**-53 < p).tolist()


def test_a_coin_of_its_uniforms_own_probability_is_0():
    for dtype in (dl.float32, dl.float64):
        g = dl.Generator().manual_seed(6)
        p = dl.rand(50, generator=g, dtype=dtype)
        assert not dl.bernoulli(p, generator=g.manual_seed(6)).array.any()


def test_indices_without_weight_come_last_and_in_order():
    weights = np.zeros(60)
    weights[[7, 33]] = 1.0
    order = dl.multinomial(dl.tensor(weights), 60).tolist()
    assert sorted(order[:2]) == [7, 33]
    assert order[2:] == [i for i in range(60) if i not in (7, 33)]


def test_a_waiting_time_of_0_wins_without_a_warning(monkeypatch):
    def none(tensor, lambd, generator):
        tensor.array[:] = [0.0, 1.0]
        return tensor

    monkeypatch.setattr(discrete, "exponential_", none)
    assert dl.multinomial(P, 1).tolist() == [0]
    assert dl.multinomial(dl.tensor([0.0, 1.0]), 1).tolist() == [1]


def test_samples_do_not_hold_on_to_the_order_of_all():
    assert dl.multinomial(dl.ones(1000), 1).array.base is None


def test_the_uniforms_reach_all_over_their_interval():
    for dtype, digits in ((dl.float32, 24), (dl.float64, 53)):
        x = uniform.rand(2**17, generator=dl.Generator().manual_seed(1), dtype=dtype)
        steps = x.numpy() * 2.0**digits
        assert (steps == np.floor(steps)).all()
        assert 0 <= x.numpy().min() < 1e-4
        assert 1 - 1e-4 < x.numpy().max() < 1
