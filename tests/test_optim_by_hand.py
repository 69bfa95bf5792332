"""The optimisers against numbers worked by hand, each with its source."""

import numpy as np
import pytest
import torch


def leaf(dl, value):
    """Return a parameter of one number."""
    return dl.tensor(np.array([value])).requires_grad_()


def descend(dl, optimizer, param, gradient, steps):
    """Return the parameter after every step with the gradients of a function."""
    seen = []
    for _ in range(steps):
        param.grad = dl.tensor(np.array([gradient(param.item())]))
        optimizer.step()
        seen.append(param.item())
    return seen


def test_momentum_sums_gradients_with_geometric_weights(dl):
    # Goh, "Why Momentum Really Works", Distill 2017: z = beta z + grad, w -= alpha z;
    # a constant gradient of 1 has z = 1, 1 + beta, 1 + beta + beta^2, ...
    param = leaf(dl, 0.0)
    optimizer = dl.SGD([param], lr=0.5, momentum=0.5)
    assert descend(dl, optimizer, param, lambda w: 1.0, 4) == [
        -0.5,
        -0.5 * (1 + 1.5),
        -0.5 * (1 + 1.5 + 1.75),
        -0.5 * (1 + 1.5 + 1.75 + 1.875),
    ]


def test_polyaks_heavy_ball_on_a_parabola(dl):
    # Polyak, "Some methods of speeding up the convergence of iteration methods", 1964:
    # x_{t+1} = x_t - alpha x_t + beta (x_t - x_{t-1}); alpha = 1/4, beta = 1/2, x_0 = 1
    # gives 1, 3/4, 7/16, 11/64 ...
    param = leaf(dl, 1.0)
    optimizer = dl.SGD([param], lr=0.25, momentum=0.5)
    assert descend(dl, optimizer, param, lambda x: x, 3) == [3 / 4, 7 / 16, 11 / 64]


def test_nesterov_is_momentum_seen_from_the_point_ahead(dl):
    # Sutskever et al. 2013, eqs. 3-4: v = mu v - eps f'(theta + mu v), theta += v.
    # torch keeps phi = theta + mu v: the same walk in other coordinates.
    mu, eps, theta, v = 0.5, 0.25, 1.0, 0.0
    ahead = []
    for _ in range(4):
        v = mu * v - eps * (theta + mu * v)
        theta += v
        ahead.append(theta + mu * v)
    param = leaf(dl, 1.0)
    optimizer = dl.SGD([param], lr=eps, momentum=mu, nesterov=True)
    assert descend(dl, optimizer, param, lambda x: x, 4) == ahead


def test_the_first_momentum_is_not_dampened(dl):
    # torch.optim.SGD, "the first momentum value will not be scaled by dampening":
    # g = 1: v_1 = 1, v_2 = 0.5 + 0.75, v_3 = 0.625 + 0.75
    param = leaf(dl, 0.0)
    optimizer = dl.SGD([param], lr=1.0, momentum=0.5, dampening=0.25)
    assert descend(dl, optimizer, param, lambda w: 1.0, 3) == [-1.0, -2.25, -3.625]


def test_weight_decay_shrinks_by_a_factor_where_the_gradient_is_zero(dl):
    # Hanson and Pratt, "Comparing biases for minimal network construction", 1988:
    # w (1 - lr * decay) a step
    param = leaf(dl, 8.0)
    optimizer = dl.SGD([param], lr=0.5, weight_decay=0.5)
    assert descend(dl, optimizer, param, lambda w: 0.0, 3) == [6.0, 4.5, 3.375]


def test_adams_first_step_has_the_size_of_lr_whatever_the_gradient(dl):
    # Kingma and Ba, "Adam", 2015, section 2.1: the corrections cancel, |step| = alpha
    for gradient in (4.0, -(2.0**-20), 3e5):
        param = leaf(dl, 0.0)
        optimizer = dl.Adam([param], lr=0.25, eps=0.0)
        (first,) = descend(dl, optimizer, param, lambda w, g=gradient: g, 1)
        assert first == pytest.approx(-0.25 * np.sign(gradient), rel=1e-14)


