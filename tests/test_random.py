"""The random streams are torch's: frozen values, and the installed torch itself."""

import zlib

import numpy as np
import pytest
import torch
from hypothesis import settings

import scratch as dl
import torch_ref
from compare.battery.streams import build, first_difference, is_replayed
from scratch.engine import random as ours
from torch_ref.engine import random as theirs

ROUNDS = 20_000 if settings.default.max_examples >= 1000 else 1000
DTYPES = ["float32", "float64"]
replayed = pytest.mark.skipif(
    not is_replayed(), reason=f"{build()} is not the build that scratch replays"
)


def bits(tensor):
    return tensor.array.view(f"u{tensor.array.itemsize}").ravel().tolist()


def hexadecimal(text):
    return [int(word, 16) for word in text.split()]


def test_seed_42_gives_the_published_numbers():
    expected = {
        "rand": "3f61dc66 3f6a3db3 3ec406b8 3f75950e",
        "rand64": "3fadc66cbea3db30 3fb01ae177aca870",
        "randn3": "3eac62ae 3e03e69d 3e7016e7",
        "randn16": "3ff6a529 3fbe5f53 3f669567 c006c0db 3f2dacd5 bf9e0591 bd306786 "
        "bfcd65ba bf408bf0 3fd3095b bec8f2f6 bfb3a966 bf3a566e bf0f36d1 bf44d2a0 "
        "3f432f9f",
        "randn17": "be80ce7a 3f5c1fb0 be9e9482",
        "Linear": "3ec3b8cc 3ed47b66 bdefe520 3eeb2a1c bde05cb0 3dcea238 be794510 "
        "3e965828 3ee1accc bebbcf0e",
    }

    def linear():
        layer = dl.Linear(4, 2)
        return dl.cat([layer.weight.flatten(), layer.bias])

    draws = {
        "rand": lambda: dl.rand(4),
        "rand64": lambda: dl.rand(2, dtype=dl.float64),
        "randn3": lambda: dl.randn(3),
        "randn16": lambda: dl.randn(16),
        "randn17": lambda: dl.randn(17)[-3:],
        "Linear": linear,
    }
    for name, draw in draws.items():
        dl.manual_seed(42)
        assert bits(draw()) == hexadecimal(expected[name]), name
    g = dl.Generator()
    order = dl.randperm(10, generator=g.manual_seed(42)).tolist()
    assert order == [2, 6, 1, 8, 4, 5, 0, 9, 3, 7]
    integers = dl.randint(0, 100, (8,), generator=g.manual_seed(42)).tolist()
    assert integers == [42, 67, 76, 14, 26, 35, 20, 24]
    coins = ours.bernoulli_(dl.empty(20), 0.5, g.manual_seed(42)).numpy()
    assert "".join(map(str, coins.astype(int))) == "11110100111100101001"
    negative = dl.rand(2, generator=g.manual_seed(-7))
    assert bits(negative) == [0x3E81B578, 0x3F2D677D]


@pytest.mark.parametrize(
    ("draw", "crc"),
    [
        (lambda n, g: dl.rand(n, generator=g), 0x972E5582),
        (lambda n, g: dl.randn(n, generator=g), 0xD56B6A45),
        (lambda n, g: dl.randn(n, generator=g, dtype=dl.float64), 0x9A0CE4A4),
        (lambda n, g: dl.randperm(n, generator=g), 0x513FD6BA),
        (lambda n, g: ours.bernoulli_(dl.empty(n), 0.3, g), 0x8A6A9BC7),
        (lambda n, g: ours.uniform_(dl.empty(n), -0.1, 0.1, g), 0x762348C0),
    ],
)
def test_a_million_numbers_have_the_published_checksum(draw, crc):
    array = draw(10**6, dl.Generator().manual_seed(42)).array
    assert zlib.crc32(array.tobytes()) == crc


@replayed
def test_the_installed_torch_has_the_replayed_streams():
    assert first_difference() is None


