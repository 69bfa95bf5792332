"""Tables as HTML, for notebooks."""

from html import escape

COLOURS = {True: "#197b30", False: "#b3261e"}


def table(head, rows, line="", good=None) -> str:
    """Return a table, with a line of verdict above it.

    Parameters
    ----------
    head : list of str
    rows : list of lists
        Cells are written as text.
    line : str
        What it comes to; nothing is written without it.
    good : bool or None
        Whether the line is good news.
    """
    colour = f' style="color:{COLOURS[good]}"' if good is not None else ""
    above = f"<p><strong{colour}>{escape(line)}</strong></p>" if line else ""
    titles = "".join(f"<th>{escape(str(title))}</th>" for title in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>"
        for row in rows
    )
    if not rows:
        return f"<div>{above}</div>"
    return (
        f"<div>{above}<table><thead><tr>{titles}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
