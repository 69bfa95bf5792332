"""Trace forward and vjp of any torch callable into one graph of aten operations."""

import operator
from dataclasses import dataclass

import torch
from torch._guards import TracingContext, tracing
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.fx.experimental.proxy_tensor import make_fx
from torch.fx.node import map_aggregate, map_arg
from torch.nn.attention import SDPBackend, sdpa_kernel

from .call import Call, copies, outputs_of, torch_dtype
from .decompositions import TABLE
from .lines import Lines, length


@dataclass(frozen=True, eq=False)
class Trace:
    """A graph whose inputs are leaves, buffers and upstream gradients.

    Its results are outputs, gradients of the leaves and buffers after the call. `lines`
    tells for a node the line of the reference that made it, where that is known.
    """

    call: Call
    graph: torch.fx.GraphModule
    dtype: torch.dtype
    outputs: tuple[str, ...]
    lines: dict
    looks: bool  # the reference looks at values: the graph holds for these alone

    @property
    def nodes(self):
        """The nodes in the order in which they are computed."""
        return list(self.graph.graph.nodes)

    @property
    def draws(self) -> bool:
        """Whether the reference draws random numbers."""
        words = ("rand", "bernoulli", "dropout", "uniform", "normal_")
        names = [str(n.target) for n in self.nodes if n.op == "call_function"]
        return any(word in name for name in names for word in words)

    def walk(self, inputs, apply):
        """Compute every node by `apply(node, args, kwargs)`; return (result, all)."""
        env, inputs = {}, iter(inputs)
        for node in self.nodes:
            if node.op == "placeholder":
                env[node] = next(inputs)
            elif node.op == "get_attr":
                env[node] = apply(
                    node, (operator.attrgetter(node.target)(self.graph),), {}
                )
            elif node.op == "output":
                return map_arg(node.args[0], env.get), env
            else:
                args, kwargs = map_arg((node.args, node.kwargs), env.get)
                env[node] = apply(node, args, kwargs)


def joint(call: Call, buffers, used, names, lines):
    """Make (leaves, buffers, upstream) -> (outputs, gradients, buffers)."""
    count = len(call.names)

    def run(*flat):
        leaves = [t.detach().requires_grad_() for t in flat[:count]]
        state = {n: t.clone() for n, t in zip(buffers, flat[count:])}
        upstream = flat[count + len(buffers) :]
        with lines:
            outputs = outputs_of(call(leaves, state))
        names[:] = outputs
        live = [(o, g) for o, g in zip(outputs.values(), upstream) if o.requires_grad]
        found = [None] * count
        if live and leaves:
            found = torch.autograd.grad(
                [o for o, _ in live], leaves, [g for _, g in live], allow_unused=True
            )
        used[:] = [g is not None for g in found]
        zeros = [torch.zeros_like(t) for t in leaves]
        gradients = [z if g is None else g for g, z in zip(found, zeros)]
        return tuple(outputs.values()), tuple(gradients), tuple(state.values())

    return run


def trace(call: Call, upstream, dtype, strict=False) -> Trace:
    """Trace a call at its own values, in the dtype that is tested.

    So constants that depend on the dtype are those of the dtype. `strict` raises where
    the reference looks at values, since its graph holds for these values only.
    """
    dtype, names, used, lines = torch_dtype(dtype), [], [], Lines()
    leaves = [v.to(dtype) for v in call.values]
    state = [
        b.to(dtype) if b.is_floating_point() else b
        for b in copies(call.buffers).values()
    ]
    inputs = [*leaves, *state, *[g.to(dtype) for g in upstream]]
    run = joint(call, call.buffers, used, names, lines)
    # one mode of fake tensors for all nodes: each would make one of its own
    one = tracing(TracingContext(FakeTensorMode(allow_fallback_kernels=True)))
    with one, sdpa_kernel(SDPBackend.MATH), torch.enable_grad():
        graph = make_fx(
            run, decomposition_table=TABLE, _error_on_data_dependent_ops=strict
        )(*inputs)
    places = lines.of(graph)
    graph.graph.eliminate_dead_code()
    if any(writes(node) for node in graph.graph.nodes):
        graph, places = without_writing(graph, inputs, places)
    widen(graph, dtype)
    return Trace(call, graph, dtype, tuple(names), places, not strict)


def writes(node) -> bool:
    """Tell whether an operation writes into an operand."""
    return isinstance(node.target, torch._ops.OpOverload) and any(
        a.alias_info is not None and a.alias_info.is_write
        for a in node.target._schema.arguments
    )


def without_writing(graph, inputs, places):
    """Trace a graph again with every write a new value; lines follow their nodes."""
    spans = {}

    class Following(torch.fx.Interpreter):
        def run_node(self, node):
            start = length()
            result = super().run_node(node)
            if node in places:
                spans[start, length()] = places[node]
            return result

    run = torch.func.functionalize(Following(graph).run, remove="mutations")
    with tracing(TracingContext(FakeTensorMode(allow_fallback_kernels=True))):
        written = make_fx(run)(*inputs)
    nodes = list(written.graph.nodes)
    found = {n: line for (a, b), line in spans.items() for n in nodes[a:b]}
    written.graph.eliminate_dead_code()
    return written, found


def widen(graph, dtype) -> None:
    """Let a graph traced in `dtype` run in float64; random draws stay as they were."""
    for node in graph.graph.nodes:
        if node.op != "call_function":
            continue
        if "rand_like" in str(node.target):
            node.kwargs = {**node.kwargs, "dtype": dtype}
        elif "rand" not in str(node.target):
            wider = lambda a: torch.float64 if a is dtype else a  # noqa: E731
            node.args = map_aggregate(node.args, wider)
            node.kwargs = map_aggregate(node.kwargs, wider)