def test_the_probe_finds_a_stream_that_differs(monkeypatch):
    monkeypatch.setattr("scratch.engine.uniform.fma", lambda x, b, a: x * b + a)
    assert first_difference().startswith("uniform_ float32 differs in values from")


def words(seed, n):
    """Return words of NumPy's Mersenne Twister, seeded as torch seeds its own."""
    twister = np.random.RandomState(seed)
    return twister.randint(2**32, size=n, dtype=np.uint32).astype(np.uint64)


def test_a_uniform_number_is_the_low_bits_of_one_word_or_of_two(dl):
    r = words(7, 1000)
    dl.manual_seed(7)
    u = dl.rand(1000, dtype=dl.float32).numpy()
    assert (u == (r % 2**24) * 2.0**-24).all()
    dl.manual_seed(7)
    u = dl.rand(500, dtype=dl.float64).numpy()
    assert (u == ((r[::2] << 32 | r[1::2]) % 2**53) * 2.0**-53).all()


def test_two_uniform_numbers_become_two_normal_ones(dl):
    """Pair by pair below 16 numbers, where the second number gives the radius."""
    for n in (8, 32):
        dl.manual_seed(8)
        u = dl.rand(n, dtype=dl.float64).numpy()
        dl.manual_seed(8)
        z = dl.randn(n, dtype=dl.float64).numpy()
        if n < 16:
            u2, u1, z1, z2 = u[::2], u[1::2], z[::2], z[1::2]
        else:
            (u1, u2), (z1, z2) = (a.reshape(-1, 2, 8).swapaxes(0, 1) for a in (u, z))
        radius, angle = np.sqrt(-2 * np.log(1 - u1)), 2 * np.pi * u2
        np.testing.assert_allclose(z1, radius * np.cos(angle), rtol=1e-13, atol=1e-14)
        np.testing.assert_allclose(z2, radius * np.sin(angle), rtol=1e-13, atol=1e-14)


def calls(rng):
    """Return one random call of each draw as functions of a package and generator."""
    n = int(rng.integers(0, 40)) if rng.random() < 0.9 else int(rng.integers(0, 2000))
    dtype = str(rng.choice(DTYPES))
    p = float(rng.choice([0.0, 1.0, 0.5, rng.random()]))
    low = -int(rng.integers(2 ** int(rng.integers(1, 62))))
    high = low + int(rng.integers(1, 2 ** int(rng.integers(1, 62))))
    a, b = sorted(rng.normal(size=2).tolist())
    mean, std = float(rng.normal()), float(rng.random())
    shape = tuple(rng.integers(1, 4, size=rng.integers(0, 4)).tolist())
    perm = 600 + n if rng.random() < 0.1 else n
    any_dtype = str(rng.choice([*DTYPES, "int64", "int32", "uint8", "bool"]))
    weights = rng.random((3, 5)).astype(dtype)
    count = int(rng.integers(1, 6))

    def empty(d, kind=dtype):
        return d.zeros(n, dtype=getattr(d, kind))

    return {
        "rand": lambda d, r, g: d.rand(n, generator=g, dtype=getattr(d, dtype)),
        "rand of a shape": lambda d, r, g: d.rand(*shape, 2, generator=g),
        "randn": lambda d, r, g: d.randn(n, generator=g, dtype=getattr(d, dtype)),
        "randperm": lambda d, r, g: d.randperm(perm, generator=g),
        "randint": lambda d, r, g: d.randint(low, high, (n,), generator=g),
        "uniform_": lambda d, r, g: r.uniform_(empty(d), a, b, g),
        "uniform_, narrow": lambda d, r, g: r.uniform_(empty(d), 1.0, 1.000001, g),
        "uniform_, wide": lambda d, r, g: r.uniform_(
            empty(d, "float64"), -1e307, 1.5e308, g
        ),
        "normal_": lambda d, r, g: r.normal_(empty(d), mean, std, g),
        "normal_, constant": lambda d, r, g: r.normal_(empty(d), 0.0, 0.0, g),
        "bernoulli_": lambda d, r, g: r.bernoulli_(empty(d, any_dtype), p, g),
        "random_": lambda d, r, g: r.random_(empty(d, any_dtype), None, None, g),
        "exponential_": lambda d, r, g: r.exponential_(empty(d), std + 0.1, g),
        "bernoulli": lambda d, r, g: d.bernoulli(d.tensor(weights), generator=g),
        "normal": lambda d, r, g: d.normal(d.tensor(weights), std, generator=g),
        "multinomial": lambda d, r, g: d.multinomial(
            d.tensor(weights), count, p == 0.5, generator=g
        ),
    }


