"""Build the site with Sphinx: warnings are errors, pages without a source go."""

import hashlib
import shutil
from pathlib import Path

from compare.reading.web.node import BUILD, build_folder, installed

NOTES = Path(__file__).parents[1] / "notes"
SITE = BUILD / "site"


def version() -> int:
    """Hash this package's code, so that a change in a directive rereads the pages."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        if "figures" not in path.parts:
            digest.update(path.read_bytes())
    return int(digest.hexdigest()[:12], 16)


def build(output: Path = SITE, source: Path = NOTES, fresh: bool = False) -> int:
    """Build the site; return Sphinx's exit status.

    Parameters
    ----------
    output : Path
        The folder of the site.
    source : Path
        The folder of the pages and of conf.py.
    fresh : bool
        Forget what an earlier build has kept, measurements and figures included.
    """
    from sphinx.cmd.build import main

    if not (source / "conf.py").exists():
        raise RuntimeError(
            "the pages are in the repository, not in the installed package"
        )
    doctrees = output.with_name(f"{output.name}.doctrees")
    if fresh:
        for folder in (output, doctrees, BUILD / "pairs", BUILD / "figures"):
            shutil.rmtree(folder, ignore_errors=True)
    build_folder()
    installed("katex")
    options = ["-b", "html", "-n", "-W", "--keep-going", "-j", "2"]
    return main([*options, "-d", str(doctrees), str(source), str(output)])


def remove_lingering(app, error):
    """Remove pages whose source has gone."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = {Path(app.builder.get_outfilename(doc)) for doc in app.env.all_docs}
    pages |= {out / f"{page}.html" for page in getattr(app, "gradtwin_pages", ())}
    pages.add(out / "search.html")
    for page in out.rglob("*.html"):
        if page not in pages and "_static" not in page.parts:
            page.unlink()


def setup(app):
    """Register the clean-up after a build."""
    app.connect("build-finished", remove_lingering)
    return {
        "env_version": version(),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
