"""Losses: hand-worked numbers from the literature, and the edges of their domain."""

from math import log

import numpy as np
import pytest
import torch

from scratch.losses.loss import Loss


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


def test_smoothing_gives_labels_without_weight_no_mean_either(dl):
    logits = dl.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]], requires_grad=True)
    weight = dl.tensor([0.0, 1.0, 1.0])  # smoothing weighs the other classes
    loss = dl.cross_entropy(logits, dl.tensor([0, 0]), weight, label_smoothing=0.1)
    loss.backward()
    assert np.isnan(loss.item())
    assert np.isnan(logits.grad.numpy()).all()


@pytest.mark.parametrize("size", [1e4, 1e300])
def test_cross_entropy_is_finite_for_huge_logits(dl, size):
    input = tensor(dl, [[size, 0.0, -size], [-size, 0.0, size]])
    loss = dl.cross_entropy(input, dl.tensor([0, 0]), reduction="none")
    assert read(loss).tolist() == [0.0, 2 * size]


def test_labels_outside_the_classes_raise_index_error(dl):
    for label in (3, -1):
        with pytest.raises(IndexError, match=rf"in \[0, 2\] or -100, got {label}"):
            dl.cross_entropy(tensor(dl, np.ones((2, 3))), dl.tensor([0, label]))


@pytest.mark.parametrize("upstream", [0.0, np.inf])
@pytest.mark.parametrize("loss", ["l1_loss", "smooth_l1_loss"])
def test_the_slope_at_equal_numbers_is_0_times_what_comes(dl, loss, upstream):
    options = {"reduction": "none"} | ({"beta": 0.0} if loss != "l1_loss" else {})
    slopes = []
    for module in (dl, torch.nn.functional):
        tensors = torch if module is torch.nn.functional else dl
        input, target = tensor(tensors, [1.5]), tensor(tensors, [1.5], False)
        output = getattr(module, loss)(input, target, **options)
        output.backward(tensor(tensors, [upstream], False))
        slopes.append(read(input.grad))
    np.testing.assert_array_equal(*slopes)


def test_what_just_keeps_the_margin_has_no_slope(dl):
    input = tensor(dl, [[1.0, 0.0, 2.0]])
    dl.multi_margin_loss(input, dl.tensor([0])).backward()
    assert read(input.grad) == pytest.approx(np.array([[-1, 0, 1]]) / 3)


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


def test_nll_of_the_right_classes(dl):
    # Goodfellow, Bengio and Courville, Deep Learning, 2016, eq. 5.59: the mean of
    # -log p(y | x); p = 1/2, 1/4 and 1/8 of the right classes give 2 ln 2
    prob = [[1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 2, 1 / 4], [1 / 8, 1 / 8, 3 / 4]]
    input = tensor(dl, np.log(prob))
    loss = dl.nll_loss(input, dl.tensor([0, 2, 1]))
    loss.backward()
    assert loss.item() == pytest.approx(2 * log(2), rel=1e-15)
    expected = np.zeros((3, 3))
    expected[[0, 1, 2], [0, 2, 1]] = -1 / 3
    assert read(input.grad) == pytest.approx(expected)


