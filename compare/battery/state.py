"""The battery for objects with state: each has its own, and a failure changes none."""

import numpy as np

from .example import Example, upstream
from .mismatch import check_equal, check_that
from .sides import SCRATCH, TORCH_REF, Side

SHAPE = (3, 2)  # of all parameters: state must not be told apart by it


def check_optimizer_state(example: Example, make) -> None:
    """Check what an optimiser's step and loading must leave alone.

    `make(side, params)` builds the example's optimiser.
    """
    for side in (SCRATCH, TORCH_REF):
        check_gradients_stay(example, side, make)
        check_own_state(example, side, make)
        check_loaded_apart(example, side, make)
    check_failed_load(example, make)


def params_of(example: Example, side: Side, purpose: int, count: int = 2) -> list:
    """Return parameters of one shape."""
    arrays = [upstream(example, SHAPE, purpose + i) for i in range(count)]
    return [side.tensor(array.copy(), True) for array in arrays]


def step(example: Example, side: Side, optimizer, params, purpose: int) -> None:
    """Take one step with gradients of that purpose."""
    for i, param in enumerate(params):
        param.grad = side.tensor(upstream(example, SHAPE, purpose + i))
    optimizer.step()


def values(side: Side, params) -> list[np.ndarray]:
    """Return copies of the parameters."""
    return [np.array(side.array(param)) for param in params]


def check_gradients_stay(example: Example, side: Side, make) -> None:
    """Require that a step writes into no gradient."""
    params = params_of(example, side, 200)
    optimizer = make(side, params)
    for purpose in (300, 310):
        step(example, side, optimizer, params, purpose)
        for i, param in enumerate(params):
            given = upstream(example, SHAPE, purpose + i)
            check = f"{side}: the gradient of parameter {i} after a step"
            names = ("it", "what was given")
            check_equal(example.case.name, check, side.array(param.grad), given, names)


def check_own_state(example: Example, side: Side, make) -> None:
    """Require the same walk of a parameter with another of its shape and without."""
    together = params_of(example, side, 200)
    optimizer = make(side, together)
    for purpose in (300, 310, 320):
        step(example, side, optimizer, together, purpose)
    for i in range(2):
        alone = params_of(example, side, 200 + i, 1)
        optimizer = make(side, alone)
        for purpose in (300, 310, 320):
            step(example, side, optimizer, alone, purpose + i)
        check = f"{side}: parameter {i} among others of its shape"
        pair = values(side, together)[i], values(side, alone)[0]
        check_equal(example.case.name, check, *pair, ("it", "alone"))


def check_loaded_apart(example: Example, side: Side, make) -> None:
    """Require that state loaded into another optimiser is a copy."""
    first, second = (params_of(example, side, 200) for _ in "ab")
    source, loaded = make(side, first), make(side, second)
    step(example, side, source, first, 300)
    loaded.load_state_dict(source.state_dict())
    step(example, side, loaded, second, 310)
    step(example, side, loaded, second, 320)
    step(example, side, source, first, 310)
    alone = params_of(example, side, 200)
    optimizer = make(side, alone)
    for purpose in (300, 310):
        step(example, side, optimizer, alone, purpose)
    for i, pair in enumerate(zip(values(side, first), values(side, alone))):
        check = f"{side}: parameter {i} while another optimiser uses the loaded state"
        check_equal(example.case.name, check, *pair, ("it", "alone"))


def check_failed_load(example: Example, make) -> None:
    """Require that a state that is refused changes nothing."""
    side, name = SCRATCH, example.case.name
    params = params_of(example, side, 200)
    optimizer = make(side, params)
    step(example, side, optimizer, params, 300)
    other = [*params_of(example, side, 400, 1), side.tensor(np.ones(7), True)]
    source = make(side, other)
    for i, param in enumerate(other):
        param.grad = side.tensor(
            np.array(upstream(example, param.array.shape, 410 + i))
        )
    source.step()
    wrong = source.state_dict()
    tensors = [
        np.shape(side.array(m))
        for m in wrong["state"].get(1, {}).values()
        if side.is_tensor(m)
    ]
    if (7,) not in tensors:
        return  # it keeps nothing that has a shape
    before = described(side, optimizer)
    refused = False
    try:
        optimizer.load_state_dict(wrong)
    except ValueError:
        refused = True
    check_that(refused, name, "state of another shape", "scratch takes it")
    check_that(
        described(side, optimizer) == before,
        name,
        "a state that is refused",
        "it has changed the optimiser",
    )


def described(side: Side, optimizer) -> str:
    """Write all of an optimiser's state."""
    kept = optimizer.state_dict()
    rows = [
        (index, key, side.array(v).tolist() if side.is_tensor(v) else v)
        for index, members in kept["state"].items()
        for key, v in members.items()
    ]
    return repr((rows, kept["param_groups"]))


def check_failed_module_load(example: Example, module) -> None:
    """Require that a module's state that is refused changes no tensor of it."""
    name = example.case.name
    kept = {k: SCRATCH.array(v).copy() for k, v in module.state_dict().items()}
    if len(kept) < 2:
        return
    last = list(kept)[-1]
    wrong = {k: SCRATCH.tensor(np.asarray(a + 1, a.dtype)) for k, a in kept.items()}
    wrong[last] = SCRATCH.tensor(np.ones((2, 3, 2, 3)))
    refused = False
    try:
        module.load_state_dict(wrong)
    except ValueError:
        refused = True
    check_that(refused, name, f"state_dict with a wrong {last}", "scratch takes it")
    for key, value in module.state_dict().items():
        check = f"{key} after a state_dict that was refused"
        check_equal(name, check, SCRATCH.array(value), kept[key], ("it", "before"))
