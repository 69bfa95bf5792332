"""Products of tensors, summed over the letters that the result leaves out."""

from string import ascii_letters

import numpy as np

from .autograd import checked, differentiable
from .checks import check_floating


def einsum(equation, *operands):
    """Return the product of tensors by Einstein's rule, as "ij,jk->ik".

    Every letter is a dimension; over those that the right side lacks it is summed.
    """
    if not isinstance(equation, str):
        raise TypeError(f"equation must be a str, got {type(equation).__name__}")
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = operands[0]
    product = summed if len(operands) <= 2 else contracted
    return product(list(operands), equation)


@checked("operands[]")
def contracted(operands, equation):
    """Return the product, two operands at a time from the left, as torch takes them."""
    inputs, result = read(equation, [len(operand.shape) for operand in operands])
    while len(operands) > 2:
        pair, later = inputs[0] + inputs[1], "".join([*inputs[2:], result])
        kept = "".join(c for c in dict.fromkeys(pair) if c in later)
        first = summed(operands[:2], f"{inputs[0]},{inputs[1]}->{kept}")
        operands, inputs = [first, *operands[2:]], [kept, *inputs[2:]]
    return summed(operands, ",".join(inputs) + "->" + result)


@differentiable("operands[]")
def summed(operands, equation):
    """Return the product of arrays by Einstein's rule, and its gradients."""
    if len({operand.dtype for operand in operands}) > 1:
        raise ValueError(f"operands must have one dtype, got {operands[0].dtype}, ...")
    for operand in operands:
        check_floating("operands", operand)
    inputs, result = read(equation, [operand.ndim for operand in operands])
    sizes = {}
    for letters, operand in zip(inputs, operands):
        for letter, size in zip(letters, operand.shape):
            if sizes.setdefault(letter, size) not in (size, 1) and size != 1:
                raise ValueError(f"{letter} has sizes {sizes[letter]} and {size}")
            sizes[letter] = max(sizes[letter], size)
    output = np.einsum(",".join(inputs) + "->" + result, *operands, optimize=True)

    def backward(doutput):
        return [
            gradient(doutput, position, operands, inputs, result, sizes)
            for position in range(len(operands))
        ], None

    return output, backward


def gradient(doutput, position, operands, inputs, result, sizes):
    """Return the product of doutput and all operands but one, in that one's letters."""
    own, shape = inputs[position], operands[position].shape
    letters = "".join(dict.fromkeys(own))
    arrays = [doutput, *operands[:position], *operands[position + 1 :]]
    names = [result, *inputs[:position], *inputs[position + 1 :]]
    for letter in letters:  # summed in this operand alone: the same for all of it
        if not any(letter in name for name in names):
            arrays.append(np.ones(sizes[letter], doutput.dtype))
            names.append(letter)
    product = np.einsum(",".join(names) + "->" + letters, *arrays, optimize=True)
    stretched = tuple(
        i for i, c in enumerate(letters) if shape[own.index(c)] == 1 != sizes[c]
    )
    product = product.sum(stretched, keepdims=True)
    if letters == own:
        return product
    dinput = np.zeros(shape, doutput.dtype)  # a letter twice: the diagonal
    places = np.indices(product.shape)
    dinput[tuple(places[letters.index(c)] for c in own)] = product
    return dinput


def read(equation, ranks):
    """Return the letters of each operand and of the result, the dots written out."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(ranks):
        raise ValueError(f"{equation!r} names {len(terms)} tensors, got {len(ranks)}")
    free = [c for c in ascii_letters if c not in equation]
    most = max([n - len(t) + 3 for t, n in zip(terms, ranks) if "..." in t], default=0)
    dots = "".join(free[:most])
    inputs = []
    for term, rank in zip(terms, ranks):
        more = rank - len(term.replace("...", ""))
        if more < 0 or ("..." not in term and more):
            raise ValueError(
                f"{term!r} does not name the {rank} dimensions of a tensor"
            )
        inputs.append(term.replace("...", dots[len(dots) - more :] if more else ""))
    if arrow:
        result = right.replace("...", dots)
    else:
        single = [c for c in sorted(set(left) - set(",.")) if left.count(c) == 1]
        result = dots + "".join(single)
    for letter in result:
        if not any(letter in term for term in inputs) or result.count(letter) > 1:
            raise ValueError(
                f"the result of {equation!r} has {letter!r} once too often"
            )
    return inputs, result
