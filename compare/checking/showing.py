"""Numbers and verdicts as people read them."""

from html import escape

import numpy as np

COLOURS = {
    "right": "#197b30",
    "convention": "#7a5d00",
    "wrong": "#b3261e",
    "not judged": "#555",
}


def shown(value) -> str:
    """Write a value as code with six digits."""
    if isinstance(value, np.ndarray):
        if value.size > 60:
            return f"array of shape {value.shape}, {value.dtype}"
        return np.array2string(
            value, precision=6, separator=", ", suppress_small=False, max_line_width=74
        )
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(shown(v) for v in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    return repr(value)


def assigned(name: str, value) -> str:
    """Write a name and its value, a table below it so that its columns are aligned."""
    text = shown(value)
    return f"{name} =\n{text}" if "\n" in text else f"{name} = {text}"


def html(verdict) -> str:
    """Return a verdict for a notebook."""
    colour = COLOURS[verdict.verdict]
    text = escape("\n".join(verdict.details()).strip("\n"))
    return (
        f'<div><strong style="color:{colour}">{escape(verdict.line)}</strong>'
        f"<br><code>{escape(verdict.candidate)}</code> against "
        f"<code>{escape(verdict.reference)}</code><pre>{text}</pre></div>"
    )
