"""`python -m compare site`: build the notes as a site, and look at it."""

import functools
import http.server
import webbrowser
from pathlib import Path

import click

from compare.terminal.interrupt import pressed


@click.command(
    "site",
    epilog="Example: python -m compare site --serve",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the site (default: build/site).",
)
@click.option("--fresh", is_flag=True, help="Build everything anew.")
@click.option("--open", "show", is_flag=True, help="Open the site in a browser.")
@click.option("--serve", is_flag=True, help="Serve the site on this machine.")
@click.option("--port", default=8000, show_default=True, help="Port to serve on.")
def site(output, fresh, show, serve, port):
    """Build the notes: every pair line against line, readable offline.

    A bad formula, a dead link, a missing alt text or a pair out of step fails the
    build with file and line.
    """
    try:
        from compare.reading.web import build
    except ImportError as error:
        raise click.ClickException(_advice(error)) from error
    output = (output or build.SITE).resolve()
    try:
        status = build.build(output, fresh=fresh)
    except (ImportError, RuntimeError) as error:
        raise click.ClickException(_advice(error)) from error
    if status and pressed.is_set():  # Sphinx swallows it
        raise KeyboardInterrupt
    if status:
        raise click.exceptions.Exit(status)
    click.echo(f"the site: {(output / 'index.html').as_uri()}")
    if show and not serve:
        webbrowser.open((output / "index.html").as_uri())
    if serve:
        _serve(output, port, show)


def _advice(error: Exception) -> str:
    if isinstance(error, ImportError):
        return f"{error}; the site needs its extra: pip install -e '.[site]'"
    return str(error)


def _serve(folder: Path, port: int, show: bool) -> None:
    handler = functools.partial(
        http.server.SimpleHTTPRequestHandler, directory=str(folder)
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        click.echo(f"serving {address} (Ctrl-C stops)")
        if show:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("stopped")
