"""The list of the notes' rows on the home page, with what was measured for each."""

import html

from sphinx.util.docutils import SphinxDirective

from compare.reading import measure
from compare.reading.web.directives import raw
from compare.reading.web.table import number

ROWS = {
    "Foundations": {
        "parity": "Why depth: parity with AND units, a tree, and n thresholds",
        "forward_backward": "Two jobs of a layer: equations, shapes, caches",
        "derivation": "The chain rule from the cost to the first weight",
    },
    "Training": {
        "hyperparameters": "Every knob as an argument of one experiment",
        "learning_rate_decay": "Five schedules, epoch by epoch",
        "momentum": "The rules of torch and of the course, and the way between",
        "mini_batches": "The same shuffle and the same last batch",
        "hyperparameter_search": "Grid, random, coarse to fine",
    },
    "Regularisation": {
        "bias_variance": "Why to regularise: three parts of the error",
        "l1": "The same pull for all: exact zeros",
        "l2": "A pull in proportion: shrinkage, weight decay, AdamW",
        "elastic_net": "Both at once",
        "dropout": "A random mask, and the scale that keeps the mean",
        "batch_norm": "Statistics of a batch, and a backward pass in one formula",
        "other_regularisation": "Early stopping, label smoothing, and four more",
    },
    "Activations and losses": {
        "sigmoid": "A probability from any number, without overflow",
        "relu": "Slope one or zero; dead units and their remedies",
        "argmax": "The decision, and the limit of a cold softmax",
        "softmax": "Probabilities from logits, if calibrated",
        "loss": "The price of a prediction",
        "cost": "The mean over the examples and its gradient",
    },
}


class Rows(SphinxDirective):
    """``{rows}``: a table of the pages, grouped, with the largest difference."""

    def run(self):
        """Return the tables."""
        out = []
        for group, rows in ROWS.items():
            lines = "".join(self.line(*row) for row in rows.items())
            out.append(
                f'<table class="x-rows"><caption>{group}</caption><thead><tr>'
                '<th scope="col">page</th><th scope="col">what it shows</th>'
                '<th scope="col">largest difference</th></tr></thead>'
                f"<tbody>{lines}</tbody></table>"
            )
        return [raw("".join(out))]

    def line(self, name: str, blurb: str) -> str:
        """Return the row of one page."""
        example = name.removeprefix("hyperparameter_")  # Sphinx owns search.html
        self.env.note_dependency(str(measure.CACHE / f"{example}.json"))
        title = self.title(name)
        measured = measure.read(example)
        if measured is None:
            raise self.error(f"the example pair {example} has not been measured")
        worst = max(a["max_abs"] for a in measured["agreement"])
        return (
            f'<tr><th scope="row"><a href="{name}.html">{html.escape(title)}</a></th>'
            f"<td>{blurb}</td><td>{number(worst)}</td></tr>"
        )

    def title(self, name: str) -> str:
        """Return the first heading of a page."""
        path = self.env.srcdir / f"{name}.md"
        self.env.note_dependency(str(path))
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise self.error(f"no page {name}.md") from error
        return next(line[2:] for line in text.splitlines() if line.startswith("# "))


def setup(app):
    """Register the directive."""
    app.add_directive("rows", Rows)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
