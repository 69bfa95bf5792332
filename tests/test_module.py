"""Modules own, name, convert and print their members as torch's do."""

import numpy as np
import pytest

import scratch
import torch_ref


def network(dl):
    """Return a network with a shared layer, a reserved name and buffers."""
    shared = dl.Linear(2, 2)
    net = dl.Sequential(
        dl.Linear(3, 2), dl.BatchNorm1d(2), dl.ModuleList([shared, dl.ReLU()])
    )
    net.append(shared)
    net.register_parameter("scale", dl.Parameter(dl.ones(2)))
    net.register_parameter("reserved", None)
    net.register_buffer("kept", dl.tensor([1, 2]))
    net.register_buffer("later", None)
    net.add_module("again", net[0])
    net.add_module("gone", dl.ReLU())
    net.gone = None
    net.add_module("last", dl.Tanh())
    net.register_parameter("tied", net.scale)
    return net


def described(net):
    """Return every list of names that a module gives, its text and its shapes."""
    return {
        "modules": [(n, type(m).__name__) for n, m in net.named_modules()],
        "prefixed": [n for n, _ in net.named_modules(prefix="net")],
        "children": [n for n, _ in net.named_children()],
        "parameters": [(n, tuple(p.shape)) for n, p in net.named_parameters()],
        "own": [n for n, _ in net.named_parameters(recurse=False)],
        "below": [n for n, _ in net.named_parameters(prefix="net")],
        "buffers": [n for n, _ in net.named_buffers()],
        "own buffers": [n for n, _ in net.named_buffers("net", recurse=False)],
        "counts": [
            len(list(found))
            for found in (net.modules(), net.children(), net.parameters(False))
        ],
        "state": [(k, tuple(v.shape)) for k, v in net.state_dict().items()],
        "buffers too": [tuple(b.shape) for b in net.buffers()],
        "direct buffers": [tuple(b.shape) for b in net.buffers(False)],
        "text": repr(net),
    }


def test_names_order_and_text_are_torchs():
    ours, theirs = described(network(scratch)), described(network(torch_ref))
    for key, expected in theirs.items():
        assert ours[key] == expected, key


def test_members_are_set_replaced_and_forgotten(dl):
    net = dl.Module()
    assert net.training is True
    net.loose = dl.ones(2)
    assert net.state_dict() == {}
    net.member = 3
    net.member = dl.Parameter(dl.ones(2))
    assert [n for n, _ in net.named_parameters()] == ["member"]
    net.member = None
    assert list(net.parameters()) == []
    net.member = dl.Parameter(dl.ones(2))
    with pytest.raises(TypeError, match="member"):
        net.member = 3
    with pytest.raises(TypeError, match="member"):
        net.member = dl.ReLU()
    with pytest.raises(TypeError, match="member"):
        net.member = dl.ones(2)
    del net.member
    net.member = dl.ReLU()
    assert [n for n, _ in net.named_children()] == ["member"]
    assert list(net.parameters()) == []
    with pytest.raises(TypeError, match="member"):
        net.member = dl.ones(2)
    net.member = dl.Parameter(dl.ones(2))
    assert list(net.named_children()) == []
    net.register_buffer("table", dl.ones(2))
    net.table = dl.Parameter(dl.ones(2))
    assert [n for n, _ in net.named_parameters()] == ["member", "table"]
    assert list(net.named_buffers()) == []
    net.register_buffer("other", dl.ones(2))
    net.other = dl.ReLU()
    assert [n for n, _ in net.named_children()] == ["other"]
    net.other = None
    assert list(net.named_children()) == []
    del net.member
    assert not hasattr(net, "member")
    with pytest.raises(AttributeError):
        del net.member
    net.plain = 3
    del net.plain
    assert not hasattr(net, "plain")
    net.register_buffer("mean", dl.ones(2))
    net.mean = dl.zeros(2)
    assert net.state_dict()["mean"].tolist() == [0.0, 0.0]
    with pytest.raises(TypeError, match="mean"):
        net.mean = [1.0]
    with pytest.raises(NotImplementedError):
        net(3)

    class Early(dl.Module):
        def __init__(self, member):
            self.member = member

    for member in (dl.ReLU(), dl.Parameter(dl.ones(1))):
        with pytest.raises(AttributeError, match=r"__init__\(\)"):
            Early(member)


def test_a_member_that_is_replaced_keeps_its_place(dl):
    layer = dl.Linear(2, 1)
    layer.weight = dl.Parameter(dl.ones(1, 2))
    assert [name for name, _ in layer.named_parameters()] == ["weight", "bias"]
    assert layer.weight.tolist() == [[1.0, 1.0]]


