"""A tensor's operators and Python's protocols give dtypes and values as torch's do."""

import operator
from functools import partial
from itertools import product

import numpy as np
import pytest
import torch

import scratch
from scratch.engine.methods import given_to

BOTH = pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
DTYPES = ("bool", "uint8", "int32", "int64", "float32", "float64")
VALUES = {(): 2, (2,): [1, 3]}
BINARY = ("add", "mul", "truediv", "lt", "le", "eq", "ne", "gt", "ge")


def seen(dl, compute):
    """Return dtype and values of a result, or that there is none."""
    try:
        result = compute()
    except (TypeError, ValueError, RuntimeError):
        return "refused"
    if not isinstance(result, scratch.Tensor if dl is scratch else torch.Tensor):
        return result
    return str(result.dtype), (result.tolist())


def made(dl, dtype, shape):
    """Return a tensor of whole numbers."""
    return dl.tensor(np.array(VALUES[shape], dtype))


@pytest.mark.parametrize("name", BINARY)
def test_two_tensors_meet_in_torchs_dtype(name):
    op = getattr(operator, name)
    for a, b in product(product(DTYPES, VALUES), repeat=2):
        ours, theirs = (
            seen(dl, partial(op, made(dl, *a), made(dl, *b))) for dl in (scratch, torch)
        )
        assert ours == theirs, (name, a, b)


@pytest.mark.parametrize("name", [*BINARY, "sub", "pow", "and_", "or_", "xor"])
def test_a_tensor_and_a_number_meet_in_torchs_dtype(name):
    op = getattr(operator, name)
    for dtype, shape, number in product(DTYPES, VALUES, (True, 3, 0.5)):
        if name in ("and_", "or_", "xor") and (number == 0.5 or dtype[0] == "f"):
            continue
        if name == "pow" and (dtype == "bool" or number != 3):
            continue
        for turned in (False, True):
            pair = []
            for dl in (scratch, torch):
                args = [made(dl, dtype, shape), number]
                args = args[::-1] if turned else args
                pair.append(seen(dl, partial(op, *args)))
            assert pair[0] == pair[1], (name, dtype, shape, number, turned)


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "abs"])
def test_functions_of_whole_numbers_have_torchs_dtype(name):
    for dtype in DTYPES[1:]:
        ours, theirs = (
            getattr(made(dl, dtype, (2,)), name)() for dl in (scratch, torch)
        )
        assert str(ours.dtype) == str(theirs.dtype)
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-6)
    assert abs(scratch.tensor([-2])).tolist() == [2]


@BOTH
def test_a_scalar_of_numpy_is_a_number(dl):
    x = dl.tensor(np.linspace(-2, 3, 99, dtype=np.float32))
    for op in (operator.add, operator.mul, operator.imul, operator.isub):
        ours, plain = op(x.clone(), np.float64(0.1)), op(x.clone(), 0.1)
        assert ours.dtype == dl.float32
        assert ours.numpy().tobytes() == plain.numpy().tobytes()
    assert (dl.tensor([0.1]) == np.float64(0.1)).item()


class Other:
    """Something that knows what to do with a tensor on its left."""

    def __radd__(self, other):
        return "taken"

    __rmul__ = __rtruediv__ = __rpow__ = __rmatmul__ = __radd__
    __lt__ = __gt__ = __le__ = __ge__ = __radd__


@pytest.mark.parametrize(
    "name", ["add", "mul", "truediv", "pow", "matmul", "lt", "gt", "le", "ge"]
)
def test_what_no_tensor_knows_is_asked_itself(name):
    assert getattr(operator, name)(scratch.ones(2), Other()) == "taken"
    with pytest.raises(TypeError, match=r"'Tensor' and 'object'"):
        getattr(operator, name)(scratch.ones(2), object())
    with pytest.raises(TypeError, match=r"'object' and 'Tensor'"):
        getattr(operator, name)(object(), scratch.ones(2))


def test_a_tensor_is_no_text_and_no_array():
    x = scratch.ones(2)
    assert (x == "a") is False
    assert (x != "a") is True
    with pytest.raises(TypeError, match="an ndarray must be made a Tensor"):
        assert x == np.ones(2)
    with pytest.raises(TypeError, match=r"'str' and 'Tensor'"):
        "a" - x


