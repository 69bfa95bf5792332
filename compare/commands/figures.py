"""`python -m compare figures`: the notes' pictures one by one, for slides."""

from pathlib import Path

import click

from compare.terminal.interrupt import loading
from compare.terminal.words import did_you_mean


@click.command(
    "figures",
    epilog="Example: python -m compare figures relu_family --format png -o slides",
)
@click.argument("name", nargs=-1)
@click.option(
    "-o",
    "--output",
    default=".",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to.",
)
@click.option(
    "--format",
    "kinds",
    multiple=True,
    default=("svg",),
    show_default=True,
    type=click.Choice(["svg", "png"]),
    help="File type; may be given twice.",
)
@click.option(
    "--theme",
    default="light",
    show_default=True,
    type=click.Choice(["light", "dark", "both"]),
    help="Colours for a light or a dark page.",
)
@click.option("--list", "listing", is_flag=True, help="Print the names and stop.")
def figures(name, output, kinds, theme, listing):
    """Write the figures NAME of the notes, or all of them."""
    with loading():
        from compare.reading.figures import draw
        from compare.terminal.files import make_folder, write

    known = draw.drawn_names()
    if listing:
        click.echo("\n".join(known))
        return
    unknown = [n for n in name if n not in known]
    if unknown:
        hint = did_you_mean(unknown[0], known) or "; --list names them"
        raise click.BadParameter(f"no figure {unknown[0]!r}{hint}")
    themes = ("light", "dark") if theme == "both" else (theme,)
    make_folder(output)
    for one in name or known:
        for shade in themes:
            for kind in kinds:
                path = output / f"{one}-{shade}.{kind}"
                write(path, draw.render(one, shade, kind))
                click.echo(f"wrote {path}")
