"""Putting a mutant in place: everyone who holds a function finds the mutated one."""

import gc
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, GetSetDescriptorType, MemberDescriptorType

KEPT = ("__dict__", "__weakref__", "__module__", "__doc__", "__slots__")


def graft(code: CodeType, module, everything: bool = False) -> None:
    """Run a mutated module and carry what differs over into the one in use.

    Functions and classes stay the objects they are, whoever has imported them, and get
    the new code, defaults and attributes. There is no way back: call it in a process
    that ends with the mutant.

    Parameters
    ----------
    everything : bool
        Replace objects made at import, too (where the fault is outside of functions).
    """
    space = {
        "__name__": module.__name__,
        "__package__": module.__package__,
        "__file__": module.__file__,
        "__builtins__": __builtins__,
    }
    replaced.clear()
    exec(code, space)
    for name, new in space.items():
        old = vars(module).get(name)
        if name.startswith("__") or old is new:
            continue
        if not replace(old, new) and (everything or plain(new)):
            rebind(name, old, new)
            setattr(module, name, new)


def plain(value) -> bool:
    """Tell numbers, texts and containers from objects that hold a state."""
    return type(value).__module__ in ("builtins", "numpy")


def rebind(name: str, old, new) -> None:
    """Give a module's name a new value wherever it was imported."""
    for other in list(sys.modules.values()):
        space = getattr(other, "__dict__", None) or {}
        if name in space and space[name] is old:
            space[name] = new


replaced: set[int] = set()  # functions, in a process that ends with the mutant


def replace(old, new) -> bool:
    """Let `old` do what `new` does; return whether that could be done."""
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        return replace_function(old, new)
    if isinstance(old, type) and isinstance(new, type):
        replace_class(old, new)
        return True
    if hasattr(old, "cache_clear") and hasattr(new, "__wrapped__"):
        old.cache_clear()
        return replace(old.__wrapped__, new.__wrapped__)
    return False


def replace_function(old: FunctionType, new: FunctionType) -> bool:
    """Exchange code, defaults, and the functions and values that a closure holds."""
    cells, others = old.__closure__ or (), new.__closure__ or ()
    if old.__code__.co_freevars != new.__code__.co_freevars:
        return False
    if id(old) in replaced:  # a closure may hold the function itself
        return True
    replaced.add(id(old))
    replace_inner(dict(changed_inside(old.__code__, new.__code__)))
    old.__code__ = new.__code__
    old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    if "__signature__" in vars(new):  # as a decorator writes it
        old.__signature__ = new.__signature__
    for cell, other in zip(cells, others):
        held, value = cell.cell_contents, other.cell_contents
        if isinstance(value, type):
            continue  # `__class__`, for super: the class stays
        if held is not value and not replace(held, value):
            cell.cell_contents = value
    return True


def changed_inside(old: CodeType, new: CodeType) -> Iterator[tuple[int, CodeType]]:
    """Give the identity of each inner function's code that changed, and its new one."""
    inner = [
        [part for part in code.co_consts if isinstance(part, CodeType)]
        for code in (old, new)
    ]
    for before, after in zip(*inner):
        if before != after and before.co_freevars == after.co_freevars:
            yield id(before), after
            yield from changed_inside(before, after)


def replace_inner(codes: dict[int, CodeType]) -> None:
    """Give those who were made with these codes, by a decorator say, the new ones."""
    for held in gc.get_objects() if codes else ():
        if type(held) is FunctionType and id(held.__code__) in codes:
            held.__code__ = codes[id(held.__code__)]


def replace_class(old: type, new: type) -> None:
    """Exchange the attributes of a class, and of bases made along with it."""
    for held, base in zip(old.__bases__, new.__bases__):
        if held is not base:
            replace_class(held, base)
    for name, value in vars(new).items():
        if name in KEPT or isinstance(
            value, (MemberDescriptorType, GetSetDescriptorType)
        ):
            continue
        held = vars(old).get(name)
        if isinstance(value, FunctionType):
            if not (isinstance(held, FunctionType) and replace_function(held, value)):
                setattr(old, name, at_home(value, old, held))
        elif isinstance(value, property) and isinstance(held, property):
            for side in ("fget", "fset"):
                if getattr(held, side) is not None:
                    replace(getattr(held, side), getattr(value, side))
        elif isinstance(value, (staticmethod, classmethod)):
            replace(held.__func__, value.__func__)
        elif held is not value:
            setattr(old, name, value)


def at_home(function: FunctionType, owner: type, held) -> FunctionType:
    """Return a method whose `__class__` (for super) and globals are the old ones."""
    cells = [
        type(cell)(owner) if name == "__class__" else cell
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ())
    ]
    space = getattr(held, "__globals__", function.__globals__)
    new = FunctionType(
        function.__code__,
        space,
        function.__name__,
        function.__defaults__,
        tuple(cells),
    )
    new.__kwdefaults__ = function.__kwdefaults__
    return new
