"""Which of the arrays that a candidate gives is the gradient of what."""

import itertools
import re

import numpy as np

from . import leaves, names
from .names import words
from .places import spelt
from .tensorway import TorchWay


def inputs_shape(inputs, name: str) -> tuple:
    """Return the shape of an argument."""
    return leaves.arrays(inputs)[name].shape


def called(key, name: str) -> bool:
    """Tell whether an entry is called the gradient of an argument."""
    return bool(key) and key[-1] in names.gradient_names(name)


def gradient_like(key) -> bool:
    """Tell whether an attribute is called a gradient."""
    return bool(re.search(r"grad|delta|^d[A-Z_]|^d\w{1,3}$", spelt(key)))


def is_data(name: str) -> bool:
    """Tell whether a loss of parameters takes this as data."""
    return name.partition("[")[0].lower() in DATA


# attributes that hold the gradient of what a layer was given
FIRST = words(
    """dinputs dinput dx dX din d_in d_input d_inputs input_grad grad_input grad_inputs
    dA_prev dprev input_gradient dZ_prev"""
)
# that a loss of parameters takes without a gradient: examples, the state before them
DATA = words(
    """x data input inputs images batch features feats x_train x_batch xs
    hprev h_prev h0 h_0 cprev c_prev c0 c_0"""
)
# what a network learns: W1, b2, weight, gamma, params['W']
WEIGHT = re.compile(
    r"(w|b|u|v|theta|weights?|bias|gamma|beta|params?)(_?\d|_[a-z]+|\[|$)", re.I
)


