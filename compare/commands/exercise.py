"""`python -m compare exercise`: sheets with a backward to be written."""

from pathlib import Path

import click

from ..terminal.words import counted, fitted


@click.command(
    "exercise",
    epilog="Example: python -m compare exercise activations -o homework",
)
@click.argument("names", nargs=-1, metavar="[NAME ...]")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to (default: exercises).",
)
@click.option("--from-scratch", is_flag=True, help="Leave forward blank as well.")
@click.option("--notebook", is_flag=True, help="Write notebooks.")
@click.option("--force", is_flag=True, help="Write over files that differ.")
@click.option("--list", "listing", is_flag=True, help="List the sets and exercises.")
@click.option(
    "--hint",
    type=click.IntRange(min=1),
    metavar="N",
    help="Show the first N lines of the derivation.",
)
@click.option(
    "--solution",
    is_flag=True,
    help="Show the solution and its twin; with -o, write solutions.",
)
def exercise(names, output, from_scratch, notebook, force, listing, hint, solution):
    """Write exercises: every NAME, or set of them, a file with a blank to fill in.

    Each is a textbook function with its forward, its equation and shapes, and a
    backward to be written. It runs alone and grades itself; `python -m compare grade`
    grades many.
    """
    from ..teaching.catalogue import chosen, sets

    try:
        found = chosen(names)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    if listing:
        show_list(sets(), {e.name for e in found})
        return
    if hint or (solution and output is None):
        if not names:
            raise click.UsageError("give the NAME of an exercise")
        for one in found:
            show_hints(one, hint) if hint else show_solution(one)
        return
    texts = {one.name: text(one, from_scratch, solution) for one in found}
    write_all(texts, output or Path("exercises"), notebook, force)
    click.echo(f"grade them: python -m compare grade {output or 'exercises'}")


def show_list(groups, wanted) -> None:
    """Print the exercises of each set, with their points."""
    from ..teaching.catalogue import SETS

    for name, members in groups.items():
        members = [e for e in members if e.name in wanted]
        if members:
            points = sum(e.points for e in members)
            told = f"{name}: {SETS[name]} ({counted(points, 'point')})"
            click.secho(fitted(told), bold=True)
            for e in members:
                click.echo(f"  {e.name:32} {e.points}  {e.against.split(':')[-1]}")


def show_hints(one, count) -> None:
    """Print the first lines of the derivation."""
    lines = one.hints
    for number, line in enumerate(lines[:count], 1):
        click.echo(f"{one.name}, hint {number} of {len(lines)}: {line}")
    if count > len(lines):
        click.echo(f"{one.name}: there are no more hints; see --solution")


def show_solution(one) -> None:
    """Print the function as the project has it, and what torch needs for it."""
    from ..teaching.pair import pair

    left, right = pair(one)
    click.secho(f"# {one.name} in NumPy, derived by hand", bold=True)
    click.echo(left)
    click.secho(f"# {one.name} in PyTorch, where autograd finds backward", bold=True)
    click.echo(right)


def text(one, from_scratch, solution) -> str:
    """Return the sheet of an exercise, or its solution."""
    from ..teaching.sheet import sheet, solved

    return solved(one) if solution else sheet(one, from_scratch)


def write_all(texts, output, notebook, force) -> None:
    """Write the sheets; nothing at all if one of them would replace another text."""
    from ..terminal.files import make_folder, write

    contents = {}
    for name, content in texts.items():
        content = as_notebook(content) if notebook else content
        contents[output / f"{name}{'.ipynb' if notebook else '.py'}"] = content
    for path, content in contents.items():
        if not force and path.exists() and differs(path, content):
            raise click.ClickException(
                f"{path} is there and differs; --force writes over it"
            )
    make_folder(output)
    for path, content in contents.items():
        if force or not path.exists():
            write(path, content)
    click.echo(f"wrote {counted(len(contents), 'exercise')} to {output}")


def as_notebook(text: str) -> str:
    """Return a sheet as a notebook."""
    try:
        from ..teaching.notebooks import notebook
    except ImportError as error:
        advice = "notebooks need their extra: pip install -e '.[teach]'"
        raise click.ClickException(f"{error}; {advice}") from error
    return notebook(text)


def differs(path: Path, text: str) -> bool:
    """Tell whether a file holds another text."""
    try:
        return path.read_text(encoding="utf-8") != text
    except (OSError, UnicodeDecodeError):
        return True