def test_adams_second_step_by_hand(dl):
    # Kingma and Ba 2015, algorithm 1 with g = 1, -1 and betas 1/2, 3/4:
    # m = 1/2, -1/4 and m / (1 - beta1^t) = 1, -1/3;
    # v = 1/4, 7/16 and v / (1 - beta2^t) = 1, 1
    param = leaf(dl, 0.0)
    optimizer = dl.Adam([param], lr=0.75, betas=(0.5, 0.75), eps=0.0)
    gradients = iter([1.0, -1.0])
    seen = descend(dl, optimizer, param, lambda w: next(gradients), 2)
    assert seen == pytest.approx([-0.75, -0.5], rel=1e-15)


def test_eps_is_added_outside_the_root_after_the_correction(dl):
    # algorithm 1: theta -= alpha m^ / (sqrt(v^) + eps): 1 / (1 + 3) at the first step
    param = leaf(dl, 0.0)
    optimizer = dl.Adam([param], lr=1.0, betas=(0.5, 0.75), eps=3.0)
    assert descend(dl, optimizer, param, lambda w: 1.0, 1) == pytest.approx([-0.25])


def test_adam_climbs_where_amsgrad_descends(dl):
    # Reddi et al., "On the Convergence of Adam and Beyond", 2018, section 3: slopes
    # C, -1, -1, ... of mean (C - 2) / 3 > 0, beta1 = 0, beta2 = 1 / (1 + C^2); x stays
    # in [-1, 1], where -1 is the minimum
    ends = {}
    for amsgrad in (False, True):
        param = leaf(dl, 0.0)
        optimizer = dl.Adam(
            [param], lr=0.5, betas=(0.0, 1 / 17), eps=0.0, amsgrad=amsgrad
        )
        for step in range(300):
            for group in optimizer.param_groups:
                group["lr"] = 0.5 / (step + 1) ** 0.5
            slope = 4.0 if step % 3 == 0 else -1.0
            descend(dl, optimizer, param, lambda x, slope=slope: slope, 1)
            param.data[...] = np.clip(param.item(), -1, 1)
        ends[amsgrad] = param.item()
    assert ends[False] > 0.9
    assert ends[True] < -0.9


def test_an_l2_penalty_is_not_weight_decay_under_adam(dl):
    # Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, proposition
    # 2: Adam divides the penalty's gradient by its own root, so that without a loss the
    # step is lr for any strength; AdamW shrinks by 1 - lr * weight_decay
    for strength in (0.5, 0.25):
        options = {"lr": 0.5, "weight_decay": strength, "eps": 0.0}
        param = leaf(dl, 8.0)
        coupled = descend(dl, dl.Adam([param], **options), param, lambda w: 0.0, 1)
        assert coupled == pytest.approx([7.5])
        param = leaf(dl, 8.0)
        options["eps"] = 1.0
        decoupled = descend(dl, dl.AdamW([param], **options), param, lambda w: 0.0, 1)
        assert decoupled == [8 * (1 - 0.5 * strength)]


def test_an_l2_penalty_is_weight_decay_under_sgd(dl):
    # Loshchilov and Hutter 2019, proposition 1
    seen = []
    for weight_decay, penalty in ((0.3, 0.0), (0.0, 0.3)):
        param = leaf(dl, 8.0)
        optimizer = dl.SGD([param], lr=0.1, momentum=0.9, weight_decay=weight_decay)
        seen.append(
            descend(dl, optimizer, param, lambda w, k=penalty: np.cos(w) + k * w, 20)
        )
    np.testing.assert_allclose(*seen, rtol=1e-13)


def test_rmsprop_by_hand(dl):
    # Hinton, lecture 6e, 2012: MeanSquare = 0.9 MeanSquare + 0.1 g^2, step g / root;
    # with decay 3/4 and g = 2, 4: mean squares 1 and 19/4
    param = leaf(dl, 0.0)
    optimizer = dl.RMSprop([param], lr=1.0, alpha=0.75, eps=0.0)
    gradients = iter([2.0, 4.0])
    seen = descend(dl, optimizer, param, lambda w: next(gradients), 2)
    assert seen == pytest.approx([-2, -2 - 4 / 4.75**0.5], rel=1e-15)


def test_centered_rmsprop_by_hand(dl):
    # Graves 2013, eqs. 38-41: n = a n + (1 - a) e^2, g = a g + (1 - a) e and a step of
    # e / sqrt(n - g^2); a = 1/2, e = 2 give n = 2, g = 1; eps outside the root is 1
    param = leaf(dl, 0.0)
    optimizer = dl.RMSprop([param], lr=0.5, alpha=0.5, eps=1.0, centered=True)
    assert descend(dl, optimizer, param, lambda w: 2.0, 1) == [-0.5]


