"""What a command prints, run when the page is built."""

import hashlib
import os
import shlex
import subprocess
import sys
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from compare.reading.pairs import ROOT
from compare.reading.web.node import BUILD

SAMPLES = ROOT / "compare" / "reading" / "notes" / "_samples"

EXPLAINED = (
    "What a convention is: "
    "[the conventions](conventions.md#what-a-verdict-calls-a-convention)."
)


def sources() -> list[Path]:
    """Return the files that what is printed depends on."""
    parts = ("checking", "diagnosis", "commands", "teaching")
    files = [p for part in parts for p in (ROOT / "compare" / part).rglob("*.py")]
    files.append(ROOT / "compare" / "cli.py")
    return sorted([*files, *SAMPLES.rglob("*.py"), Path(__file__)])


def printed(command: str) -> str:
    """Run `python -m compare COMMAND` beside the samples; keep what it prints."""
    digest = hashlib.sha256(command.encode())
    for path in sources():
        digest.update(path.read_bytes())
    kept = BUILD / "commands" / digest.hexdigest()[:16]
    if kept.exists():
        return kept.read_text(encoding="utf-8")
    paths = [str(ROOT), str(SAMPLES), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(p for p in paths if p),
        "COLUMNS": "80",
        "NO_COLOR": "1",
    }
    arguments = [sys.executable, "-m", "compare", *shlex.split(command)]
    done = subprocess.run(
        arguments, cwd=SAMPLES, env=environment, capture_output=True, text=True
    )
    if done.returncode not in (0, 1):  # 1: it found a difference, as it should
        raise RuntimeError(f"python -m compare {command}: {done.stderr.strip()[-300:]}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(done.stdout, encoding="utf-8")
    return done.stdout


class Shell(SphinxDirective):
    """``{shell} check CODE --against NAME``: the command and what it prints."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        """Return both as blocks of text."""
        command = " ".join(self.arguments[0].split())
        for path in sources():
            self.env.note_dependency(str(path))
        try:
            text = printed(command)
        except RuntimeError as error:
            raise self.error(str(error)) from error
        asked = f"python -m compare {command}"
        classes = ["x-table" if command.endswith("--help") else "x-wrap"]
        shown = [
            nodes.literal_block(asked, asked, language="bash", classes=["x-wrap"]),
            nodes.literal_block(text, text, language="text", classes=classes),
        ]
        if "convention" in text and not command.endswith("--help"):
            shown += self.parse_text_to_nodes(EXPLAINED)
        return shown


def setup(app):
    """Register the directive."""
    app.add_directive("shell", Shell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
