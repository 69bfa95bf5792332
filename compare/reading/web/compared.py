"""A torch script on both backends, compared step by step when the site is built."""

import hashlib
import json
from io import StringIO

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from compare.reading.pairs import ROOT
from compare.reading.web.node import BUILD

CACHE = BUILD / "compared"
WIDTH = 88


def printed(path) -> tuple[str, bool]:
    """Return what `compare run --backend both` says of a script, and if it agrees."""
    from rich.console import Console

    from compare.running.lockstep import follow
    from compare.running.runner import Script
    from compare.running.showing import show

    result = follow(Script(str(path)))
    text = StringIO()
    show(Console(file=text, width=WIDTH, highlight=False), result)
    return text.getvalue().strip(), result.equal


def remembered(path) -> tuple[str, bool]:
    """Return the same, from an earlier build of the same sources if there was one."""
    digest = hashlib.sha256(path.read_bytes())
    for folder in ("scratch", "compare/running"):
        for source in sorted((ROOT / folder).rglob("*.py")):
            digest.update(source.read_bytes())
    cache = CACHE / f"{path.stem}-{digest.hexdigest()[:16]}.json"
    if not cache.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(printed(path)), encoding="utf-8")
    text, equal = json.loads(cache.read_text(encoding="utf-8"))
    return text, equal


class Compared(SphinxDirective):
    """``{compared} tests/scripts/cbow``: a script, and how the backends agree."""

    required_arguments = 1

    def run(self):
        """Return the script, the command and what it says."""
        name = f"{self.arguments[0]}.py"
        path = ROOT / name
        if not path.is_file():
            raise self.error(f"no file {name}")
        self.env.note_dependency(str(path))
        text, equal = remembered(path)
        if not equal:
            raise self.error(f"{name}: the backends do not agree:\n{text}")
        command = f"$ python -m compare run {name} --backend both\n"
        script = nodes.literal_block("", path.read_text(encoding="utf-8").strip())
        script["language"] = "python"
        said = nodes.literal_block("", command + text)
        said["language"] = "text"
        return [script, said]


def setup(app):
    """Register the directive."""
    app.add_directive("compared", Compared)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