def state(generator):
    return generator.get_state().numpy().tobytes()


@replayed
def test_every_draw_equals_torch_for_random_seeds_and_sizes():
    rng = np.random.default_rng(1)
    g, h = dl.Generator(), torch.Generator()
    for _ in range(ROUNDS):
        seed = int(rng.integers(-(2**63), 2**63))
        g.manual_seed(seed)
        h.manual_seed(seed)
        for name, call in calls(rng).items():  # one stream goes through all draws
            x = call(dl, ours, g).numpy()
            y = call(torch_ref, theirs, h).numpy()
            assert (x.dtype, x.shape) == (y.dtype, y.shape), (name, seed)
            assert x.tobytes() == y.tobytes(), (name, seed, x, y)
            assert state(g) == state(h), (name, seed)


def strided(rng, dtype):
    """Return an array with gaps, permuted, repeated or reversed axes."""
    shape = tuple(rng.integers(1, 5, size=rng.integers(1, 5)).tolist())
    gaps = [slice(None, 2 * n, int(rng.integers(1, 3))) for n in shape]
    array = np.ones([2 * n for n in shape], dtype)[tuple(gaps)]
    return array.transpose(rng.permutation(len(shape)))


@replayed
def test_strided_tensors_are_filled_in_torchs_memory_order():
    rng = np.random.default_rng(2)
    g = dl.Generator()
    for seed in range(ROUNDS):
        array = strided(rng, rng.choice(DTYPES))
        p = float(rng.choice([0.0, 1.0, 0.3, rng.random()]))
        if seed % 5 == 0:
            array = np.broadcast_to(array, (3, *array.shape))
            array = array.transpose(rng.permutation(array.ndim))
        x = from_numpy(array)
        torch.manual_seed(seed)
        noise = ours.dropout_noise(array, p, g.manual_seed(seed))
        expected = torch.nn.functional.dropout(x, p).numpy()
        assert noise.dtype == expected.dtype
        assert (noise == expected).all(), (array.shape, array.strides, p)
        for name in ("rand_like", "randn_like"):
            ran = getattr(dl, name)(dl.Tensor(array), generator=g).numpy()
            assert (ran == getattr(torch, name)(x).numpy()).all(), (name, array.strides)
        if seed % 5:
            for fill in ("uniform_", "normal_", "exponential_", "random_"):
                ran = getattr(ours, fill)(dl.Tensor(array), generator=g).array.copy()
                assert (ran == getattr(theirs, fill)(x).numpy()).all(), fill
        assert state(g) == state(torch.default_generator)


def from_numpy(array):
    """Return a torch tensor on the memory of an array, which may be read-only."""
    strides = [s // array.itemsize for s in array.strides]
    base = array
    while base.base is not None:
        base = base.base
    offset = array.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    flat = torch.from_numpy(base.reshape(-1))
    return flat.as_strided(array.shape, strides, offset // array.itemsize)


@replayed
def test_large_permutations_equal_torch():
    for n in (499, 500, 501, 1797, 60_000, 300_001):
        g, h = dl.Generator().manual_seed(n), torch.Generator().manual_seed(n)
        ran = dl.randperm(n, generator=g).numpy()
        assert (ran == torch.randperm(n, generator=h).numpy()).all(), n
        assert state(g) == state(h)
