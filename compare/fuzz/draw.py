"""Draw a program while torch runs it."""

from .choices import Choices
from .operations import OPERATIONS
from .state import State
from .tensors import is_leaf, wants_grad

LONGEST = 26  # statements, with the tensors that operations were given
WHEEL = [o.name for o in OPERATIONS.values() for _ in range(o.weight)]


def draw_program(choices: Choices) -> State:
    """Draw a program of 3 to 12 operations, their tensors before them."""
    state = State(choices)
    for _ in range(choices.one((1, 1, 2))):
        state.float_leaf(grad=80)
    if choices.chance(25):
        state.other_leaf()
    wanted = choices.between(3, 12)
    while wanted > 0 and len(state.program) < LONGEST:
        add(state)
        wanted -= 1
    finish(state)
    state.machine.restore()
    return state


def add(state: State) -> None:
    """Append one operation."""
    choices = state.choices
    operation = OPERATIONS[choices.one(WHEEL)]
    args = operation.draw(choices, state)
    if args is None or any(arg is None for arg in args[:1]):
        return
    mode = ""
    if operation.writes and state.is_behind(args):
        return
    if operation.writes and args and wants_no_grad(state, args):
        mode = "no_grad" if choices.chance(97) else ""
    elif choices.chance(3):
        mode = "no_grad"
    state.emit(operation.name, *args, mode=mode)


def wants_no_grad(state, args) -> bool:
    """Whether an operand of a write requires grad."""
    return any(
        getattr(state[arg], "requires_grad", False)
        for arg in args
        if type(arg).__name__ == "Ref"
    ) or state.choices.chance(20)


def finish(state: State) -> None:
    """Let a gradient flow from the last result that asks for one."""
    for ref in reversed(state.tensors):
        if wants_grad(state[ref]) and is_leaf(state[ref]) is False:
            args = OPERATIONS["backward"].draw(state.choices, state)
            if args is not None:
                state.emit("backward", *args)
            return