@BOTH
def test_changes_in_place_are_made_in_place(dl):
    x = dl.tensor([3e38, 2.0])
    same = x
    x *= 10
    x -= dl.tensor([1.0, 3.0])
    x /= dl.tensor([1, 2])
    x += 1
    assert x is same
    assert x.tolist() == [np.inf, 9.5]
    parameter = dl.ones(2, requires_grad=True)
    for change in (
        lambda: parameter.mul_(2.0),
        lambda: operator.setitem(parameter, 0, 1.0),
    ):
        with pytest.raises(RuntimeError, match="in-place"):
            change()
    with dl.no_grad():
        x += parameter
        parameter[0] = 5.0
        parameter[dl.tensor([False, True])] = dl.tensor([7.0])
    assert x.tolist() == [np.inf, 10.5]
    assert parameter.tolist() == [5.0, 7.0]
    whole = dl.tensor([1, 2])
    with pytest.raises((TypeError, RuntimeError)):
        whole += 0.5


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x: operator.iadd(x, "a"), TypeError, "a Tensor or a number, got str"),
        (lambda x: x.sub_([1.0]), TypeError, "a Tensor or a number, got list"),
        (lambda x: x[[[0], [1]]], TypeError, "must not be nested lists"),
        (lambda x: x[[[0], 1]], TypeError, "must not be nested lists"),
        (lambda x: x[::-1], ValueError, "step must be positive, got -1"),
        (lambda x: x[::0], ValueError, "step must be positive, got 0"),
        (lambda x: x[0, 0].__len__(), TypeError, r"len\(\) of a 0-d tensor"),
        (lambda x: iter(x[0, 0]), TypeError, "iteration over a 0-d tensor"),
        (lambda x: bool(x), ValueError, "tensor of 6 elements is ambiguous"),
        (lambda x: bool(x[:0]), ValueError, "tensor of 0 elements is ambiguous"),
        (lambda x: operator.index(x[0, 0]), TypeError, "integer 0-d tensor is an"),
        (lambda x: operator.index(scratch.tensor([1])), TypeError, "integer 0-d"),
        (lambda x: x.reshape((2, 3), 1), TypeError, "tuple of integers"),
        (lambda x: x.expand(7, 7).mT[0].mT, ValueError, "broadcast"),
        (lambda x: x[0].mT, ValueError, "mT needs at least 2 dimensions, got 1"),
        (lambda x: x.item(), ValueError, r"one element, got shape \(2, 3\)"),
        (lambda x: x @ x.double().T, ValueError, "matmul needs one dtype, got"),
        (lambda x: x.requires_grad_().numpy(), RuntimeError, "before numpy"),
        (lambda x: x.requires_grad_().fill_(1), RuntimeError, "changed in-place"),
        (lambda x: x.requires_grad_().clamp_(1), RuntimeError, "changed in-place"),
        (lambda x: x.requires_grad_().zero_(), RuntimeError, "changed in-place"),
        (lambda x: operator.setitem(x.requires_grad_(), 0, 1), RuntimeError, "in-pl"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call(scratch.ones(2, 3))


@BOTH
def test_indices_and_sizes_may_be_written_in_every_way(dl):
    x = dl.tensor(np.arange(6.0).reshape(2, 3))
    one = dl.tensor(1)
    assert x[dl.tensor([0, 1]), one].tolist() == [1.0, 4.0]
    assert x[:, ::2].tolist() == [[0.0, 2.0], [3.0, 5.0]]
    assert x[::1, 0:1].tolist() == [[0.0], [3.0]]
    assert x[[1, 0]].tolist() == [[3.0, 4.0, 5.0], [0.0, 1.0, 2.0]]
    assert x.reshape(3, 2).tolist() == x.view([3, 2]).tolist()
    assert x.reshape(6).tolist() == x.view(-1).tolist() == [0, 1, 2, 3, 4, 5]
    assert x.reshape(np.int64(3), 2).tolist() == x.reshape((3, 2)).tolist()
    assert x.permute(1, 0).tolist() == x.T.tolist() == x.t().tolist()
    assert x[None].mT.tolist() == [x.T.tolist()]
    assert (x @ x.T).tolist() == [[5.0, 14.0], [14.0, 50.0]]
    assert (-x).abs().tolist() == abs(-x).tolist() == x.tolist()
    assert x.mT.tolist() == x.permute((1, 0)).tolist()
    assert [row.tolist() for row in x] == x.tolist()
    assert len(x) == 2
    assert (~(x > 2)).tolist() == (x <= 2).tolist()


@BOTH
def test_a_tensor_plays_a_number_or_an_array_where_python_asks(dl):
    assert float(dl.tensor([3])) == 3.0
    assert int(dl.tensor([[2.7]])) == 2
    assert [bool(dl.tensor([value])) for value in (0.0, 0.5)] == [False, True]
    assert ["a", "b", "c"][dl.tensor(1)] == "b"
    assert type(operator.index(dl.tensor(1))) is int
    assert f"{dl.tensor(0.5):.3f}" == "0.500"


def test_numpy_is_lent_a_tensors_memory_unless_it_wants_a_copy():
    x = scratch.tensor([1.5, 2.0])
    assert f"{x}" == "tensor([1.5000, 2.0000])"
    assert x.T.shape == x.shape
    assert x[0].T.tolist() == 1.5
    assert x.__array__(np.float16).dtype == np.float16
    assert scratch.tensor(0.5).reshape().tolist() == 0.5
    assert np.asarray(x, np.float16).dtype == np.float16
    assert np.shares_memory(np.asarray(x), x.numpy())
    assert not np.shares_memory(np.array(x, copy=True), x.numpy())
    assert np.asarray(x).tolist() == [1.5, 2.0]


@BOTH
def test_methods_are_torchs(dl):
    x = dl.tensor(np.array([[1.0, -2.0, 3.0], [0.0, 5.0, -1.0]]))
    assert x.size() == (2, 3)
    assert x.size(1) == 3
    assert (x.dim(), x.numel(), x.ndim) == (2, 6, 2)
    assert x.norm().item() == pytest.approx(40**0.5)
    assert x.std(1).tolist() == pytest.approx([19**0.5 / 3**0.5, (31 / 3) ** 0.5])
    assert x.std().item() == pytest.approx(np.std(x.numpy(), ddof=1))
    assert x.clamp(0, 2).tolist() == [[1, 0, 2], [0, 2, 0]]
    for name, values in (("min", [2.5, 5.0]), ("max", [1.0, 2.5])):
        limited = dl.tensor([1, 5]).clamp(**{name: 2.5})
        assert limited.tolist() == values
        assert limited.dtype == dl.float32
    assert dl.tensor([1, 5]).clamp(2, 3).dtype == dl.int64
    assert (x.all().item(), (x > -9).all().item()) == (False, True)
    assert (x.any().item(), (x > 9).any().item()) == (True, False)
    assert (x.argmax().item(), x.argmin().item()) == (4, 1)
    assert x.argmax(1).tolist() == [2, 1]
    assert x.argmin(0, keepdim=True).tolist() == [[1, 0, 1]]
    assert x.argmin(1).dtype == dl.int64
    assert x.argmin(1).tolist() == [1, 2]
    assert x.float().dtype == dl.float32
    assert x.long().dtype == dl.int64
    assert x.bool().tolist() == [[True, True, True], [False, True, True]]
    assert x.double() is x.to(dl.float64) is x.contiguous() is x
    assert x.clone().clamp_(0, 2).tolist() == x.clamp(0, 2).tolist()
    assert x.clone().clamp_(max=2).tolist() == x.clamp(max=2).tolist()
    assert x.fill_(3) is x.zero_() is x.copy_(x) is x.clamp_(-9) is x
    x.copy_(dl.tensor([[1.0, -2.0, 3.0], [0.0, 5.0, -1.0]]))
    assert x.double().float().tolist() == x.tolist()
    assert x.sign().tolist() == [[1, -1, 1], [0, 1, -1]]
    assert x.clone().fill_(3).zero_().tolist() == [[0, 0, 0]] * 2
    assert dl.ones(2, 3).copy_(x).tolist() == x.tolist()
    x.requires_grad_()
    x.detach().mul_(2)
    assert x.detach()[1, 1].item() == 10
    assert not x.detach().requires_grad


def test_a_tensor_prints_its_numbers_dtype_and_whether_it_requires_grad():
    third = scratch.tensor([[1 / 3, 1.0], [2.0, 30.0]])
    assert repr(third) == ("tensor([[ 0.3333,  1.0000],\n        [ 2.0000, 30.0000]])")
    assert repr(scratch.tensor([True])) == "tensor([True])"
    assert repr(scratch.tensor([1])) == "tensor([1])"
    assert repr(third[0].double()).endswith(", dtype=torch.float64)")
    assert repr(third[0].requires_grad_()).endswith("], requires_grad=True)")


def test_methods_are_given_to_a_class_that_stays_what_it_is():
    class Owner:
        """The owner."""

        __slots__ = ("array",)
        __hash__ = object.__hash__

    @given_to(Owner)
    class Methods:
        """What the owner gets."""

        __slots__ = ()

        def __eq__(self, other):
            return "equal"

        def double(self):
            return 2 * self.array

    owner = Owner()
    owner.array = 3
    assert owner.double() == 6
    assert (owner == 5) == "equal"
    assert Owner.__doc__ == "The owner."
    assert Owner.__slots__ == ("array",)
    assert hash(owner) == object.__hash__(owner)
    assert Methods.__doc__ == "What the owner gets."


def test_the_gradient_of_a_matrix_shared_by_batches_takes_no_batch_of_them():
    batch = scratch.zeros(555, 555, 0, 555)  # a gradient for each would be 353 GiB
    matrix = scratch.ones(555, 4, requires_grad=True)
    product = batch @ matrix
    product.backward(scratch.ones(*product.shape))
    assert matrix.grad.shape == (555, 4)
    assert matrix.grad.sum().item() == 0
