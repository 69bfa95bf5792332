"""Losses: hand-worked numbers from the literature, and the edges of their domain."""

from math import log

import numpy as np
import pytest

import scratch
import torch_ref


@pytest.fixture(params=[scratch, torch_ref], ids=["scratch", "torch_ref"])
def dl(request):
    """Give one library after the other."""
    return request.param


def tensor(dl, values, requires_grad=True):
    """Make a float64 tensor that wants a gradient."""
    made = dl.from_numpy(np.array(values, np.float64))
    return made.requires_grad_(requires_grad)


def read(tensor):
    """Return the values."""
    return tensor.detach().numpy()


def test_cross_entropy_of_scores_in_cs231n(dl):
    # Stanford CS231n, Linear classification, softmax against SVM loss: scores
    # -2.85, 0.86, 0.28, right class the third; probabilities 0.016, 0.631, 0.353
    input = tensor(dl, [[-2.85, 0.86, 0.28]])
    loss = dl.cross_entropy(input, dl.tensor([2]))
    loss.backward()
    assert loss.item() == pytest.approx(1.04, abs=5e-3)
    assert read(input.grad) == pytest.approx(
        np.array([[0.016, 0.631, 0.353 - 1]]), abs=5e-3
    )


def test_cross_entropy_of_cat_car_frog(dl):
    # Stanford CS231n, lecture 3: scores 3.2, 5.1, -1.7 for a cat; -ln 0.13 = 2.04
    input = tensor(dl, [3.2, 5.1, -1.7])
    loss = dl.cross_entropy(input, dl.tensor(0))
    loss.backward()
    assert loss.item() == pytest.approx(2.04, abs=5e-3)
    assert read(input.grad) == pytest.approx([0.13 - 1, 0.87, 0.0], abs=5e-3)


def test_cross_entropy_of_a_distribution_with_itself_is_its_entropy(dl):
    # Cover and Thomas, Elements of Information Theory, 2006, example 2.1.2: the entropy
    # of (1/2, 1/4, 1/8, 1/8) is 7/4 bits
    p = [0.5, 0.25, 0.125, 0.125]
    input, target = tensor(dl, np.log(p)), tensor(dl, p)
    loss = dl.cross_entropy(input, target)
    loss.backward()
    assert loss.item() == pytest.approx(1.75 * log(2), rel=1e-14)
    assert read(input.grad) == pytest.approx(np.zeros(4), abs=1e-16)
    assert read(target.grad) == pytest.approx(log(2) * np.array([1, 2, 3, 3]))


def test_smoothing_mixes_in_the_uniform_distribution(dl):
    # Szegedy et al., Rethinking the Inception Architecture, 2016, sec. 7:
    # H(q', p) = (1 - e) H(q, p) + e H(u, p); here p = (1/2, 1/4, 1/4), e = 0.3:
    # 0.7 ln 2 + 0.3 (ln 2 + 2 ln 4) / 3 = 1.2 ln 2, and q' = (0.8, 0.1, 0.1)
    input = tensor(dl, [[2 * log(2), log(2), log(2)]])
    loss = dl.cross_entropy(input, dl.tensor([0]), label_smoothing=0.3)
    loss.backward()
    assert loss.item() == pytest.approx(1.2 * log(2), rel=1e-14)
    assert read(input.grad) == pytest.approx(np.array([[-0.3, 0.15, 0.15]]))


def test_smoothed_labels_equal_smoothed_probabilities(dl):
    input = np.random.default_rng(0).normal(size=(5, 3))
    weight = tensor(dl, [0.5, 1.0, 2.5], False)
    target = dl.tensor([0, 2, 1, 1, 2])
    onehot = tensor(dl, np.eye(3)[[0, 2, 1, 1, 2]], False)
    for reduction in ("sum", "none"):
        options = {"weight": weight, "reduction": reduction, "label_smoothing": 0.2}
        by_label = dl.cross_entropy(tensor(dl, input), target, **options)
        by_share = dl.cross_entropy(tensor(dl, input), onehot, **options)
        assert read(by_label) == pytest.approx(read(by_share), rel=1e-13)


def test_weights_divide_the_mean_by_the_weight_of_the_labels_that_count(dl):
    # losses ln 2 and ln 4 with weights 1 and 3; the third row is ignored
    input = tensor(dl, [[log(2), log(1), log(1)], [log(2), log(1), log(1)], [9, 8, 7]])
    weight = tensor(dl, [1.0, 3.0, 5.0], False)
    loss = dl.cross_entropy(input, dl.tensor([0, 1, -100]), weight)
    loss.backward()
    assert loss.item() == pytest.approx((log(2) + 3 * log(4)) / 4)
    expected = [[-0.5, 0.25, 0.25], [1.5, -2.25, 0.75], [0, 0, 0]]
    assert read(input.grad) == pytest.approx(np.array(expected) / 4)


def test_a_mean_over_no_label_is_nan_with_zero_gradient(dl):
    input = tensor(dl, np.ones((2, 3)))
    loss = dl.cross_entropy(input, dl.tensor([-100, -100]))
    loss.backward()
    assert np.isnan(loss.item())
    assert (read(input.grad) == 0).all()
    empty = dl.zeros(0, 3), dl.zeros(0, dtype=dl.int64)
    assert np.isnan(dl.cross_entropy(*empty).item())
    assert dl.cross_entropy(*empty, reduction="sum").item() == 0
    assert dl.cross_entropy(*empty, reduction="none").shape == (0,)


@pytest.mark.parametrize("size", [1e4, 1e300])
def test_cross_entropy_is_finite_for_huge_logits(dl, size):
    input = tensor(dl, [[size, 0.0, -size], [-size, 0.0, size]])
    loss = dl.cross_entropy(input, dl.tensor([0, 0]), reduction="none")
    assert read(loss).tolist() == [0.0, 2 * size]


def test_labels_outside_the_classes_raise_index_error(dl):
    for label in (3, -1):
        with pytest.raises(IndexError, match=rf"in \[0, 2\] or -100, got {label}"):
            dl.cross_entropy(tensor(dl, np.ones((2, 3))), dl.tensor([0, label]))


def test_mse_and_the_course_exercise_on_l2(dl):
    # deeplearning.ai, Neural Networks and Deep Learning, week 2: yhat = .9 .2 .1 .4 .9,
    # y = 1 0 0 1 1, L2 = 0.43
    input, target = tensor(dl, [0.9, 0.2, 0.1, 0.4, 0.9]), tensor(dl, [1, 0, 0, 1, 1])
    loss = dl.mse_loss(input, target, "sum")
    loss.backward()
    assert loss.item() == pytest.approx(0.43)
    assert read(input.grad) == pytest.approx(np.array([-0.2, 0.4, 0.2, -1.2, -0.2]))
    assert read(target.grad) == pytest.approx(-read(input.grad))


def test_mse_of_the_scikit_learn_example(dl):
    # scikit-learn, mean_squared_error: [3, -0.5, 2, 7] against [2.5, 0, 2, 8] is 0.375
    input, target = tensor(dl, [2.5, 0, 2, 8]), tensor(dl, [3, -0.5, 2, 7])
    loss = dl.mse_loss(input, target)
    loss.backward()
    assert loss.item() == 0.375
    assert read(input.grad).tolist() == [-0.25, 0.25, 0, 0.5]