class Assignment:
    """Gradients by the arguments they belong to, settled on one example.

    Attributes
    ----------
    keys : dict
        For every leaf the place where its gradient is found.
    missing, excused : list of str
    order : list of str
        Notes on an unusual order.
    """

    def __init__(self, way, run, inputs, expected: dict, excused: set):
        self.way = way
        self.names = list(leaves.floating(inputs))
        self.keys: dict = {}
        self.notes: list[str] = []
        self.may_lack = excused
        found = dict(run.found)
        if isinstance(way, TorchWay):
            self.keys = {n: (i,) for i, n in enumerate(self.names)}
        else:
            self.by_name(found)
            self.by_custom(found)
            self.by_place(found, expected, inputs)
        lacking = [n for n in self.names if found.get(self.keys.get(n)) is None]
        zero = {n for n in lacking if not np.any(expected.get(n, 0))}
        self.excused = [n for n in lacking if n in excused or n in zero]
        given = self.keys.keys() - set(lacking)
        if (way.back == "inside" and given) or self.loss_of_weights(run, given):
            self.excused += [n for n in lacking if n not in self.excused and is_data(n)]
        self.missing = [n for n in lacking if n not in self.excused]
        for name in lacking:
            self.keys.pop(name, None)
        if self.missing and len(self.excused) + len(self.missing) == len(self.names):
            self.excused = []

    def loss_of_weights(self, run, given) -> bool:
        """Tell whether this is a whole network: one number, gradients of weights."""
        weights = [n for n in given if n not in self.may_lack and WEIGHT.match(n)]
        return bool(weights) and all(np.ndim(o) == 0 for o in run.outputs[:1])

    def by_name(self, found) -> None:
        """Take what is called dW, W_grad or grads['W'] for the gradient of W."""
        for name in self.names:
            last = re.findall(r"\w+", name)[-1]
            wanted = set(names.gradient_names(last))
            for key, array in found.items():
                if array is None or key in self.keys.values() or not key:
                    continue
                steps = [s[1] if isinstance(s, tuple) else s for s in key]
                held = any(re.search(r"grad|^d", str(s)) for s in steps[:-1])
                textual = isinstance(steps[-1], str)
                if textual and (
                    steps[-1] in wanted
                    or (steps[-1] == last and (held or not isinstance(key[-1], tuple)))
                ):
                    self.keys[name] = key
                    break
            else:
                self.by_list(name, found)

    def by_custom(self, found) -> None:
        """Take the attribute dinputs for the gradient of the first argument."""
        if not self.names or self.names[0] in self.keys or found.get(()) is not None:
            return
        for key, array in found.items():
            held = key and isinstance(key[0], tuple) and key[0][1] in FIRST
            if held and array is not None and key not in self.keys.values():
                self.keys[self.names[0]] = key
                return

    def by_list(self, name, found) -> None:
        """Match params[1] with grads[1]."""
        path = getattr(self.way, "sets", {}).get(name)
        if not path or not isinstance(path[-1][1], int):
            return
        for key, array in found.items():
            if array is None or not key or key in self.keys.values():
                continue
            last = key[-1][1] if isinstance(key[-1], tuple) else key[-1]
            if last == path[-1][1] and len(key) > 1 and re.search("grad", spelt(key)):
                self.keys[name] = key
                return

    def by_place(self, found, expected, inputs) -> None:
        """Match the rest by values, then by shape, in order."""
        open_ = [n for n in self.names if n not in self.keys]
        others = [n for n in inputs if n not in self.names]
        free = [k for k in found if k not in self.keys.values()]
        free = [k for k in free if not any(called(k, n) for n in others)]
        returned = [k for k in free if all(not isinstance(s, tuple) for s in k)]
        taken = [p for p, s in self.way.takes if p and s != ("context",)]
        # a None keeps its place, and a framework reads gradients by their place
        placed = any(found[k] is None for k in returned)
        placed |= any(s == ("context",) for _, s in self.way.takes)
        if len(returned) == len(taken) > 1 and placed:
            for key, parameter in zip(returned, taken):
                if parameter in open_:
                    self.keys[parameter] = key
            return
        pool = [k for k in returned if found[k] is not None]
        attributes = [k for k in free if k not in returned and found[k] is not None]
        firm = [n for n in open_ if n not in self.may_lack]
        if len(pool) <= len(firm):  # a target's gradient is the last to be given
            open_ = firm
        best = self.search(open_, pool, found, expected, self.may_lack)
        left = [n for n in open_ if n not in best]
        best |= self.search(left, attributes, found, expected, strict=True)
        for name in left:
            free = [k for k in attributes if k not in best.values()]
            shape = inputs_shape(inputs, name)
            fits = [k for k in free if found[k].shape == shape and gradient_like(k)]
            if name not in best and len(fits) == 1:
                best[name] = fits[0]
        self.keys |= best
        places = [pool.index(best[n]) for n in open_ if best.get(n) in pool]
        if places != sorted(places):
            ordered = sorted(
                (n for n in open_ if best.get(n) in pool),
                key=lambda n: pool.index(best[n]),
            )
            self.notes.append(f"its gradients come in the order {', '.join(ordered)}")

    @staticmethod
    def search(wanted, pool, found, expected, excused=(), strict=False) -> dict:
        """Return the assignment in which most agree."""
        if not wanted or not pool:
            return {}

        def score(name, key, i, j):
            a, b = found[key], expected.get(name)
            if b is None:
                return -1.0
            if leaves.close(a, b, 1e-4):
                return 10.0 if np.any(b) else 5.0
            if strict:
                return -9.0
            if a.shape == b.shape:
                return 3.0 - 0.1 * abs(i - j) - 0.5 * (name in excused)
            if key and isinstance(key[-1], str):
                return 0.0  # it has a name of its own
            near = a.size == b.size or a.ndim == b.ndim + 1
            return (1.0 if near else 0.2) - 0.1 * abs(i - j)

        table = np.array(
            [
                [score(n, k, i, j) for j, k in enumerate(pool)]
                for i, n in enumerate(wanted)
            ]
        )
        if len(wanted) > 6 or len(pool) > 6:
            pairs = sorted(
                (
                    (table[i, j], -i, -j)
                    for i in range(len(wanted))
                    for j in range(len(pool))
                ),
                reverse=True,
            )
            chosen: dict = {}
            for value, i, j in pairs:
                if -i not in chosen and -j not in chosen.values() and value > 0:
                    chosen[-i] = -j
        else:
            size = min(len(wanted), len(pool))
            chosen, most = {}, -np.inf
            for rows in itertools.combinations(range(len(wanted)), size):
                for columns in itertools.permutations(range(len(pool)), size):
                    total = sum(table[i, j] for i, j in zip(rows, columns))
                    if total > most + 1e-9:
                        most, chosen = total, dict(zip(rows, columns))
        return {
            wanted[i]: pool[j]
            for i, j in chosen.items()
            if table[i, j] > (5 if strict else 0)
        }

    def gradients(self, run) -> dict:
        """Return the gradients of a run by leaf."""
        found = dict(run.found)
        return {n: found.get(k) for n, k in self.keys.items()}