def test_what_is_no_member_is_refused(dl):
    net = dl.Module()
    for call, error in (
        (lambda: net.register_parameter("x", dl.ones(1)), TypeError),
        (lambda: net.register_buffer("x", [1.0]), TypeError),
        (lambda: net.add_module("x", 3), TypeError),
        (lambda: net.train(1), ValueError),
        (lambda: dl.Sequential(3), TypeError),
        (lambda: dl.ModuleList([3]), TypeError),
    ):
        with pytest.raises(error):
            call()


def test_modes_gradients_and_dtypes_are_those_of_the_whole_tree(dl):
    net = network(dl)
    assert net.eval() is net.train(True) is net
    net[2].eval()
    assert [m.training for m in net.modules()] == [True] * 3 + [False] * 3 + [True]
    assert not any(m.training for m in net.eval().modules())
    assert all(m.training for m in net.train().modules())
    assert net.requires_grad_(False) is net
    assert not any(p.requires_grad for p in net.parameters())
    assert all(p.requires_grad for p in net.requires_grad_().parameters())
    first = net[0].weight
    first.grad = dl.ones(2, 3)
    net.zero_grad(set_to_none=False)
    assert first.grad.tolist() == [[0.0] * 3] * 2
    assert net[0].bias.grad is None
    net.zero_grad()
    assert first.grad is None
    values = first.detach().numpy()
    before = values.copy()
    assert np.shares_memory(net.float()[0].weight.detach().numpy(), values)
    assert net.double() is net
    assert net[0].weight.detach().numpy().tolist() == before.tolist()
    assert {str(v.dtype)[-7:] for v in net.state_dict().values()} == {
        "float64",
        str(dl.int64)[-7:],
    }
    assert net.float() is net
    assert net.kept.dtype == dl.int64
    assert net[0].weight.dtype == dl.float32
    assert net.to(dl.float64)[1].running_mean.dtype == dl.float64
    visited = []
    assert net.apply(lambda m: visited.append(type(m).__name__)) is net
    assert visited[-1] == "Sequential"
    assert visited.index("Linear") < visited.index("ModuleList")


def test_a_state_is_shared_when_given_and_copied_when_taken(dl):
    net, other = network(dl), network(dl)
    state = net.state_dict()
    assert not state["scale"].requires_grad
    with dl.no_grad():
        net.scale += 1
    assert state["scale"].tolist() == [2.0, 2.0]
    other.load_state_dict(state)
    with dl.no_grad():
        net.scale += 1
    assert other.scale.tolist() == [2.0, 2.0]
    assert dl.equal(other[0].weight, net[0].weight)
    partial = {"scale": dl.zeros(2), "unknown": dl.ones(1)}
    other.load_state_dict(partial, strict=False)
    assert other.scale.tolist() == [0.0, 0.0]
    for wrong in (
        {**state, "unknown": dl.ones(1)},
        {k: v for k, v in state.items() if k != "scale"},
        {**state, "scale": dl.ones(3)},
    ):
        with pytest.raises((ValueError, RuntimeError), match=r"scale|unknown"):
            other.load_state_dict(wrong)


def test_a_state_that_does_not_fit_changes_nothing_and_is_told_in_full():
    net = network(scratch)
    state = {k: v.clone() for k, v in net.state_dict().items()}
    wrong = {**state, "scale": scratch.ones(3), "more": scratch.ones(1)}
    del wrong["kept"]
    for key in ("0.weight", "0.bias"):
        wrong[key] = wrong[key] + 1
    with pytest.raises(ValueError, match="Sequential: unknown key 'more'; missing key"):
        net.load_state_dict(wrong)
    with pytest.raises(ValueError, match=r"must have shape \(2,\), got \(3,\)"):
        net.load_state_dict({**state, "scale": scratch.ones(3)}, strict=False)
    with pytest.raises(TypeError, match="scale must be a Tensor, got list"):
        net.load_state_dict({**wrong, "scale": [1.0]})
    for key, value in net.state_dict().items():
        assert scratch.equal(value, state[key])


def test_sequences_are_lists_of_modules(dl):
    for make in (lambda *m: dl.Sequential(*m), lambda *m: dl.ModuleList(m)):
        first, second, third = dl.ReLU(), dl.Tanh(), dl.Sigmoid()
        sequence = make(first, second)
        assert sequence.append(third) is sequence
        assert len(sequence) == 3
        assert list(sequence) == [first, second, third]
        assert sequence[-1] is third
        assert type(sequence[1:]) is type(sequence)
        assert list(sequence[1:]) == [second, third]
        assert [n for n, _ in sequence.named_children()] == ["0", "1", "2"]
    more = dl.ModuleList()
    assert more.extend([first, second]) is more
    assert list(more) == [first, second]
    x = dl.tensor(np.array([-1.0, 2.0]))
    assert dl.equal(dl.Sequential(first, second)(x), second(first(x)))
