"""`python -m compare check`: somebody's own implementation against torch."""

import sys

import click

COLOURS = {
    "right": "green",
    "convention": "yellow",
    "wrong": "red",
    "not judged": "cyan",
}


@click.command(
    "check",
    epilog="Example: python -m compare check mine.py:softmax --against softmax",
)
@click.argument("candidate", required=False)
@click.option(
    "--against",
    metavar="REFERENCE",
    help=(
        "What it must equal: a name as torch spells it, or file.py:name, your own "
        "forward in torch."
    ),
)
@click.option(
    "--example",
    metavar="EXAMPLE",
    help="One call's arguments, e.g. 'randn(4, 5), {\"stride\": 2}', or file.py:name.",
)
@click.option(
    "--map",
    "renamed",
    metavar="PARAMETER=ARGUMENT",
    multiple=True,
    help="What a parameter stands for, where its name does not say.",
)
@click.option("--init", metavar="ARGUMENTS", help="How a class is built, e.g. '10, 5'.")
@click.option(
    "--methods", metavar="FORWARD,BACKWARD", help="The names of a class's methods."
)
@click.option(
    "--convention",
    metavar="NAME",
    help="A word of the convention that you follow, e.g. 1/m; another is wrong.",
)
@click.option(
    "--strict", is_flag=True, help="Let another convention than torch's be wrong."
)
@click.option("--json", "path", metavar="FILE", help="Write the verdict to FILE.")
@click.option(
    "--list", "listing", is_flag=True, help="List the references that need no example."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the examples.")
@click.option(
    "--timeout",
    type=float,
    default=20.0,
    show_default=True,
    help="Seconds that one call may take.",
)
def check(
    candidate,
    against,
    example,
    renamed,
    init,
    methods,
    convention,
    strict,
    path,
    listing,
    seed,
    timeout,
):
    """Check your own forward and backward: CANDIDATE.

    CANDIDATE is file.py:forward,backward or file.py:function or file.py:Class (or a
    module in place of the file): NumPy, a torch.autograd.Function, an nn.Module or
    functions of tensors. It is imported and run in a child process with limits.

    Exits with 0 if it is right, 1 if wrong, 2 if it cannot be understood what is asked,
    3 if it could not be judged.
    """
    if listing:
        from ..checking.signatures import EXAMPLES

        width = max(map(len, EXAMPLES))
        for name in sorted(EXAMPLES, key=str.lower):
            click.echo(f"{name:{width}}  {EXAMPLES[name]}")
        return
    if not candidate or not against:
        raise click.UsageError("give CANDIDATE and --against REFERENCE (or --list)")
    from rich.console import Console

    from ..checking import Unclear
    from ..checking import check as run

    try:
        with Console(stderr=True).status("judging, mostly within ten seconds"):
            verdict = run(
                candidate,
                against,
                *([example] if example else []),
                map=dict(pairs(renamed)),
                init=init,
                methods=tuple(m.strip() for m in methods.split(",")) if methods else (),
                convention=convention,
                strict=strict,
                seed=seed,
                timeout=timeout,
            )
    except Unclear as error:
        raise click.UsageError(str(error)) from error
    first, _, rest = str(verdict).partition(f"\n({verdict.candidate}")
    click.secho(first, fg=COLOURS[verdict.verdict], bold=True)
    click.echo(f"({verdict.candidate}{rest}")
    if path:
        verdict.write(path)
    if verdict.exit:
        sys.exit(verdict.exit)


def pairs(texts):
    """Split NAME=VALUE."""
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.BadParameter(f"expected NAME=VALUE, got {text!r}")
        yield name, value
