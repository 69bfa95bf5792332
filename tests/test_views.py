"""A view shares memory whatever its rank, and only a view does."""

import numpy as np
import pytest
import torch

import scratch

VALUES = np.arange(1.0, 121.0).reshape(2, 3, 4, 5)
BOTH = (scratch, torch)

# what writes into x, or into a copy of a part of it
WRITES = {
    "an element": lambda x: x[0, 0, 0, 0].fill_(9),
    "an element of a line": lambda x: x.view(-1)[0].zero_(),
    "each row": lambda x: [row.mul_(2) for row in x],
    "each number": lambda x: [number.mul_(2) for number in x[0, 0, 0]],
    "all": lambda x: x[()].add_(1),
    "all of an element": lambda x: x[0, 1, 2, 3][()].add_(1),
    "all by dots": lambda x: x[...].sub_(1),
    "a reshaped part": lambda x: x[0].reshape(6, 10)[1].zero_(),
    "a reshaped copy": lambda x: x.transpose(0, 3).reshape(-1).zero_(),
    "a row turned": lambda x: x[0, 0].T[1].fill_(3),
    "a flattened part": lambda x: x.flatten(1)[1].fill_(5),
    "a slice": lambda x: x[:, ::2, 1:3].fill_(7),
    "what a mask selects": lambda x: x[x > 5].fill_(0),
    "what a list selects": lambda x: x[[0]].fill_(0),
    "a squeezed part": lambda x: x[:1].squeeze(0).fill_(0),
    "a diagonal": lambda x: x.diagonal(1, 3, 2).mul_(3),
    "a part of a diagonal": lambda x: x.diagonal(-1)[2].fill_(0),
    "the data": lambda x: x.data[0].zero_(),
    "what is detached": lambda x: x.detach()[1].zero_(),
    "expanded to its own shape": lambda x: x.expand(x.shape).add_(1),
    "expanded by a dimension": lambda x: x.expand(1, *x.shape).add_(1),
    "a part of what is expanded": lambda x: x.expand(7, *x.shape)[2].add_(1),
    "the largest": lambda x: x.max(0).values.zero_(),
    "the largest of a number": lambda x: x[0, 0, 0, 0].max(0).values.zero_(),
    "a clone": lambda x: x.clone().zero_(),
    "what is contiguous": lambda x: x.contiguous().zero_(),
    "what is made contiguous": lambda x: x.transpose(0, 1).contiguous().zero_(),
    "itself in its dtype": lambda x: x.to(x.dtype).add_(1),
    "itself in another": lambda x: x.float().add_(1),
    "itself squeezed of nothing": lambda x: x.squeeze(()).add_(1),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_reaches_what_it_reaches_in_torch(name):
    written = []
    for dl in BOTH:
        x = dl.tensor(VALUES)
        WRITES[name](x)
        written.append(x.numpy())
    np.testing.assert_array_equal(*written)


LAYOUTS = {
    "rows": lambda x: x,
    "columns": lambda x: x[0, 0].T,
    "permuted": lambda x: x.permute(3, 1, 0, 2),
    "every other": lambda x: x[:, ::2],
    "with gaps": lambda x: x[..., ::2],
    "permuted with gaps": lambda x: x.permute(2, 0, 3, 1)[::2],
    "one column repeated": lambda x: x[0, 0, :, :1].expand(4, 6),
    "a matrix repeated": lambda x: x[0, 0].expand(7, 4, 5),
    "repeated and permuted": lambda x: x[0, 0].expand(7, 4, 5).permute(1, 0, 2),
    "with a dimension of 1": lambda x: x[:, :1].permute(1, 3, 2, 0),
    "a number": lambda x: x[0, 0, 0, 0],
}
SHAPES = [(-1,), (6, -1), (4, 5, -1), (2, 1, -1), (2, 3, 20)]


def strides(x):
    """Return how many elements lie from one to the next."""
    if isinstance(x, torch.Tensor):
        return x.stride()
    return tuple(stride // x.array.itemsize for stride in x.array.strides)


@pytest.mark.parametrize("name", LAYOUTS)
def test_memory_is_laid_out_as_torchs(name):
    ours, theirs = (LAYOUTS[name](dl.tensor(VALUES)) for dl in BOTH)
    assert strides(ours) == strides(theirs)
    assert ours.is_contiguous() == theirs.is_contiguous()
    for copy in ("clone", "contiguous"):
        assert strides(getattr(ours, copy)()) == strides(getattr(theirs, copy)())
    for shape in SHAPES:
        views = []
        for x in (ours, theirs):
            try:
                views.append(strides(x.view(shape)))
            except (ValueError, RuntimeError):
                views.append("refused")
            if views[-1] == "refused" and x.numel() % np.prod(shape) == 0:
                x.reshape(shape)  # copies what cannot be viewed
        assert views[0] == views[1], shape


@pytest.mark.parametrize(
    "write",
    [
        lambda dl, x: x.add_(1),
        lambda dl, x: x.copy_(x.clone()),
        lambda dl, x: x.clamp_(0),
        lambda dl, x: x.__setitem__(slice(None), 1),
    ],
)
def test_what_stands_in_several_places_cannot_be_written(write):
    for dl in BOTH:
        with pytest.raises(RuntimeError, match=r"expanded|more than one element"):
            write(dl, dl.ones(2).expand(3, 2))


def test_one_number_may_be_written_to_all_places_but_not_several_to_one():
    for dl in BOTH:
        assert dl.ones(2).expand(3, 2).fill_(4).zero_().tolist() == [[0, 0]] * 3
    with pytest.raises(RuntimeError, match="expanded"):  # torch warns
        scratch.ones(2).expand(3, 2)[:, [0, 1]] = scratch.ones(3, 2)


def test_no_view_means_a_refusal_that_says_so():
    x = scratch.ones(2, 3).T
    with pytest.raises(ValueError, match=r"strides \(1, 3\) has no view of shape"):
        x.view(-1)
    with pytest.raises(TypeError, match="must be a tuple of integers"):
        x.view(2.0)


def test_a_view_keeps_the_place_of_an_index_that_is_overwritten_later():
    for dl in BOTH:
        for place, overwrite in (
            (dl.tensor(1), lambda place: place.fill_(0)),
            (np.array(1), lambda place: place.fill(0)),
        ):
            x = dl.tensor([1.0, 2.0, 3.0], requires_grad=True)
            y = x * 2
            part = y[place]
            overwrite(place)
            with dl.no_grad():
                y.mul_(1)  # the view is recorded anew
            part.backward()
            assert x.grad.tolist() == [0, 2, 0]


@pytest.mark.filterwarnings("ignore:Using a non-tuple sequence")
def test_tensors_in_a_list_are_refused_which_torch_takes_for_a_tuple():
    x = scratch.tensor(VALUES)
    with pytest.raises(TypeError, match="nested lists"):
        x[[scratch.tensor(0), scratch.tensor(1)]]
    assert torch.tensor(VALUES)[[torch.tensor(0), torch.tensor(1)]].ndim == 2
