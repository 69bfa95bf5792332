"""The gallery of classic bugs on the pages: the wrong line and how it shows."""

import html
import math
import re
import textwrap
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from compare import bugs
from compare.reading import gallery
from compare.reading.figures.live import text
from compare.reading.web.api import inline, prose
from compare.reading.web.directives import raw
from compare.reading.web.table import highlighted

PLAIN = {  # the usual checks, as one says them
    "upstream of ones": "a test that sums the output: `output.sum().backward()`",
    "batch of one": "a test with a single example",
    "output only": "a test of the forward pass alone",
    "gradients exist": "a test that gradients exist and have the right shape",
    "one ratio of norms": "gradient checking by one ratio over all gradients",
    "differences in float32": "gradient checking in float32 at a tolerance of 0.01",
}


def code(source: str) -> str:
    """Return lines of Python as a block."""
    first, *rest = source.splitlines()
    if rest:  # cut out of the middle of a function: the first line has no indent
        rest = textwrap.dedent("\n".join(rest)).splitlines()
    lines = "\n".join(highlighted("\n".join([first, *rest])))
    return f'<div class="highlight"><pre tabindex="0">{lines}</pre></div>'


def facts(bug) -> list[tuple[str, str]]:
    """Return what there is to say of a bug: label and HTML."""
    found = measured(bug)
    return [
        ("right", code(bug.right)),
        ("wrong", code(bug.wrong)),
        ("shows as", prose(bug.signature)),
        ("hidden when", prose(bug.hidden_when)),
        ("slips past", listed(found["usual"], True)),
        ("caught by", listed(found["usual"], False)),
        ("here it fails", prose(f"the comparison of: {found['killed_by'] or 'none'}")),
        ("diagnosis", prose(f"“{bug.diagnosis}”")),
        ("training", training(found)),
    ]


def measured(bug) -> dict:
    """Return what was measured of a bug."""
    found = gallery.read(bug.name)
    if found is None:
        raise ValueError(f"the bug {bug.name} has not been measured")
    return found


def listed(usual: dict, passes: bool) -> str:
    """Return the usual checks that a bug passes, or fails, in plain words."""
    names = [name for name, passed in usual.items() if passed is passes]
    if not names:
        can = any(passed is not None for passed in usual.values())
        return prose("none of the usual checks" if can else "(none of them can run)")
    return f"<ul>{''.join(f'<li>{inline(PLAIN[name])}</li>' for name in names)}</ul>"


def training(found: dict) -> str:
    """Return the two loss curves of a training on the digits, and what they say."""
    right, wrong = found["losses"]
    low = min(v for v in right + wrong if v is not None and math.isfinite(v))
    high = 1.2 * right[0]
    paths = []
    for losses, shape in ((right, "line"), (wrong, "dash")):
        points, previous = [], None
        for k, loss in enumerate(losses):
            if not math.isfinite(loss):
                break
            level = min(max((loss - low) / (high - low), 0), 1) if high > low else 0
            across = 40 + 210 * k / max(len(right) - 1, 1)
            step = f"{across:.1f},{66 - 58 * level:.1f}"
            points.append(step if previous is None else f"L{step}")
            previous = step
        if points:
            paths.append(f'<path class="live-{shape}" d="M{"".join(points)}"/>')
    words = found["remark"]
    shares = [f"{a:.1%}" for a in found["accuracy"] if a is not None]
    if len(shares) == 2:
        words += f" Held-out accuracy {shares[0]} without it, {shares[1]} with it."
    label = f"Loss by epoch without the bug (solid) and with it (dashed). {words}"
    return (
        f'<svg class="x-curve" viewBox="0 0 260 84" role="img" '
        f'aria-label="{html.escape(label)}">'
        f'<path class="live-axis" d="M40,6V66H252"/>'
        f"{text(36, 14, f'{high:.2g}', 'end')}{text(36, 68, f'{low:.2g}', 'end')}"
        f"{text(40, 81, 'epoch 1')}{text(252, 81, str(len(right)), 'end')}"
        f"{text(250, 16, 'loss: right —, with the bug - -', 'end')}"
        f"{''.join(paths)}</svg>{prose(words)}"
    )


