"""Which line of the reference made a node of its graph."""

import linecache
import sys
from pathlib import Path

import torch
from torch.fx.experimental.proxy_tensor import get_proxy_mode
from torch.overrides import TorchFunctionMode

TORCH = str(Path(torch.__file__).parent)
OWN = {str(Path(__file__).with_name(name)) for name in ("call.py", "trace.py")}


def caller() -> tuple[str, int] | None:
    """Return file and line of the innermost frame of the reference, if it has any."""
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename not in OWN:
        path = frame.f_code.co_filename
        if not path.startswith((TORCH, "<")):
            return path, frame.f_lineno
        frame = frame.f_back
    return None


class Lines(TorchFunctionMode):
    """Note how long the graph is before and after each call of a torch function.

    A node of the backward pass belongs to the line whose operation it differentiates:
    each autograd node that appears with a result is told its line, and notes the
    graph's length before and after it runs.
    """

    def __init__(self):
        super().__init__()
        self.spans = []  # (first node, end, (path, line))
        self.known = set()

    def __torch_function__(self, function, types, args=(), kwargs=None):
        """Run a function and note which nodes it made."""
        start, place = length(), caller()
        result = function(*args, **(kwargs or {}))
        if place is not None:
            self.spans.append((start, length(), place))
            for tensor in torch.utils._pytree.tree_leaves(result):
                if isinstance(tensor, torch.Tensor) and tensor.grad_fn is not None:
                    self.mark(tensor.grad_fn, place)
        return result

    def mark(self, function, place):
        """Give a new autograd node, and what is new before it, their place."""
        waiting = [function]
        while waiting:
            node = waiting.pop()
            if node is None or node in self.known or "Accumulate" in node.name():
                continue
            self.known.add(node)
            begun = []
            node.register_prehook(lambda _, begun=begun: begun.append(length()))
            node.register_hook(
                lambda *_, begun=begun: self.spans.append((begun[-1], length(), place))
            )
            waiting += [before for before, _ in node.next_functions]

    def of(self, graph) -> dict:
        """Return {node: "path:line: text"}; called before nodes are removed."""
        nodes, found = list(graph.graph.nodes), {}
        for start, end, (path, line) in self.spans:
            text = linecache.getline(path, line).strip()
            for node in nodes[start:end]:
                found[node] = (path, line, text)
        return found


def length() -> int:
    """Return how many nodes the graph being traced has."""
    mode = get_proxy_mode()
    return len(mode.tracer.graph.nodes) if mode is not None else 0
