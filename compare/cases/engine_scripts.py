"""Cases of what scripts do beside computing: draw in place, hook, ask, inherit."""

from .case import ProgramCase

FILLS = (
    ("bernoulli_", ()),
    ("bernoulli_", (0.25,)),
    ("exponential_", ()),
    ("exponential_", (2.0,)),
    ("normal_", (1.0, 0.5)),
    ("random_", (9,)),
    ("random_", (-3, 4)),
    ("uniform_", (-1.0, 1.0)),
)


def drawn(dl, n, seed):
    """Fill tensors by their methods, one stream for all."""
    dl.manual_seed(seed)
    found = [getattr(dl.zeros(n), name)(*options) for name, options in FILLS]
    rows = dl.zeros(n, 2, dtype=dl.int64)
    rows[0].random_(100)
    return {"filled": found, "whole": rows, "next": dl.rand(2)}


def hooked(dl, input):
    """Look at a graph, and at gradients inside it."""
    x = dl.autograd.Variable(input, requires_grad=True)
    seen = []
    inner = (x * 2).exp()
    inner.retain_grad()
    inner.register_hook(lambda gradient: gradient * 3)
    x.register_hook(lambda gradient: seen.append(gradient.clone()))
    (inner * x).sum().backward()
    return {
        "names": [inner.grad_fn.name(), inner.sum().grad_fn.name(), x.grad_fn],
        "retained": [inner.retains_grad, inner.grad],
        "leaf": [seen, x.grad, isinstance(input, dl.autograd.Variable)],
    }


def sloped(dl, input, other):
    """Ask for the slopes of a function of one tensor, and of two."""
    functional = dl.autograd.functional
    return {
        "one": functional.jacobian(lambda x: (x * x).sum(0), input),
        "two": functional.jacobian(lambda x, y: x @ y.T, (input, other)),
        "vector": functional.vjp(lambda x: x * x, input, other),
    }


def placed(dl, input):
    """Ask where tensors are, and how they lie."""
    device = dl.device("cuda" if dl.cuda.is_available() else "cpu")
    here = input.to(device, non_blocking=True)
    linear = dl.nn.Linear(2, 3, device=device).to(device)
    made = [dl.zeros(2, device="cpu"), dl.ones(2, device=device), input.cpu()]
    return {
        "device": [str(device), device.type, repr(device), device == here.device],
        "where": [here.is_cuda, str(here.device), here.get_device()],
        "made": [str(t.device) for t in made],
        "parameters": [str(p.device) for p in linear.parameters()],
        "lies": [input.is_contiguous(), input.t().is_contiguous(), input.t().stride()],
        "accelerators": [
            dl.cuda.is_available(),
            dl.accelerator.is_available(),
            dl.backends.mps.is_available(),
            dl.cuda.device_count(),
            dl.backends.cudnn.enabled in (True, False),
        ],
        "version": dl.__version__.partition("+")[0].split(".")[:2],
        "like": [input.type(), dl.ones(1).double().type_as(input).type()],
    }


def inherited(dl, factor):
    """Write a schedule and a step by step rule of one's own, as scripts do."""

    class Decay(dl.optim.lr_scheduler._LRScheduler):
        def get_lr(self):
            return [base * factor**self.last_epoch for base in self.base_lrs]

    optimizer = dl.optim.SGD([dl.zeros(1, requires_grad=True)], lr=0.5)
    schedule, rates = Decay(optimizer), []
    for _ in range(5):
        optimizer.step()
        schedule.step()
        rates += [schedule.get_last_lr(), optimizer.param_groups[0]["lr"]]
    again = Decay(optimizer)
    again.load_state_dict(schedule.state_dict())
    return {"rates": rates, "epoch": again.last_epoch}


def written(dl, input, scale):
    """Write a function with its backward, as torch's tutorial does."""

    class Bent(dl.autograd.Function):
        @staticmethod
        def forward(ctx, input, scale):
            ctx.save_for_backward(input)
            ctx.scale = scale
            return input.clamp(min=0) * scale

        @staticmethod
        def backward(ctx, doutput):
            (input,) = ctx.saved_tensors
            return doutput * ctx.scale * (input > 0), None

    x = input.clone().requires_grad_()
    output = Bent.apply(x * 2, scale)
    (gradient,) = dl.autograd.grad((output * output).sum(), x)
    return {"output": output, "gradient": gradient, "name": output.grad_fn.name()}