def heading(title: str) -> str:
    """Return a bug's title as HTML, its first word capital unless it is code."""
    first = title.split()[0]
    if first == "a" or re.fullmatch(r"[A-Za-z][A-Za-z'-]+", first):
        title = title[0].upper() + title[1:]
    return re.sub(r"`(.+?)`", r"<code>\1</code>", html.escape(title, quote=False))


def entry(bug) -> str:
    """Return one bug as HTML, folded to its title."""
    rows = "".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in facts(bug))
    name = f'<code class="x-bug-name">{html.escape(bug.name)}</code>'
    past = [slug(n) for n, passed in measured(bug)["usual"].items() if passed]
    return (
        f'<details class="x-bug" id="bug-{bug.name}" '
        f'data-operation="{html.escape(bug.operation.name)}" '
        f'data-past="{" ".join(past)}"><summary>'
        f'<span class="x-bug-title">{heading(bug.title)}</span> {name}</summary>'
        f"<dl>{rows}</dl></details>"
    )


def slug(name: str) -> str:
    """Return the name of a check as one word."""
    return name.replace(" ", "-")


def filters(found) -> str:
    """Return the choices above the gallery; a script hides what is not chosen."""
    operations = sorted({bug.operation.name for bug in found})
    past = {
        name: sum(measured(bug)["usual"].get(name) is True for bug in found)
        for name in PLAIN
    }
    one = "".join(f"<option>{html.escape(name)}</option>" for name in operations)
    other = "".join(
        f'<option value="{slug(name)}">{html.escape(PLAIN[name].replace("`", ""))} '
        f"({count})</option>"
        for name, count in past.items()
    )
    return (
        '<form class="x-filters" hidden>'
        f'<label>Operation <select name="operation"><option value="">all</option>{one}'
        "</select></label>"
        f'<label>Slips past <select name="past"><option value="">anything</option>'
        f'{other}</select></label><output aria-live="polite"></output></form>'
    )


class Bugs(SphinxDirective):
    """``{bugs} dropout``: the bugs of some operations or of a topic of the gallery."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        """Return the bugs, in the gallery's order."""
        wanted = self.arguments[0].split()
        known = bugs.collect().values()
        found = [
            bug
            for bug in known
            if bug.operation.name in wanted or bug.topic in wanted or bug.name in wanted
        ]
        for word in wanted:
            if not any(word in (b.operation.name, b.topic, b.name) for b in known):
                raise self.error(f"the gallery has nothing named {word!r}")
        self.depend()
        return [raw("".join(entry(bug) for bug in found))]

    def depend(self):
        """Reread the page when the gallery changes."""
        for path in Path(bugs.__file__).parent.glob("*.py"):
            self.env.note_dependency(str(path))


class Gallery(Bugs):
    """``{gallery}``: every bug, a section for each topic."""

    required_arguments = 0

    def run(self):
        """Return the sections."""
        by_topic: dict[str, list] = {}
        for bug in bugs.collect().values():
            by_topic.setdefault(bug.topic, []).append(bug)
        self.depend()
        sections = [raw(filters([b for found in by_topic.values() for b in found]))]
        for topic, found in by_topic.items():
            ids = [f"bugs-of-{topic.replace('_', '-').replace(' ', '-')}"]
            section = nodes.section(ids=ids, names=ids)
            title = topic.replace("_", " ").capitalize()
            section += nodes.title("", title)
            section += raw("".join(entry(bug) for bug in found))
            sections.append(section)
        return sections


class BugCount(SphinxDirective):
    """``{bug-count}``: a sentence with the number of bugs in the gallery."""

    def run(self):
        """Return the sentence."""
        found = bugs.collect().values()
        operations = {bug.operation.name for bug in found}
        hidden = sum(bool(bug.hidden_by) for bug in found)
        words = (
            f"The gallery holds {len(found)} wrong versions of {len(operations)} "
            f"operations and programs; {hidden} of them do not show under some "
            "harmless-looking choice of the test's arguments."
        )
        return [nodes.paragraph("", words)]


def setup(app):
    """Register the directives."""
    app.add_directive("bugs", Bugs)
    app.add_directive("gallery", Gallery)
    app.add_directive("bug-count", BugCount)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