def test_rmsprop_sums_divided_gradients_with_momentum(dl):
    # alpha = 0 divides by |g|: Polyak's sum of signs 1, 1 + 1/2, 1 + 1/2 + 1/4
    param = leaf(dl, 0.0)
    optimizer = dl.RMSprop([param], lr=1.0, alpha=0.0, eps=0.0, momentum=0.5)
    assert descend(dl, optimizer, param, lambda w: 3.0, 3) == [-1, -2.5, -4.25]


def test_adagrad_by_hand(dl):
    # Duchi et al. 2011, section 1.1: x -= eta g / sqrt(sum of g^2); 3, 4: 3/3, 4/5
    param = leaf(dl, 0.0)
    optimizer = dl.Adagrad([param], lr=1.0, eps=0.0)
    gradients = iter([3.0, 4.0])
    seen = descend(dl, optimizer, param, lambda w: next(gradients), 2)
    assert seen == pytest.approx([-1.0, -1.8], rel=1e-15)


def test_adagrads_lr_decay_counts_the_steps_before(dl):
    # torch.optim.Adagrad: lr / (1 + (t - 1) lr_decay): 1, 1/2, 1/3 of 1, 1/sqrt 2, ...
    param = leaf(dl, 0.0)
    optimizer = dl.Adagrad([param], lr=1.0, lr_decay=1.0, eps=0.0)
    seen = descend(dl, optimizer, param, lambda w: 1.0, 3)
    steps = [1.0, 0.5 / 2**0.5, 1 / 3 / 3**0.5]
    assert seen == pytest.approx(-np.cumsum(steps), rel=1e-15)


def test_adagrad_starts_its_sums_where_it_is_told(dl):
    # McMahan and Streeter 2010 start at 0; TensorFlow at 0.1; here 16 + 3^2 = 5^2
    param = leaf(dl, 0.0)
    options = {"lr": 0.5, "initial_accumulator_value": 16.0, "eps": 1.0}
    optimizer = dl.Adagrad([param], **options)
    assert optimizer.state_dict()["state"][0]["sum"].item() == 16
    assert descend(dl, optimizer, param, lambda w: 3.0, 1) == [-0.25]


def test_a_gradient_that_is_0_but_for_rounding_is_magnified_by_its_own_size(dl):
    # the gradient of a bias before batch norm is 0; rounding leaves some 1e-17, and two
    # right programs differ by that: a step of SGD hides it, one divided by |g| + eps
    # shows it, Adagrad's eps of 1e-10 most
    sizes = {}
    for name in ("SGD", "Adam", "RMSprop", "Adagrad"):
        param = leaf(dl, 0.0)
        optimizer = getattr(dl, name)([param], lr=1.0)
        (sizes[name],) = descend(dl, optimizer, param, lambda w: -1e-17, 1)
    assert sizes["SGD"] == 1e-17
    assert sizes["Adam"] == pytest.approx(1e-9, rel=1e-6)
    assert sizes["RMSprop"] == pytest.approx(1e-9, rel=1e-6)
    assert sizes["Adagrad"] == pytest.approx(1e-7, rel=1e-6)


def rate_whose_average_is_5_long():
    """Return a beta2 for which RAdam's length is 5 to the last digit at step 6."""

    def length(beta2):
        return 2 / (1 - beta2) - 1 - 2 * 6 * beta2**6 / (1 - beta2**6)

    low, high = 0.5, 0.999
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if length(middle) < 5 else (low, middle)
    while length(low) != 5:
        low = float(np.nextafter(low, 1))
    return low


def test_radam_does_not_yet_trust_an_average_that_is_5_long(dl):
    betas = (0.9, rate_whose_average_is_5_long())
    moved = []
    for side in (dl, torch):
        param = side.ones(1, dtype=side.float64, requires_grad=True)
        optimizer = side.optim.RAdam([param], lr=0.1, betas=betas)
        for number in range(6):
            param.grad = side.full((1,), 1.0 + number, dtype=side.float64)
            optimizer.step()
        moved.append(param.item())
    assert moved[0] == pytest.approx(moved[1], rel=1e-12)