def test_nll_counts_by_weight_and_leaves_out_the_ignored(dl):
    input = tensor(dl, np.log([[0.5, 0.5], [0.25, 0.75], [0.125, 0.875]]))
    weight, target = tensor(dl, [1.0, 3.0], False), dl.tensor([1, 0, -1])
    loss = dl.nll_loss(input, target, weight, -1)
    loss.backward()
    assert loss.item() == pytest.approx((3 * log(2) + log(4)) / 4)
    expected = np.array([[0, -3], [-1, 0], [0, 0]]) / 4
    assert read(input.grad) == pytest.approx(expected)
    equal = tensor(dl, [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    dl.nll_loss(equal, target, None, -1).backward()
    assert read(equal.grad) == pytest.approx(np.array([[0, -1], [-1, 0], [0, 0]]) / 2)


def test_shares_that_do_not_sum_to_1_scale_the_softmax(dl):
    # loss = -sum_c t_c log softmax_c: slope softmax_c sum(t) - t_c
    input, target = tensor(dl, [[log(3), 0.0]]), tensor(dl, [[2.0, 1.0]])
    loss = dl.cross_entropy(input, target)
    loss.backward()
    assert loss.item() == pytest.approx(2 * log(4 / 3) + log(4))
    assert read(input.grad) == pytest.approx(np.array([[0.25, -0.25]]))
    assert read(target.grad) == pytest.approx(np.array([[log(4 / 3), log(4)]]))


def test_cross_entropy_is_nll_of_log_softmax(dl):
    rng = np.random.default_rng(1)
    values, labels = rng.normal(size=(4, 3, 2)), rng.integers(0, 3, (4, 2))
    upstream = dl.from_numpy(rng.normal(size=(4, 2)))
    fused, split = tensor(dl, values), tensor(dl, values)
    target = dl.from_numpy(labels)
    one = dl.cross_entropy(fused, target, reduction="none")
    two = dl.nll_loss(dl.log_softmax(split, 1), target, reduction="none")
    one.backward(upstream)
    two.backward(upstream)
    assert read(one) == pytest.approx(read(two), rel=1e-14)
    assert read(fused.grad) == pytest.approx(read(split.grad), rel=1e-12)


def test_l1_and_the_course_exercise(dl):
    # deeplearning.ai, Neural Networks and Deep Learning, week 2: yhat = .9 .2 .1 .4 .9,
    # y = 1 0 0 1 1, L1 = 1.1
    input, target = tensor(dl, [0.9, 0.2, 0.1, 0.4, 0.9]), tensor(dl, [1, 0, 0, 1, 1])
    loss = dl.l1_loss(input, target, "sum")
    loss.backward()
    assert loss.item() == pytest.approx(1.1)
    assert read(input.grad).tolist() == [-1, 1, 1, -1, -1]
    assert read(target.grad).tolist() == [1, -1, -1, 1, 1]


def test_l1_of_the_scikit_learn_example(dl):
    # scikit-learn, mean_absolute_error: [3, -0.5, 2, 7] against [2.5, 0, 2, 8] is 0.5;
    # the tie has slope 0
    input, target = tensor(dl, [2.5, 0, 2, 8]), tensor(dl, [3, -0.5, 2, 7])
    loss = dl.l1_loss(input, target)
    loss.backward()
    assert loss.item() == 0.5
    assert read(input.grad).tolist() == [-0.25, 0.25, 0, 0.25]


def test_smooth_l1_of_fast_r_cnn(dl):
    # Girshick, Fast R-CNN, 2015, eq. 3: x**2 / 2 if |x| < 1, else |x| - 1/2
    input = tensor(dl, [-2.0, -1.0, -0.5, 0.0, 0.5, 1.25, 3.0])
    zero = dl.zeros(7, dtype=dl.float64)
    loss = dl.smooth_l1_loss(input, zero, "none")
    loss.backward(dl.ones(7, dtype=dl.float64) * 4.0)
    assert read(loss).tolist() == [1.5, 0.5, 0.125, 0, 0.125, 0.75, 2.5]
    assert read(input.grad).tolist() == [-4, -4, -2, 0, 2, 4, 4]


def test_smooth_l1_with_beta_0_is_l1(dl):
    pair = tensor(dl, [0.0, -2.0, 5.0]), tensor(dl, [0.0, 1.0, 1.0])
    loss = dl.smooth_l1_loss(*pair, beta=0.0)
    loss.backward()
    assert loss.item() == pytest.approx(7 / 3)
    assert read(pair[0].grad) == pytest.approx(np.array([0, -1, 1]) / 3)


def test_huber_of_his_paper(dl):
    # Huber, Robust Estimation of a Location Parameter, 1964: t**2 / 2 for |t| < k,
    # k |t| - k**2 / 2 beyond; k = 1.5
    input = tensor(dl, [-3.0, -1.5, 1.0, 4.0])
    zero = dl.zeros(4, dtype=dl.float64)
    loss = dl.huber_loss(input, zero, "none", 1.5)
    loss.backward(dl.ones(4, dtype=dl.float64) * 2.0)
    assert read(loss).tolist() == [3.375, 1.125, 0.5, 4.875]
    assert read(input.grad).tolist() == [-3, -3, 2, 3]


def test_kl_div_of_kullback(dl):
    # Kullback, Information Theory and Statistics, 1959, table 2.1, example 2.1: p is
    # binomial (9, 12, 4) / 25, q uniform; D(p, q) = 0.0852996, D(q, p) = 0.0974550
    p, q = np.array([9, 12, 4]) / 25, np.ones(3) / 3
    input = tensor(dl, np.log(q))
    loss = dl.kl_div(input, tensor(dl, p), "sum")
    loss.backward()
    assert loss.item() == pytest.approx(0.0852996, abs=1e-7)
    assert read(input.grad) == pytest.approx(-p)
    target = tensor(dl, p)
    dl.kl_div(tensor(dl, np.log(q)), target, "sum").backward()
    assert read(target.grad) == pytest.approx(np.log(p / q) + 1)
    log_q = tensor(dl, np.log(q))
    both_logs = dl.kl_div(tensor(dl, np.log(p)), log_q, "sum", True)
    both_logs.backward()
    assert read(log_q.grad) == pytest.approx(q * (np.log(q / p) + 1))
    assert both_logs.item() == pytest.approx(0.0974550, abs=1e-7)


def test_kl_div_of_two_coins_in_bits(dl):
    # Cover and Thomas, Elements of Information Theory, 2006, example 2.3.1: coins 1/2
    # and 1/4 are 0.2075 bits apart one way, 0.1887 the other
    fair, loaded = np.array([[1 / 2, 1 / 2]]), np.array([[3 / 4, 1 / 4]])
    for p, q, bits in ((fair, loaded, 0.2075), (loaded, fair, 0.1887)):
        rows = tensor(dl, np.log(np.repeat(q, 3, 0))), tensor(dl, np.repeat(p, 3, 0))
        loss = dl.kl_div(*rows, "batchmean")
        assert loss.item() / log(2) == pytest.approx(bits, abs=5e-5)
        assert dl.kl_div(*rows, "mean").item() == pytest.approx(loss.item() / 2)


def test_nothing_is_broadcast(dl):
    for name in ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "kl_div"):
        with pytest.raises(ValueError, match=r"input \(4, 1\), target \(4,\)"):
            getattr(dl, name)(dl.zeros(4, 1), dl.zeros(4))


def test_losses_stay_float32(dl):
    input, target = dl.ones(3, 2) / 3, dl.ones(3, 2) / 4
    labels = dl.tensor([0, 1, 1])
    for name in dl.losses.__all__:
        if name.islower():
            input = (dl.ones(3, 2) / 3).requires_grad_()
            over_classes = name in ("cross_entropy", "nll_loss", "multi_margin_loss")
            third = name in (
                "gaussian_nll_loss",
                "margin_ranking_loss",
                "triplet_margin_loss",
            )
            targets = [labels if over_classes else target] + [target] * third
            loss = getattr(dl, name)(input, *targets)
            loss.backward()
            assert loss.dtype == input.grad.dtype == dl.float32, name


def test_log_loss_of_the_scikit_learn_example(dl):
    # scikit-learn, log_loss: truth ham, spam, spam, ham as 0 1 1 0 with probabilities
    # 0.1, 0.9, 0.8, 0.35 of spam is 0.21616
    values, truth = np.array([0.1, 0.9, 0.8, 0.35]), np.array([0.0, 1, 1, 0])
    input, target = tensor(dl, values), tensor(dl, truth)
    loss = dl.binary_cross_entropy(input, target)
    loss.backward()
    assert loss.item() == pytest.approx(0.21616, abs=5e-6)
    slope = np.array([1 / 0.9, -1 / 0.9, -1 / 0.8, 1 / 0.65]) / 4
    assert read(input.grad) == pytest.approx(slope)
    assert read(target.grad) == pytest.approx(-np.log(values / (1 - values)) / 4)


def test_bce_at_0_and_1_is_torchs_100(dl):
    input = tensor(dl, [0.0, 0.0, 1.0, 1.0])
    loss = dl.binary_cross_entropy(
        input, dl.tensor([0.0, 1.0, 0.0, 1.0], dtype=dl.float64), reduction="none"
    )
    loss.backward(dl.ones(4, dtype=dl.float64))
    assert read(loss).tolist() == [0, 100, 100, 0]
    assert read(input.grad) == pytest.approx(np.array([0, -1e12, 1e12, 0]), rel=1e-7)


def test_the_neuron_of_nielsen(dl):
    # Nielsen, Neural Networks and Deep Learning, 2015, ch. 3: weight 0.6, bias 0.9,
    # input 1, wanted 0: output 0.82, and by eq. 61 the slope is x (output - y)
    weight, bias = tensor(dl, [[0.6]]), tensor(dl, [0.9])
    logit = dl.linear(tensor(dl, [[1.0]], False), weight, bias)
    target = dl.zeros(1, 1, dtype=dl.float64)
    loss = dl.binary_cross_entropy_with_logits(logit, target)
    loss.backward()
    assert loss.item() == pytest.approx(-log(1 - 0.82), abs=2e-2)
    assert read(weight.grad).item() == pytest.approx(0.82, abs=5e-3)
    assert read(bias.grad).item() == pytest.approx(0.82, abs=5e-3)


def test_pos_weight_counts_a_yes_that_often(dl):
    # torch.nn.BCEWithLogitsLoss: 100 positive and 300 negative examples, pos_weight 3,
    # make the loss act as if there were 300 positive ones
    logits, truth = np.array([0.5, -1.0]), np.array([1.0, 0.0])
    three = tensor(dl, [3.0], False)
    input = tensor(dl, logits)
    weighted = dl.binary_cross_entropy_with_logits(
        input, tensor(dl, truth), reduction="sum", pos_weight=three
    )
    weighted.backward()
    again = tensor(dl, logits[[0, 0, 0, 1]])
    repeated = dl.binary_cross_entropy_with_logits(
        again, tensor(dl, truth[[0, 0, 0, 1]]), reduction="sum"
    )
    repeated.backward()
    assert weighted.item() == pytest.approx(repeated.item(), rel=1e-14)
    slope = read(again.grad)
    assert read(input.grad) == pytest.approx([slope[:3].sum(), slope[3]])


def test_bce_with_logits_keeps_tiny_losses(dl):
    input = tensor(dl, [-40.0, 40.0, -1e4, 1e4])
    target = dl.tensor([0.0, 1.0, 0.0, 0.0], dtype=dl.float64)
    loss = dl.binary_cross_entropy_with_logits(input, target, reduction="none")
    loss.backward(dl.ones(4, dtype=dl.float64))
    tiny = np.exp(-40.0)
    near = {"rtol": 1e-14, "atol": 0}
    np.testing.assert_allclose(read(loss), [tiny, tiny, 0, 1e4], **near)
    np.testing.assert_allclose(read(input.grad), [tiny, -tiny, 0, 1], **near)


def test_two_classes_are_one_logit(dl):
    # Bishop, Pattern Recognition and Machine Learning, 2006, sec. 4.2: a = a1 - a0
    rng = np.random.default_rng(2)
    values, labels = rng.normal(size=(6, 2)), rng.integers(0, 2, 6)
    pair, single = tensor(dl, values), tensor(dl, values[:, 1] - values[:, 0])
    one = dl.cross_entropy(pair, dl.from_numpy(labels))
    two = dl.binary_cross_entropy_with_logits(single, tensor(dl, labels, False))
    one.backward()
    two.backward()
    assert one.item() == pytest.approx(two.item(), rel=1e-14)
    assert read(pair.grad)[:, 1] == pytest.approx(read(single.grad), rel=1e-12)


def test_probabilities_outside_0_and_1_are_refused(dl):
    half = dl.ones(2) / 2
    for name, wrong in (("input", 1.5), ("target", -0.5), ("input", float("nan"))):
        values = {"input": half, "target": half, name: dl.ones(2) * wrong}
        with pytest.raises(ValueError, match=rf"{name} must be in \[0, 1\], got"):
            dl.binary_cross_entropy(**values)


OLD_NAMES = [{"size_average": False}, {"reduce": False}, {"size_average": True}]


@pytest.mark.parametrize("old", OLD_NAMES, ids=str)
@pytest.mark.parametrize(
    "name", ["mse_loss", "l1_loss", "smooth_l1_loss", "binary_cross_entropy", "kl_div"]
)
def test_the_old_names_of_reduction_are_taken_with_torchs_warning(dl, name, old):
    seen = []
    for side in (dl, torch):
        input, target = side.tensor([0.25, 0.5]), side.tensor([1.0, 0.0])
        functional = side.nn.functional
        with pytest.warns(UserWarning, match="size_average and reduce") as found:
            output = getattr(functional, name)(input, target, **old)
        words = {str(w.message) for w in found if "size_average" in str(w.message)}
        seen.append((output.tolist(), words))
    assert seen[0][0] == pytest.approx(seen[1][0])
    assert seen[0][1] == seen[1][1]


def test_modules_take_the_old_names_and_younger_losses_do_not(dl):
    with pytest.warns(UserWarning, match="reduction='sum'"):
        assert dl.nn.MSELoss(size_average=False).reduction == "sum"
    assert dl.nn.BCELoss(size_average=None).reduction == "mean"
    with pytest.raises(TypeError, match="size_average"):
        dl.nn.HuberLoss(size_average=False)
    with pytest.raises(TypeError, match="size_average"):
        dl.huber_loss(dl.ones(1), dl.ones(1), size_average=False)


def test_a_loss_of_ones_own_may_be_made_under_the_old_names():
    class Hinge(Loss):
        def __init__(self, margin=1.0, reduction="mean"):
            super().__init__()
            self.margin, self.reduction = margin, reduction

    with pytest.warns(UserWarning, match="reduction='sum'"):
        made = Hinge(2.0, size_average=False)
    assert (made.margin, made.reduction) == (2.0, "sum")


@pytest.mark.parametrize("var", [-0.5, -1.5])
def test_a_negative_variance_is_refused(dl, var):
    values = dl.ones(2), dl.zeros(2)
    with pytest.raises(ValueError, match=f"var must not be negative, got {var}"):
        dl.gaussian_nll_loss(*values, dl.tensor([1.0, var]))
