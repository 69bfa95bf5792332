"""`python -m compare check`: somebody's own implementation against torch."""

import sys

import click


@click.command("check")
@click.argument("candidate")
@click.option(
    "--against",
    required=True,
    metavar="NAME",
    help="What it must equal, e.g. torch.nn.functional.layer_norm.",
)
@click.option(
    "--map",
    "renamed",
    metavar="PARAMETER=ARGUMENT",
    multiple=True,
    help="What a parameter stands for, where its name does not say.",
)
@click.option(
    "--set",
    "fixed",
    metavar="ARGUMENT=VALUE",
    multiple=True,
    help="Fix an argument of the reference, e.g. reduction=sum.",
)
@click.option(
    "--columns/--rows",
    default=None,
    help="Whether examples are columns (default: rows, columns if those fail).",
)
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    help="Of each kind of input.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the examples.")
@click.option(
    "--timeout",
    type=float,
    default=20.0,
    show_default=True,
    help="Seconds that one call may take.",
)
def check(candidate, against, renamed, fixed, columns, examples, seed, timeout):
    """Check your own forward and backward: CANDIDATE.

    CANDIDATE is module:forward,backward or module:function or module:Class, or
    file.py in place of the module. A function returns (output, backward) or, for a
    loss, (loss, gradient); a class has methods forward and backward. NumPy arrays go
    in and come out.

    The module is imported and its code is run: check only code that you trust.
    """
    from ..checking import Unclear
    from ..checking import check as run

    sys.path.insert(0, "")
    click.echo(f"This imports and runs {candidate.partition(':')[0]}.\n")
    try:
        verdict = run(
            candidate,
            against,
            map=dict(pairs(renamed)),
            options={name: literal(value) for name, value in pairs(fixed)},
            columns=columns,
            examples=examples,
            seed=seed,
            timeout=timeout,
        )
    except Unclear as error:
        raise click.ClickException(str(error)) from error
    click.echo(str(verdict))
    if not verdict:
        raise SystemExit(1)


def pairs(texts):
    """Split NAME=VALUE."""
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.BadParameter(f"expected NAME=VALUE, got {text!r}")
        yield name, value


def literal(text: str):
    """Read a value as Python does, a bare word as a string."""
    from ast import literal_eval

    try:
        return literal_eval(text)
    except (ValueError, SyntaxError):
        return text
