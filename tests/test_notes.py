"""The pages of the notes: nothing of the seed is missing, and no fault goes unseen."""

import re
import shutil
import subprocess
import sys

import pytest

from compare.reading.contents import FURTHER
from compare.reading.pairs import ROOT
from tests.links.pages import BLOCK

pytestmark = pytest.mark.xdist_group("site")  # built once

NOTES = ROOT / "compare" / "reading" / "notes"
PAGES = sorted(path.relative_to(NOTES).as_posix() for path in NOTES.rglob("*.md"))
SEED = {  # the headings and claims of the notes' seed, and where each one is answered
    "Intuition about deep representation": ("parity", "2^{n-1}"),
    "Forward and Backward Functions": ("forward_backward", "dW^{[l]}"),
    "Forward Pass": ("forward_backward", "**Forward**"),
    "Backward Pass": ("forward_backward", "**Backward**"),
    "Feed Forward Neural Networks Derivations": ("derivation", "# Feed-forward"),
    "Parameters & Hyperparameters": ("hyperparameters", "**Hyperparameters**"),
    "learning rate": ("hyperparameters", "| learning rate |"),
    "learning rate decay": ("hyperparameters", "| learning-rate decay |"),
    "num iterations": ("hyperparameters", "| iterations |"),
    "num hidden layers": ("hyperparameters", "| hidden layers |"),
    "num hidden units": ("hyperparameters", "| hidden units |"),
    "activation functions": ("hyperparameters", "| activation functions |"),
    "Momentum": ("hyperparameters", "| momentum |"),
    "minibatch size": ("hyperparameters", "| mini-batch size |"),
    "regularization": ("hyperparameters", "| regularisation |"),
    "How to learn hyperparamters?": ("hyperparameter_search", "untenable"),
    "sampling at random": ("hyperparameter_search", "distinct values"),
    "coarse search": ("hyperparameter_search", "**Coarse to fine.**"),
    "Bias vs. Variance Tradeoff": ("bias_variance", "**variance**"),
    "Why regularization": ("bias_variance", "**Why it can help:**"),
    "What is regularization?": ("bias_variance", "**What is regularisation?**"),
    "L1 Regularization": ("l1", "# L1 regularisation"),
    "L2 Regularization": ("l2", "# L2 regularisation"),
    "Elastic Net Regularization": ("elastic_net", "# Elastic net"),
    "Dropout": ("dropout", "# Dropout"),
    "co-adapting": ("dropout", "co-adapt"),
    "sampling strategy": ("dropout", "**A sampling strategy.**"),
    "without cheating": ("dropout", '"Without cheating"'),
    "The neurons dropped change each batch": ("dropout", "**each example**"),
    "only used during training": ("dropout", "Only during training"),
    "Batch Normalization": ("batch_norm", "# Batch normalisation"),
    "check notes from NN Zero to Hero": ("batch_norm", "Zero to Hero"),
    "Other?": ("other_regularisation", '"Other?"'),
    "Sigmoid": ("sigmoid", "# Sigmoid"),
    "ReLU": ("relu", "# ReLU"),
    "Argmax": ("argmax", "# Argmax"),
    "Softmax": ("softmax", "# Softmax"),
    "reduces to logistic regression": ("softmax", "logistic regression"),
    "contrast to Hardmax": ("softmax", "contrast to hardmax"),
    "normalizes outputs to sum to 1": ("softmax", "sum to 1"),
    "interpreted as probabilities": ("softmax", "calibrated"),
    "Loss Function": ("loss", "# Loss"),
    "the summation goes away": ("loss", "the other **labels**"),
    "Cost Function": ("cost", "# Cost"),
}
ROWS = sorted({page for page, _ in SEED.values()} | {"learning_rate_decay"})
ROWS = sorted({*ROWS, "momentum", "mini_batches"})
SECOND = ("embedding", "recurrence", "attention", "layer_norm", "gpt")  # part two
IMAGES = ("convolution", "pooling", "cnn", "batch_norm_images")  # networks that look
FAULTS = {  # a page with one fault on line 5, and words of the complaint
    "formula": (r"$$ \frac{1 $$", "KaTeX"),
    "macro": (r"$\nosuchmacro$", "nosuchmacro"),
    "link": ("[gone](gone.md)", "gone.md"),
    "equation": ("{eq}`eq-nowhere`", "eq-nowhere"),
    "alt": ("```{drawn} log_loss\n```", "alt"),
    "figure": ("```{drawn} nothing\n:alt: words\n```", "no figure named"),
    "example": ("```{example} nothing\n```", "no file"),
    "property": ("```{properties}\ntest_nothing: claim\n```", "no test named"),
    "bug": ("```{bugs} nothing\n```", "nothing named"),
    "pair": ("```{example} x\n```", "out of step"),
    "line": ("```{implementation} y\neq-y: nothing\n```", "0 lines hold"),
    "tag": ("```{implementation} y\neq-y: y =\n```", "no equation eq-y"),
    "lesson": ("```{lesson} eq-gone\n```", "no equation eq-gone"),
}
BUILD = """
import sys
from pathlib import Path
from compare.reading import pairs
from compare.reading.web import directives
from sphinx.cmd.build import main

directives.generate = lambda app: None  # nothing is measured here
pairs.ROOT = Path(sys.argv[1])
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("heading", SEED)
def test_every_heading_and_claim_of_the_seed_is_on_its_page(heading):
    page, words = SEED[heading]
    assert words in (NOTES / f"{page}.md").read_text(encoding="utf-8")


def test_there_are_21_rows():
    assert len(ROWS) == 21


@pytest.mark.parametrize("page", [*ROWS, *FURTHER, *SECOND, *IMAGES])
def test_a_page_has_every_part(page):
    text = (NOTES / f"{page}.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    wanted = ["Derivation", "Picture", "Implementation", "Example", "What is proved"]
    assert [h for h in headings if h != "Classic mistakes"] == [*wanted, "Summary"]
    assert re.search(r"^\$\$ \(eq-", text, re.MULTILINE), "no numbered equation"
    assert "```{example}" in text
    assert "```{properties}" in text
    assert "```{implementation}" in text


@pytest.mark.parametrize("page", PAGES)
def test_every_numbered_equation_is_named_by_a_property(page):
    text = (NOTES / page).read_text(encoding="utf-8")
    claims = "".join(BLOCK.findall(text))
    equations = set(re.findall(r"^\$\$ \(([\w-]+)\)", text, re.MULTILINE))
    assert equations - set(re.findall(r"\{eq\}`([\w-]+)`", claims)) == set()


def test_a_docstring_becomes_paragraphs_and_lists():
    api = pytest.importorskip("compare.reading.web.api")
    made = api.docstring(
        """Do it: a < b.

        Parameters
        ----------
        p : float
            In [0, 1], see `q`.

        Notes
        -----
        As *torch* does.
        """
    )
    assert made == (
        "<p>Do it: a &lt; b.</p><p class='x-rubric'>Parameters</p><dl class='x-items'>"
        "<dt><code>p</code> <span class='x-type'>float</span></dt>"
        "<dd><p>In [0, 1], see <code>q</code>.</p></dd></dl>"
        "<p class='x-rubric'>Notes</p><p>As *torch* does.</p>"
    )


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """Build one faulty page of each kind with the site's extensions."""
    pytest.importorskip("sphinx", reason="the extra `site` is not installed")
    pytest.importorskip(
        "pydata_sphinx_theme", reason="the extra `site` is not installed"
    )
    folder = tmp_path_factory.mktemp("faults")
    for side, title in (("scratch", "One"), ("torch_ref", "Other")):
        examples = folder / side / "examples"
        examples.mkdir(parents=True)
        (examples / "x.py").write_text(f"# %% {title}\nresults = {{}}\n")
        (folder / side / "y.py").write_text("y = 1\n")
    source = folder / "notes"
    source.mkdir()
    for part in ("_static", "_templates"):
        shutil.copytree(NOTES / part, source / part)
    (source / "conf.py").write_text((NOTES / "conf.py").read_text())
    for name, (fault, _) in FAULTS.items():
        (source / f"{name}.md").write_text(f"# Title\n\nText.\n\n{fault}\n")
    listed = "\n".join(["healthy", *FAULTS])
    (source / "index.md").write_text(f"# Title\n\n```{{toctree}}\n{listed}\n```\n")
    (source / "healthy.md").write_text("# Title\n\n$$ x $$ (eq-x)\n\n{eq}`eq-x`\n")
    options = ["-b", "html", "-n", "-W", "--keep-going", "-q"]
    options += ["-D", "html_static_path=_static", str(source), str(folder / "out")]
    command = [sys.executable, "-c", BUILD, str(folder), *options]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if "npm ci failed" in done.stderr:
        pytest.skip("the npm registry cannot be reached")
    assert done.returncode != 0
    return done.stderr.splitlines()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_on_a_page_fails_the_build_with_file_and_line(complaints, name):
    at = [line for line in complaints if re.search(rf"/{name}\.md:\d+: ", line)]
    assert any(FAULTS[name][1] in line for line in at), complaints


def test_a_page_without_fault_is_not_complained_of(complaints):
    assert not [line for line in complaints if "healthy.md" in line]
