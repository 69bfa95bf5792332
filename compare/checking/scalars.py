"""Candidates on scalar objects, such as micrograd's Value, element by element."""

import inspect

import numpy as np


def is_scalar_class(thing) -> bool:
    """Tell whether a class makes numbers that have data, a gradient and a backward."""
    if not inspect.isclass(thing) or not callable(getattr(thing, "backward", None)):
        return False
    try:
        one = thing(1.0)
    except Exception:
        return False
    return all(hasattr(one, n) for n in ("data", "grad")) and hasattr(one, "__mul__")


def class_of(thing):
    """Return the scalar class that a function of a module uses, or the class itself."""
    if is_scalar_class(thing):
        return thing
    known = getattr(inspect.unwrap(thing), "__globals__", {}) if callable(thing) else {}
    return next((v for v in list(known.values()) if is_scalar_class(v)), None)


def run(thing, method, args, upstream):
    """Return outputs and gradients of a function of scalars.

    A method of the class is applied to each element; a function is given nested lists.
    """
    make = class_of(thing)
    held = [
        np.vectorize(lambda v: make(float(v)), otypes=[object])(a)
        if isinstance(a, np.ndarray)
        else a
        for a in args
    ]
    if method is not None:
        each = np.vectorize(lambda *v: getattr(v[0], method)(*v[1:]), otypes=[object])
        result = each(*held)
    else:
        result = thing(
            *[
                (h.item() if h.ndim == 0 else h.tolist())
                if isinstance(h, np.ndarray)
                else h
                for h in held
            ]
        )
    result = np.asarray(result, dtype=object)
    data = np.vectorize(lambda o: float(getattr(o, "data", o)), otypes=[float])(result)
    grads = None
    if upstream:
        total = make(0.0)
        for o, u in zip(result.reshape(-1), np.ravel(upstream[0])):
            total = total + o * make(float(u))
        total.backward()
        grads = [
            np.vectorize(lambda v: float(v.grad), otypes=[float])(h)
            for h in held
            if isinstance(h, np.ndarray)
        ]
    return data, grads
