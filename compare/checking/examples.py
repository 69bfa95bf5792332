"""Arguments written as text: `randn(4, 5), {"stride": 2}`; no code of others is run."""

import ast
import operator

import numpy as np

from .unclear import Unclear

OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.FloorDiv: operator.floordiv,
}
LARGEST = 10**6  # elements of an array


class Builder:
    """Evaluates the few calls that make arrays, from one stream of random numbers."""

    def __init__(self, seed: int = 0):
        self.random = np.random.default_rng(seed)

    def shape(self, sizes):
        """Read a shape given as numbers or as one tuple."""
        flat = (
            sizes[0]
            if len(sizes) == 1 and isinstance(sizes[0], (tuple, list))
            else sizes
        )
        shape = tuple(int(n) for n in flat)
        if any(n < 0 for n in shape) or np.prod(shape, dtype=float) > LARGEST:
            raise Unclear(f"no shape of an example: {shape}")
        return shape

    def randn(self, *sizes):
        """Draw normal numbers."""
        return np.asarray(self.random.standard_normal(self.shape(sizes)))

    def rand(self, *sizes):
        """Draw uniform numbers in (0, 1)."""
        return np.asarray(self.random.uniform(0.01, 0.99, self.shape(sizes)))

    def zeros(self, *sizes):
        """Make zeros."""
        return np.zeros(self.shape(sizes))

    def ones(self, *sizes):
        """Make ones."""
        return np.ones(self.shape(sizes))

    def randint(self, *given, size=None, high=None):
        """Draw whole numbers: randint(high, shape) or randint(low, high, shape)."""
        values = [*given, *([high] if high is not None else [])]
        values += [size] if size is not None else []
        if not 2 <= len(values) <= 3:
            raise Unclear("randint takes (high, shape) or (low, high, shape)")
        low, top = (0, values[0]) if len(values) == 2 else values[:2]
        return self.random.integers(int(low), int(top), self.shape([values[-1]]))

    def onehot(self, rows, classes):
        """Draw rows with a single 1."""
        return np.eye(int(classes))[self.random.integers(0, int(classes), int(rows))]

    def arange(self, *given):
        """Count."""
        return np.arange(*[float(v) if isinstance(v, float) else int(v) for v in given])

    def array(self, values, dtype=None):
        """Make an array of nested lists; of floats unless all are whole."""
        made = np.asarray(values)
        if made.dtype.kind not in "fiub" or made.size > LARGEST:
            raise Unclear(f"no array of numbers: {values!r}")
        return made

    tensor = array


def evaluate(node, builder):
    """Evaluate one expression of the small language."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.Tuple, ast.List)):
        made = [evaluate(n, builder) for n in node.elts]
        return tuple(made) if isinstance(node, ast.Tuple) else made
    if isinstance(node, ast.Dict):
        return {
            evaluate(k, builder): evaluate(v, builder)
            for k, v in zip(node.keys, node.values)
        }
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -evaluate(node.operand, builder)
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        return OPERATIONS[type(node.op)](
            evaluate(node.left, builder), evaluate(node.right, builder)
        )
    if isinstance(node, ast.Call):
        name = (
            node.func.attr
            if isinstance(node.func, ast.Attribute)
            else getattr(node.func, "id", "")
        )
        function = getattr(builder, name, None)
        if function is not None and name not in ("shape", "random"):
            args = [evaluate(a, builder) for a in node.args]
            return function(
                *args, **{k.arg: evaluate(k.value, builder) for k in node.keywords}
            )
        raise Unclear(
            f"an example cannot call {name or ast.unparse(node.func)!r}; it knows "
            "randn, rand, randint, onehot, zeros, ones, arange, array"
        )
    raise Unclear(
        f"an example is made of arrays and literals, not of {ast.unparse(node)!r}"
    )


def parse(text: str, seed: int = 0) -> tuple[list, dict]:
    """Return the arguments, by place and by name, that a text stands for."""
    try:
        call = ast.parse(f"f({text})", mode="eval").body
    except SyntaxError as error:
        raise Unclear(f"cannot read the example {text!r}: {error.msg}") from error
    builder = Builder(seed)
    try:
        args = [evaluate(a, builder) for a in call.args]
        return args, {k.arg: evaluate(k.value, builder) for k in call.keywords}
    except Unclear:
        raise
    except Exception as error:
        raise Unclear(f"cannot read the example {text!r}: {error}") from error
