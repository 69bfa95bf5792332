"""`python -m compare pair`: any two files, line against line, as one page."""

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    "pair",
    epilog="Example: python -m compare pair mine.py other.py -o pair.html",
)
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
    from compare.terminal.files import make_folder, write

    make_folder(output.parent)
    try:
        text = page(left, right)
    except UnicodeDecodeError as error:
        raise click.ClickException(f"a file is no UTF-8 text: {error}") from error
    write(output, text)
    click.echo(f"wrote {output}")
