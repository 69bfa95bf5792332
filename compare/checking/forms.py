"""The forms in which a candidate may be written, most likely first."""

import re
from dataclasses import dataclass, field

from . import names
from .names import listed
from .unclear import Stuck

FORWARD = listed(
    """forward __call__ fprop forward_prop forward_pass forward_propagation
feedforward feed_forward loss call apply compute calculate predict value fn
f activate activation func function"""
)
BACKWARD = listed(
    """backward gradient grad bprop back_prop backprop backward_pass backward_prop
backward_propagation backpropagate gradients derivative prime deriv f_prime
df input_grad delta dloss loss_prime dfn d_activation"""
)
# methods that give the gradients of parameters alone
PARAMETERS = (
    r"grad\w*(param|weight|bias)|(param|weight|bias)\w*grad|d_?(params|weights)"
)
FLAGS = listed(
    """derivative deriv prime grad gradient derivate is_derivative backward"""
)


@dataclass
class Form:
    """One way to read a candidate.

    Attributes
    ----------
    target : list
        The forward: [slot, attribute].
    takes : list of dict
        Its parameters.
    back : list, "closure", "inside", "flag" or None
    back_takes : list of dict
    built : list of dict or None
        Parameters of the constructor.
    torch : bool
        Whether it is given tensors and differentiated by autograd.
    more : dict
        Parameters of further methods, which give the gradients of parameters.
    """

    title: str
    target: list
    takes: list
    back: object = None
    back_takes: list = field(default_factory=list)
    built: list | None = None
    torch: bool = False
    flag: str | None = None
    scalar: bool = False
    method: str | None = None
    more: dict = field(default_factory=dict)


def forms(described: list, methods: tuple = (), name: str = "") -> list[Form]:
    """Return every form that a candidate may have, against a reference of that name."""
    one = described[0]
    if len(described) == 1 and one["scalar"] and one["kind"] in ("class", "function"):
        return scalars(one, methods[0] if methods else name)
    if len(described) == 2:
        two = described[1]
        title = f"{one['name']}, {two['name']}"
        return [
            Form(
                title, ["object 0"], one["parameters"], ["object 1"], two["parameters"]
            )
        ]
    if one["kind"] == "autograd":
        return [
            Form(one["name"], ["object 0"], one["parameters"], "autograd", torch=True)
        ]
    if one["kind"] in ("module", "module class"):
        return modules(one)
    if one["kind"] == "class":
        return classes(one, methods)
    if one["kind"] == "function":
        return functions(one)
    raise Stuck(
        f"{one['name']} is neither a function nor a class; name one that is built "
        "without the judge, or a function that uses it"
    )


def scalars(one, name) -> list[Form]:
    """Return the form of a function, or of a method, of scalar objects."""
    if one["kind"] == "function":
        found = Form(one["name"], ["object 0"], one["parameters"], "autograd")
        found.scalar = True
        return [found, *functions(one)]
    if name not in one["methods"]:
        raise Stuck(
            f"{one['name']} has no method {name}; say --methods NAME "
            f"(of {', '.join(one['methods'])}), or name a function that uses it"
        )
    mine = {"name": "input", "kind": "POSITIONAL_OR_KEYWORD", "required": True}
    takes = [mine | {"default": None}, *one["methods"][name]]
    return [
        Form(one["name"], ["object 0"], takes, "autograd", scalar=True, method=name)
    ]


def modules(one) -> list[Form]:
    """Return the forms of a module of torch."""
    built = one["parameters"] if one["kind"] == "module class" else None
    takes = one["methods"].get("forward", one["parameters"])
    target = ["self"] if built is not None else ["object 0"]
    return [Form(one["name"], target, takes, "autograd", [], built, True)]


def functions(one) -> list[Form]:
    """Return the forms of a single function."""
    takes, title = one["parameters"], one["name"]
    found = [Form(title, ["object 0"], takes, "result")]
    flags = [p for p in takes if p["name"] in FLAGS and p["default"] in (False, 0)]
    if flags:
        flag = flags[0]["name"]
        rest = [p for p in takes if p["name"] != flag]
        found.insert(0, Form(title, ["object 0"], rest, "flag", rest, flag=flag))
    if one["torch"]:
        found.append(Form(title, ["object 0"], takes, "autograd", torch=True))
    return found


def classes(one, methods) -> list[Form]:
    """Return the forms of a class with a forward and a backward."""
    there = one["methods"]
    if methods:
        missing = [m for m in methods if m not in there]
        if missing:
            raise Stuck(
                f"{one['name']} has no method {missing[0]}; it has {', '.join(there)}"
            )
        forward, back = methods[0], methods[1] if len(methods) > 1 else None
    else:
        forward, back = choose(there)
    if forward is None:
        raise Stuck(
            f"cannot tell which method of {one['name']} is its forward; say "
            f"--methods FORWARD,BACKWARD (of {', '.join(there) or 'none'})"
        )
    form = Form(one["name"], ["self", forward], there[forward], built=one["parameters"])
    if back is None:
        form.back = "result"
    else:
        form.back, form.back_takes = ["self", back], there[back]
        form.more = {
            name: takes
            for name, takes in there.items()
            if name not in (forward, back)
            and re.search(PARAMETERS, name, re.I)
            and any(names.is_upstream(p["name"]) for p in takes)
        }
    return [form]


def choose(there) -> tuple:
    """Return the names of forward and backward among a class's methods."""
    back = next((n for n in BACKWARD if n in there), None)
    if back is None:
        like = [n for n in there if re.search(r"back|grad|deriv|prime", n, re.I)]
        like = [n for n in like if not re.search(r"zero|clear|reset|check", n, re.I)]
        back = like[0] if len(like) == 1 else None
    forward = next((n for n in FORWARD if n in there and n != back), None)
    if forward is None:
        rest = [
            n
            for n in there
            if n != back
            and not re.search(r"update|step|init|set|get|zero|param", n, re.I)
        ]
        forward = rest[0] if len(rest) == 1 else None
    return forward, back


def given(parameters) -> list[dict]:
    """Return the parameters that can be given by name."""
    return [p for p in parameters if p["kind"] not in ("VAR_POSITIONAL", "VAR_KEYWORD")]
