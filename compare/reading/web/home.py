"""The list of the notes' rows on the home page, with what was measured for each."""

import html

from sphinx.util.docutils import SphinxDirective

from compare.reading import measure
from compare.reading.web.directives import raw
from compare.reading.web.table import number

ROWS = {
    "Activations and losses": {
        "softmax": "Probabilities from logits, if calibrated",
        "sigmoid": "A probability from any number, without overflow",
        "relu": "Slope one or zero; dead units and their remedies",
        "argmax": "The decision, and the limit of a cold softmax",
        "loss": "The price of a prediction",
        "cost": "The mean over the examples and its gradient",
        "heads": "Numbers, labels, classes: each with dZ = A - Y",
    },
    "Foundations": {
        "forward_backward": "Two jobs of a layer: equations, shapes, caches",
        "derivation": "The chain rule from the cost to the first weight",
        "gradient_checking": "Differences, their best step, and what they miss",
        "parity": "Why depth: parity with AND units, a tree, and n thresholds",
    },
    "Training": {
        "data_sets": "Who may look at what; inputs of mean 0 and variance 1",
        "initialisation": "Symmetry, and signals through twenty layers",
        "hyperparameters": "Every knob as an argument of one experiment",
        "learning_rate_decay": "Five schedules, epoch by epoch",
        "momentum": "The rules of torch and of the course, and the way between",
        "weighted_averages": "RMSprop and Adam, built of one average that forgets",
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
    "Networks that look": {
        "convolution": "One kernel for every window, a product of columns, and back",
        "pooling": "The largest or the mean, and where a gradient goes at a tie",
        "cnn": "LeNet: maps that move with the image, then full layers",
        "batch_norm_images": "One mean for a whole channel",
    },
    "From notes to a GPT": {
        "embedding": "A row of a table for every token",
        "recurrence": "A state carried from step to step, and what gates are for",
        "attention": "Every position reads a weighted mean of the others",
        "layer_norm": "Statistics of one example, beside those of a batch",
        "gpt": "Blocks that add to a running sum, up to a text that goes on",
    },
}
EXAMPLES = {  # where the page's name is not its example's
    "hyperparameter_search": "search",  # Sphinx owns search.html
    "recurrence": "recurrent_model",
    "gpt": "character_model",
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
        example = EXAMPLES.get(name, name)
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