def made(dl, input):
    """Give a module members by name, and find them again."""

    class Scaled(dl.nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("mean", input.mean(0))
            self.register_buffer("seen", dl.zeros(1), persistent=False)
            self.register_parameter("scale", dl.nn.Parameter(dl.ones(2)))
            self.add_module("last", dl.nn.Identity())

        def extra_repr(self):
            return "by hand"

        def forward(self, input):
            return self.last((input - self.mean) * self.scale)

    net = dl.nn.Sequential(Scaled(), dl.nn.Tanh())
    return {
        "output": net(input),
        "saved": list(net.state_dict()),
        "buffer": [net.get_buffer("0.mean"), net.get_buffer("0.seen")],
        "members": [net.get_parameter("0.scale"), repr(net.get_submodule("0.last"))],
        "text": repr(net),
    }


CASES = [
    ProgramCase(
        name="functions of one's own",
        arguments=lambda draw: {
            "input": draw.array(draw.size(), specials=()),
            "scale": draw.choice((0.5, 2.0)),
        },
        program=written,
        third=True,
        weight=0.2,
        covers=("autograd.Function", "autograd.grad"),
    ),
    ProgramCase(
        name="members by name",
        arguments=lambda draw: {"input": draw.inside(-1, 1, draw.size(2), 2)},
        program=made,
        third=True,
        exact=lambda arguments: False,
        weight=0.2,
        covers=(
            *("Module.register_buffer", "Module.register_parameter"),
            *("Module.add_module", "Module.get_buffer", "Module.get_parameter"),
            *("Module.get_submodule", "Module.extra_repr"),
        ),
    ),
    ProgramCase(
        name="draws in place",
        arguments=lambda draw: {"n": draw.size(1, 40), "seed": draw.integer(0, 999)},
        program=drawn,
        third=True,
        weight=0.3,
        covers=(
            *("Tensor.bernoulli_", "Tensor.exponential_", "Tensor.normal_"),
            *("Tensor.random_", "Tensor.uniform_"),
        ),
    ),
    ProgramCase(
        name="hooks of tensors",
        arguments=lambda draw: {"input": draw.inside(-1, 1, draw.size())},
        program=hooked,
        third=True,
        exact=lambda arguments: False,
        weight=0.3,
        covers=(
            *("Tensor.retain_grad", "Tensor.register_hook", "Tensor.grad_fn"),
            "autograd.Variable",
        ),
    ),
    ProgramCase(
        name="slopes of functions",
        arguments=lambda draw: {
            "input": draw.inside(-1, 1, 3, 2),
            "other": draw.inside(-1, 1, 3, 2),
        },
        program=sloped,
        third=True,
        exact=lambda arguments: False,
        weight=0.2,
        covers=("autograd.functional.jacobian", "autograd.functional.vjp"),
    ),
    ProgramCase(
        name="places of tensors",
        arguments=lambda draw: {"input": draw.array(2, 3, specials=())},
        program=placed,
        third=True,
        weight=0.2,
        covers=(
            *("cuda.is_available", "accelerator.is_available", "Tensor.is_contiguous"),
            *(
                "backends.mps.is_available",
                "backends.cudnn.enabled",
                "device",
                "Tensor.is_cuda",
                "__version__",
            ),
            *("Tensor.cpu", "Tensor.get_device", "Tensor.type_as", "Tensor.stride"),
            *("Tensor.device", "Tensor.to", "Tensor.type"),
        ),
    ),
    ProgramCase(
        name="schedules of one's own",
        arguments=lambda draw: {"factor": draw.choice((0.5, 0.75, 1.0))},
        program=inherited,
        third=True,
        weight=0.2,
        covers=("optim.lr_scheduler._LRScheduler",),
    ),
]
