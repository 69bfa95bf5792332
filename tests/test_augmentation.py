"""Shifted images and the course's mini-batches: what changes and what does not."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st


@given(pixels=st.integers(0, 2), seed=st.integers(0, 99))
def test_an_image_is_shifted_as_a_whole_and_zeros_move_in(dl, pixels, seed):
    dl.manual_seed(seed)
    images = 1 + np.arange(3 * 20.0).reshape(3, 20)  # 4 x 5 pixels, none of them 0
    shifted, target = dl.RandomShift(4, 5, pixels).on_batch(dl.tensor(images), "same")
    assert target == "same"
    padded = np.zeros((3, 4 + 2 * pixels, 5 + 2 * pixels))
    padded[:, pixels : pixels + 4, pixels : pixels + 5] = images.reshape(3, 4, 5)
    for image, found in zip(padded, shifted.numpy().reshape(3, 4, 5)):
        views = [
            image[down : down + 4, right : right + 5]
            for down in range(2 * pixels + 1)
            for right in range(2 * pixels + 1)
        ]
        assert sum(np.array_equal(view, found) for view in views) == 1


def test_every_image_and_every_call_has_a_shift_of_its_own(dl):
    dl.manual_seed(0)
    shift, images = (
        dl.RandomShift(8, 8, 2),
        dl.tensor(np.tile(np.arange(64.0), (30, 1))),
    )
    once, again = (shift.on_batch(images, None)[0].numpy() for _ in range(2))
    assert len(np.unique(once, axis=0)) > 10
    assert not np.array_equal(once, again)


@given(m=st.integers(1, 30), size=st.integers(1, 12), seed=st.integers(0, 99))
def test_mini_batches_hold_every_example_once_with_its_target(dl, m, size, seed):
    dl.manual_seed(seed)
    X = dl.arange(2 * m).reshape(2, m)
    batches = dl.random_mini_batches(X, 3 * X[:1], size)
    assert [len(x.T) for x, _ in batches[:-1]] == [size] * (-(-m // size) - 1)
    together, targets = (np.hstack([b[i].numpy() for b in batches]) for i in (0, 1))
    assert sorted(together[0]) == list(range(m))
    np.testing.assert_array_equal(together[1], together[0] + m)
    np.testing.assert_array_equal(targets, 3 * together[:1])


def test_every_epoch_of_mini_batches_has_an_order_of_its_own(dl):
    dl.manual_seed(1)
    X = dl.arange(20).reshape(1, 20)
    orders = [
        np.hstack([x.numpy() for x, _ in dl.random_mini_batches(X, X, 8)])
        for _ in range(2)
    ]
    assert not np.array_equal(*orders)
    assert not any(np.array_equal(order, X.numpy()) for order in orders)
