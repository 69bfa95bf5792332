"""Scripts of `# %%` cells as notebooks."""

import hashlib

import jupytext
import nbformat


def notebook(text: str) -> str:
    """Return a script as a notebook: the same text gives the same bytes.

    Parameters
    ----------
    text : str
        Cells begin with `# %% title`; a docstring at the top becomes words.
    """
    book = jupytext.reads(text, fmt="py:percent")
    first = book.cells[0]
    if first.cell_type == "code" and first.source.startswith('"""'):
        words = first.source.strip().strip('"').strip()
        book.cells[0] = nbformat.v4.new_markdown_cell(words)
    for number, cell in enumerate(book.cells):
        digest = hashlib.sha256(f"{number} {cell.source}".encode()).hexdigest()
        cell["id"] = digest[:8]
        cell.source = cell.source.replace("    print(grade(", "    display(grade(")
        title = cell.metadata.pop("title", "")
        if title and cell.cell_type == "code":
            cell.source = f"# {title}\n{cell.source}"
    book.metadata = {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    return nbformat.writes(book, version=4) + "\n"
