"""Run a traced graph again with one thing changed, and compute what depends on it."""

import torch
from torch.fx import Node
from torch.fx.node import map_arg

RESHAPING = ("view", "reshape", "_unsafe_view", "squeeze")
COPIES = ("alias", "clone", "detach")


def name_of(node) -> str:
    """Return the name of a node's operation."""
    if isinstance(node.target, torch._ops.OpOverload):
        return node.target.overloadpacket.__name__
    return getattr(node.target, "__name__", str(node.target))


class Replay:
    """A graph with all its values for one call, and what follows from each node."""

    def __init__(self, trace, inputs):
        self.trace, self.nodes = trace, trace.nodes
        holders = [n for n in self.nodes if n.op == "placeholder"]
        self.leaves = holders[: len(trace.call.names)]
        self.upstream = holders[len(holders) - len(trace.outputs) :]
        with torch.no_grad():
            _, self.values = trace.walk(inputs, compute)
        outputs, gradients, _ = self.nodes[-1].args[0]
        self.outputs, self.gradients = list(outputs), list(gradients)
        self.forward = before(self.outputs)
        wanted = before(self.gradients)
        self.backward = [
            n for n in self.nodes if n in wanted and n.op == "call_function"
        ]
        self.after = self.following(self.upstream)
        self.ahead: dict = {}
        self.words = dict(zip(self.leaves, trace.call.names))
        inner = holders[len(self.leaves) : len(holders) - len(self.upstream)]
        self.words.update(zip(inner, trace.call.buffers))
        coming = [f"upstream of {n}" for n in trace.outputs]
        if len(coming) == 1:
            coming = ["upstream"]
        self.words.update(zip(self.upstream, coming))

    def following(self, start) -> set:
        """Return the nodes that depend on some."""
        found = set(start)
        for node in self.nodes:
            if node.op == "call_function" and not found.isdisjoint(
                node.all_input_nodes
            ):
                found.add(node)
        return found

    def run(self, changes) -> list:
        """Return the gradients if some nodes had other values.

        `changes` has, for each, a value, or a function of its operands (a list). Values
        that the forward pass needs stay as they are: it is the backward pass that errs.
        """
        key = frozenset(changes)
        if key not in self.ahead:
            follow = self.following(key)
            later = [n for n in self.backward if n in follow]
            self.ahead[key] = [n for n in later if n in key or n not in self.forward]
        changed = {n: v for n, v in changes.items() if not callable(v)}

        def look(n):
            return changed[n] if n in changed else self.values[n]

        for node in self.ahead[key]:
            if node not in changed:
                args, kwargs = map_arg((node.args, node.kwargs), look)
                changed[node] = self.compute(changes.get(node), node, args, kwargs)
        return [look(n) for n in self.gradients]

    def compute(self, act, node, args, kwargs):
        """Compute a node; what fits its last reshaping no more keeps its own shape."""
        try:
            return act(args) if act else node.target(*args, **kwargs)
        except RuntimeError:
            if name_of(node) not in RESHAPING:
                raise
            return args[0].squeeze()

    def reaches(self, node) -> frozenset[int]:
        """Return which gradients depend on a node."""
        follow = self.following([node])
        return frozenset(i for i, g in enumerate(self.gradients) if g in follow)

    def with_argument(self, node, index, value):
        """Return a node's value with one of its arguments replaced, all alike."""
        arg = node.args[index]
        args, kwargs = map_arg((node.args, node.kwargs), self.values.get)
        args = [value if a is arg else b for a, b in zip(node.args, args)]
        return node.target(*args, **kwargs)

    def tensor(self, node):
        """Return a node's value if it is a floating tensor."""
        value = self.values.get(node) if isinstance(node, Node) else None
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            return value
        return None

    def origin(self, node):
        """Return what a node is a mere copy of."""
        while isinstance(node, Node) and name_of(node) in COPIES:
            node = node.args[0]
        return node

    def written(self, node, depth=3) -> str:
        """Write a node as an expression of what it is made from."""
        node = self.origin(node)
        if not isinstance(node, Node):
            return f"{node:g}" if isinstance(node, (int, float)) else "..."
        if node.op != "call_function" or depth == 0:
            return self.words.get(node, node.name)
        parts = [a for a in node.args if isinstance(a, (Node, int, float))]
        inner = ", ".join(self.written(a, depth - 1) for a in parts)
        return f"{name_of(node)}({inner})"


def compute(node, args, kwargs):
    """Compute a node as it stands."""
    if node.op == "get_attr":
        value = args[0]
        return value.double() if value.is_floating_point() else value
    return node.target(*args, **kwargs)


def before(nodes) -> set:
    """Return the nodes on which some depend, themselves included."""
    found, waiting = set(), [n for n in nodes if isinstance(n, Node)]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += node.all_input_nodes
    return found
