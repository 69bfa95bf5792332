"""Buffers that are not saved, members by their dotted names, hooks on modules."""

import pytest

import scratch


def test_a_buffer_that_is_not_persistent_is_not_saved(dl):
    net = dl.Sequential(dl.Linear(2, 2))
    net.register_buffer("mask", dl.ones(2), persistent=False)
    net.register_buffer("kept", dl.ones(2))
    assert list(net.state_dict()) == ["kept", "0.weight", "0.bias"]
    assert [name for name, _ in net.named_buffers()] == ["mask", "kept"]
    answer = net.load_state_dict(net.state_dict())
    assert repr(answer) == "<All keys matched successfully>"
    net.register_buffer("mask", dl.zeros(2))
    assert "mask" in net.state_dict()
    answer = net.load_state_dict({"other": dl.ones(1)}, strict=False)
    assert answer.unexpected_keys == ["other"]
    assert answer.missing_keys == list(net.state_dict())


def test_members_are_found_by_dotted_names(dl):
    net = dl.ModuleDict({"body": dl.Sequential(dl.Linear(2, 3), dl.BatchNorm1d(3))})
    assert net.get_submodule("") is net
    assert net.get_submodule("body.0") is net["body"][0]
    assert net.get_parameter("body.0.bias") is net["body"][0].bias
    assert net.get_buffer("body.1.running_var") is net["body"][1].running_var
    for call, target in (
        (net.get_submodule, "body.7"),
        (net.get_submodule, "body.0.weight"),
        (net.get_parameter, "body.1.running_mean"),
        (net.get_buffer, "body.0.bias"),
    ):
        with pytest.raises(AttributeError):
            call(target)


@pytest.mark.parametrize("name", ["a.b", "", "forward"])
def test_a_name_that_cannot_be_is_refused(dl, name):
    net = dl.Module()
    for register in (net.add_module, net.register_parameter, net.register_buffer):
        with pytest.raises(KeyError):
            register(name, None)


def test_hooks_come_in_order_and_go(dl):
    net, order = dl.ReLU(), []
    first = net.register_forward_hook(lambda m, a, o: order.append(1))
    net.register_forward_hook(lambda m, a, o: order.append(0), prepend=True)
    net.register_forward_pre_hook(
        lambda m, a, k: (a, {**k, "input": k["input"] + 1}), with_kwargs=True
    )
    assert net(input=dl.ones(1)).item() == 2
    first.remove()
    net(input=dl.ones(1))
    assert order == [0, 1, 0]


def test_a_backward_hook_without_inputs_that_require_grad_sees_the_outputs(dl):
    net, seen = dl.Linear(2, 1), []
    net.register_full_backward_hook(lambda m, din, dout: seen.append((din, dout)))
    with dl.no_grad():
        net(dl.ones(1, 2))
    assert not seen
    net(dl.ones(1, 2, requires_grad=True)).backward()
    [(dinput, [doutput])] = seen
    assert dl.equal(dinput[0], net.weight.detach())
    assert doutput.tolist() == [[1]]


def test_the_dtypes_of_modules_are_asked_for(dl):
    place = {"device": "cpu", "dtype": dl.float64}
    modules = [
        dl.Linear(2, 2, **place),
        dl.Embedding(2, 2, **place),
        dl.BatchNorm1d(2, **place),
        dl.LayerNorm(2, **place),
        dl.PReLU(**place),
    ]
    for module in modules:
        assert {param.dtype for param in module.parameters()} == {dl.float64}
    net = dl.Sequential(*modules)
    loss = net[0](dl.ones(1, 2, dtype=dl.float64)).sum()
    loss.backward()
    assert net.to("cpu", dl.float32)[0].weight.grad.dtype == dl.float32
    with pytest.raises(TypeError):
        net.to(dl.int64)
    with pytest.raises((ValueError, AssertionError, RuntimeError)):
        net.to("cuda")


def test_every_random_factory_takes_a_device(dl):
    made = [
        dl.rand(2, device="cpu"),
        dl.randn(2, device=dl.device("cpu")),
        dl.rand_like(dl.ones(2), device="cpu"),
        dl.randn_like(dl.ones(2), device="cpu"),
        dl.randint(3, (2,), device="cpu"),
        dl.randint_like(dl.ones(2), 3, device="cpu"),
        dl.randperm(2, device="cpu"),
        dl.normal(0.0, 1.0, (2,), device="cpu", requires_grad=True),
    ]
    assert {str(tensor.device) for tensor in made} == {"cpu"}
    assert made[-1].requires_grad


def test_another_device_is_refused_by_name():
    for make in (scratch.rand, scratch.randn, scratch.randperm):
        with pytest.raises(ValueError, match="on the CPU alone, got device cuda"):
            make(2, device="cuda")
