"""`python -m compare figures`: the notes' pictures one by one, for slides."""

from pathlib import Path

import click

from compare.interrupt import loading


@click.command("figures")
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
)
@click.option("--list", "listing", is_flag=True, help="Print the names and stop.")
def figures(name, output, kinds, theme, listing):
    """Write figures NAME... of the notes (all of them if none is named)."""
    with loading():
        from compare.files import make_folder, write
        from compare.reading.figures import draw

    known = draw.drawn_names()
    if listing:
        click.echo("\n".join(known))
        return
    unknown = [n for n in name if n not in known]
    if unknown:
        raise click.BadParameter(
            f"no figure named {', '.join(unknown)}; there are {', '.join(known)}"
        )
    themes = ("light", "dark") if theme == "both" else (theme,)
    make_folder(output)
    for one in name or known:
        for shade in themes:
            for kind in kinds:
                path = output / f"{one}-{shade}.{kind}"
                write(path, draw.render(one, shade, kind))
                click.echo(f"wrote {path}")
