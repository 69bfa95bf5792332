"""The register of figures; drawn light and dark, and always to the same bytes."""

import hashlib
import importlib
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from compare.reading.pairs import ROOT

TOPICS = tuple(
    sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if path.stem not in ("__init__", "draw", "live")
    )
)
_DRAWN, _LIVE = {}, {}


@dataclass(frozen=True)
class Theme:
    """Colours of one theme; every pair of lines also differs in its style."""

    name: str
    text: str
    grid: str
    blue: str
    rust: str
    green: str
    violet: str
    quiet: str


THEMES = {
    "light": Theme(
        name="light",
        text="#24292f",
        grid="#d0d7de",
        blue="#0b62c4",
        rust="#b8480c",
        green="#1a7f37",
        violet="#7a3fb0",
        quiet="#59636e",
    ),
    "dark": Theme(
        name="dark",
        text="#d1d7e0",
        grid="#3d444d",
        blue="#6cb6ff",
        rust="#f69d50",
        green="#57ab5a",
        violet="#c297ff",
        quiet="#9aa4af",
    ),
}


def style(theme: Theme) -> dict:
    """Return matplotlib's settings for a theme."""
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "gradtwin",
        "svg.id": None,
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": 11.5,  # a phone shows it at two thirds
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.transparent": True,
        "text.color": theme.text,
        "axes.labelcolor": theme.text,
        "axes.edgecolor": theme.text,
        "axes.titlesize": 11.5,
        "legend.fontsize": 10.5,
        "xtick.color": theme.text,
        "ytick.color": theme.text,
        "grid.color": theme.grid,
        "grid.linewidth": 0.6,
        "axes.grid": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "legend.frameon": False,
        "lines.linewidth": 1.8,
    }


def panels(columns: int = 1, rows: int = 1, height: float = 3.2, **kwargs):
    """Return a figure of the page's width and its axes."""
    figure = Figure(figsize=(6.2, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **kwargs)


def drawn(function):
    """Register `function(theme) -> Figure` under its own name."""
    _DRAWN[function.__name__] = function
    return function


def live(function):
    """Register `function() -> compare.reading.figures.live.Live` under its own name."""
    _LIVE[function.__name__] = function
    return function


@cache
def _load() -> None:
    for topic in TOPICS:
        importlib.import_module(f"compare.reading.figures.{topic}")


def drawn_names() -> list[str]:
    """Return the names of the still figures."""
    _load()
    return sorted(_DRAWN)


def live_names() -> list[str]:
    """Return the names of the interactive figures."""
    _load()
    return sorted(_LIVE)


def render(name: str, theme: str = "light", kind: str = "svg") -> bytes:
    """Draw one figure.

    Parameters
    ----------
    name : str
        One of `drawn_names()`.
    theme : str
        "light" or "dark".
    kind : str
        "svg", or "png" (opaque, 200 dots an inch, for slides).
    """
    _load()
    if name not in _DRAWN:
        raise ValueError(f"no figure named {name!r}; there are {', '.join(_DRAWN)}")
    colours, out = THEMES[theme], io.BytesIO()
    with matplotlib.rc_context(style(colours)):
        figure = _DRAWN[name](colours)
        options = {"metadata": {"Date": None, "Creator": None}}
        if kind == "png":
            ground = "#ffffff" if theme == "light" else "#14181e"
            options = {"dpi": 200, "facecolor": ground, "transparent": False}
        figure.savefig(out, format=kind, **options)
    return out.getvalue()


def render_live(name: str) -> str:
    """Return the HTML of an interactive figure."""
    _load()
    if name not in _LIVE:
        raise ValueError(f"no live figure named {name!r}; there are {', '.join(_LIVE)}")
    return _LIVE[name]().html(name)


def _fingerprint(name: str) -> str:
    """Hash what a figure depends on."""
    _load()
    module = importlib.import_module((_DRAWN | _LIVE)[name].__module__)
    files = [Path(module.__file__), Path(__file__), Path(__file__).with_name("live.py")]
    if hasattr(module, "dl"):
        library = sorted((ROOT / "scratch").rglob("*.py"))
        files += [f for f in library if f.parent.name != "examples"]
    digest = hashlib.sha256(f"{np.__version__} {matplotlib.__version__}".encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def stale(folder: Path) -> list[str]:
    """Return the figures that `folder` lacks or whose sources have changed."""
    stamps = {name: folder / f"{name}.key" for name in drawn_names() + live_names()}
    return [
        name
        for name, stamp in stamps.items()
        if not stamp.exists() or stamp.read_text() != _fingerprint(name)
    ]


def write(name: str, folder: Path) -> None:
    """Write one figure: two SVGs, or the HTML of an interactive one."""
    folder.mkdir(parents=True, exist_ok=True)
    if name in live_names():
        (folder / f"{name}.html").write_text(render_live(name), encoding="utf-8")
    else:
        for theme in THEMES:
            (folder / f"{name}-{theme}.svg").write_bytes(render(name, theme))
    (folder / f"{name}.key").write_text(_fingerprint(name))
