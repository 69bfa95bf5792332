"""`python -m compare pair`: any two files, line against line, as one page."""

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("pair")
@click.argument("left", type=FILE)
@click.argument("right", type=FILE)
@click.option(
    "-o",
    "--output",
    default="pair.html",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page to write.",
)
def pair(left, right, output):
    """Render the aligned view of two files, LEFT and RIGHT, as one page.

    The page holds its styles and its script: it can be sent and opened anywhere.
    """
    from compare.reading.web.standalone import page

    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(page(left, right), encoding="utf-8")
    click.echo(f"wrote {output}")
