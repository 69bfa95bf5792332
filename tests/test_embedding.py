"""Tables of vectors: what they add up, leave out and shorten."""

import numpy as np
import pytest
import torch

import scratch
import torch_ref


def test_an_index_named_twice_gets_both_gradients(dl):
    weight = dl.zeros(4, 2).requires_grad_()
    output = dl.embedding(dl.tensor([[1, 3], [3, 3]]), weight)
    output.backward(dl.tensor([[[1.0, 2], [3, 4]], [[5, 6], [7, 8]]]))
    assert weight.grad.tolist() == [[0, 0], [1, 2], [0, 0], [15, 18]]


@pytest.mark.parametrize("padding", [0, -3])
def test_the_padding_row_starts_at_0_and_stays_there(dl, padding):
    table = dl.Embedding(3, 2, padding_idx=padding)
    assert table.weight[0].tolist() == [0, 0]
    table(dl.tensor([0, 1])).backward(dl.full((2, 2), float("inf")))
    assert table.weight.grad[0].tolist() == [0, 0]
    assert table.padding_idx == 0


def test_counts_divide_the_gradient_of_a_row(dl):
    weight = dl.ones(3, 1).requires_grad_()
    dl.embedding(dl.tensor([2, 0, 2]), weight, scale_grad_by_freq=True).sum().backward()
    assert weight.grad.tolist() == [[1], [0], [1]]


def test_a_value_that_was_shortened_since_is_missed(dl):
    weight = dl.tensor([[3.0, 4.0], [0.3, 0.4]]).requires_grad_()
    before = (weight * weight).sum()
    dl.embedding(dl.tensor([0, 1]), weight, max_norm=1.0)
    np.testing.assert_allclose(weight.tolist(), [[0.6, 0.8], [0.3, 0.4]], rtol=1e-6)
    with pytest.raises(RuntimeError, match=r"in place|inplace"):
        before.backward()


def test_a_table_of_ones_own_is_shared(dl):
    given = dl.ones(3, 2)
    frozen = dl.Embedding.from_pretrained(given)
    assert not frozen.weight.requires_grad
    given[1] = 5.0
    assert frozen(dl.tensor([1])).tolist() == [[5, 5]]
    with pytest.raises(ValueError, match=r"_weight must have shape \(2, 2\)"):
        dl.Embedding(2, 2, _weight=given)


@pytest.mark.parametrize("options", [{}, {"padding_idx": -1, "max_norm": 2.0}])
def test_the_text_is_torchs(options):
    theirs = repr(torch.nn.Embedding(4, 3, **options))
    assert repr(scratch.Embedding(4, 3, **options)) == theirs
    assert repr(torch_ref.Embedding(4, 3, **options)) == theirs


def test_rows_that_are_summed_one_by_one_are_seen():
    """A sum that takes an index once alone, as NumPy's own `+=` does, is caught."""
    index, drows = np.array([1, 1]), np.ones((2, 1))
    dweight = np.zeros((2, 1))
    dweight[index] += drows
    weight = scratch.zeros(2, 1, dtype=scratch.float64).requires_grad_()
    scratch.embedding(scratch.tensor(index), weight).sum().backward()
    assert not np.array_equal(weight.grad.numpy(), dweight)


@pytest.mark.parametrize("dtype", ["bool", "int64"])
def test_rows_of_whole_numbers_are_not_shortened(dtype):
    for dl in (scratch, torch_ref):
        table = dl.ones(2, 3, dtype=getattr(dl, dtype))
        with pytest.raises(ValueError, match="weight must be floating-point"):
            dl.embedding(dl.tensor([0]), table, max_norm=1.0)
