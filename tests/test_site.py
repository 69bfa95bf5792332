"""The reading site: built from a clean checkout, looked at in headless Chromium."""

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from compare.reading.alone import alone
from compare.reading.pairs import ROOT, SIDES

pytestmark = pytest.mark.xdist_group("site")  # built once

pytest.importorskip("sphinx", reason="the extra `site` is not installed")
pytest.importorskip("myst_parser", reason="the extra `site` is not installed")
pytest.importorskip("pydata_sphinx_theme", reason="the extra `site` is not installed")

NOTES = ROOT / "compare" / "reading" / "notes"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "use": "href"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site from a clean copy of the checkout."""
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    built = ROOT / "build"  # what its sources have not changed since is taken from here
    if (
        built / "node" / "installed"
    ).exists():  # spares the registry, not the lock file
        made = shutil.ignore_patterns("site", "site.doctrees")
        shutil.copytree(built, copy / "build", symlinks=True, ignore=made)
    out = copy / "build" / "site"
    done = run_compare(copy, "site", "-o", str(out))
    if "npm ci failed" in done.stderr + done.stdout:
        pytest.skip("the npm registry cannot be reached")
    assert done.returncode == 0, done.stderr[-3000:]
    return out


def run_compare(folder, *arguments):
    command = [sys.executable, "-m", "compare", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )


class Page(HTMLParser):
    """Collect ids, links and loaded files of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loaded = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids |= {found[k] for k in ("id", "name") if found.get(k)}
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        elif tag == "link" and found.get("rel") in ("stylesheet", "icon", "preload"):
            self.loaded.append(found["href"])
        elif found.get(LOADS.get(tag, "")):
            self.loaded.append(found[LOADS[tag]])


def broken(folder: Path) -> list[str]:
    """Return every link and loaded file of a site that does not resolve inside it."""
    pages = {p: Page(p.read_text(encoding="utf-8")) for p in folder.rglob("*.html")}
    out = []
    for path, page in pages.items():
        for url in page.links + page.loaded:
            parts = urlsplit(url)
            if parts.scheme or parts.netloc:
                outside = parts.scheme in ("http", "https") and url in page.links
                out += [] if outside or parts.scheme == "data" else [f"{path}: {url}"]
                continue
            to = path
            if parts.path:
                to = (path.parent / unquote(parts.path)).resolve()
            lost = parts.fragment and to in pages
            if not to.is_file() or (lost and parts.fragment not in pages[to].ids):
                out.append(f"{path.relative_to(folder)}: {url}")
    for sheet in folder.rglob("*.css"):
        for url in re.findall(r"url\(\s*['\"]?([^'\")]+)", sheet.read_text("utf-8")):
            inside = (sheet.parent / unquote(urlsplit(url).path)).is_file()
            if not url.startswith(("data:", "#")) and not inside:
                out.append(f"{sheet.relative_to(folder)}: {url}")
    return out


def test_a_broken_link_is_seen_by_the_link_check(tmp_path):
    text = '<a href="gone.html">x</a><a href="#no">y</a><img src="https://a.b/c.png">'
    (tmp_path / "page.html").write_text(text)
    assert len(broken(tmp_path)) == 3


def test_no_link_is_broken_and_nothing_is_loaded_from_outside(site):
    assert broken(site) == []


def test_the_site_is_small_and_holds_no_source_maps(site):
    files = [p for p in site.rglob("*") if p.is_file()]
    assert not [p for p in files if p.suffix == ".map"]
    assert sum(p.stat().st_size for p in files) < 30e6  # 0.3 a page


def test_the_numbers_of_an_example_are_on_its_page(site):
    measured = json.loads((site.parent / "pairs" / "dropout.json").read_text())
    page = (site / "dropout.html").read_text(encoding="utf-8")
    for row in measured["agreement"]:
        assert f"<code>{row['name']}</code>" in page
    assert measured["versions"]["PyTorch"] in page


def test_a_page_whose_source_has_gone_goes_too(site):
    (site / "gone.html").write_text("<h1>old</h1>")
    assert run_compare(site.parents[1], "site", "-o", str(site)).returncode == 0
    assert not (site / "gone.html").exists()


def test_a_formula_is_cut_between_its_statements_and_nowhere_else():
    from compare.reading.web.katex import parts

    assert parts(r"a = b, \qquad c = \frac{1}{2}") == ["a = b,", r"c = \frac{1}{2}"]
    whole = (
        r"\left( a \qquad b \right)",
        r"\text{a \qquad b}",
        r"\begin{aligned} a &= b \qquad c \end{aligned}",
        r"\{ a \}",
    )
    assert [parts(tex) for tex in whole] == [[tex] for tex in whole]


def test_the_title_of_a_bug_starts_with_a_capital_unless_with_code():
    from compare.reading.web.gallery import heading

    assert heading("log-softmax of a row") == "Log-softmax of a row"
    assert heading("a wrong axis") == "A wrong axis"
    assert heading("p taken for 1 - p") == "p taken for 1 - p"
    assert heading("log(x) < 0") == "log(x) &lt; 0"
    assert heading("`w[i] += g` once") == "<code>w[i] += g</code> once"


@pytest.fixture(scope="module")
def seen(site):
    """Look at every page in Chromium."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    from compare.reading.web import node

    try:
        modules = node.installed("axe-core", tests=True).parent
    except RuntimeError:
        pytest.skip("the npm registry cannot be reached")
    pair = [f"{side}/layers/dropout.py" for side in ("scratch", "torch_ref")]
    run_compare(site.parents[1], "pair", *pair, "-o", str(site / "one-pair.html"))
    pages = sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))
    assert "one-pair.html" in pages
    script = ROOT / "compare" / "reading" / "web" / "check.mjs"
    command = [node.node(), str(script), CHROMIUM, str(modules), str(site), *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1]) | {"all": pages}


def test_no_page_has_an_accessibility_fault_in_light_dark_or_on_a_phone(seen):
    assert sorted(seen["pages"]) == seen["all"]
    assert {p: v["faults"] for p, v in seen["pages"].items() if v["faults"]} == {}


def test_no_page_overflows_a_phone(seen):
    assert {p for p, v in seen["pages"].items() if v["overflow"] > 0} == set()


def test_no_root_sign_is_moved_from_its_formula(seen):
    assert {p for p, v in seen["pages"].items() if v["torn"]} == set()


def test_no_page_asks_for_anything_outside_or_fails_in_its_script(seen):
    assert {p: v["outside"] for p, v in seen["pages"].items() if v["outside"]} == {}
    assert {p: v["errors"] for p, v in seen["pages"].items() if v["errors"]} == {}


def test_search_finds_a_word_of_the_prose_and_one_of_the_code(seen):
    assert seen["search"] == {
        "diamond": True,
        "softplus": True,
        "keep_dims_of_nothing": False,
    }


def test_a_served_search_shows_snippets_and_pages_before_the_reference(seen):
    links, snippets = seen["served"]["softmax"]
    assert snippets > 5
    kinds = [link.startswith(("api/", "code/")) for link in links]
    assert kinds == sorted(kinds)
    assert not kinds[0]
    assert kinds[-1]


def test_sliders_move_by_keyboard(seen):
    from compare.reading.contents import FURTHER, ROWS

    names = {*ROWS, *FURTHER} - {"search"} | {"hyperparameter_search"}
    assert seen["slider"].keys() >= {f"{name}.html" for name in names}
    assert set(seen["slider"].values()) == {True}


def test_the_first_screen_of_softmax_shows_the_backward_and_its_equation(seen):
    rows = dict(seen["first"]["softmax.html"])
    assert "return (output * (doutput - along),)" in rows["(4)"]


def test_the_gallery_is_short_and_can_be_filtered(seen):
    found = seen["gallery"]
    assert found["height"] < 8000
    assert 0 < found["ones"] < found["softmax"] < found["all"]
    assert found["said"] == f"{found['softmax']} of {found['all']} bugs"


def test_an_unchanged_site_is_not_built_again(site):
    done = run_compare(site.parents[1], "site", "-o", str(site))
    assert done.returncode == 0
    assert "pieces to make" not in done.stdout
    assert "0 added, 0 changed, 0 removed" in done.stdout
    assert "no targets are out of date" in done.stdout


def test_every_page_of_an_example_offers_its_notebooks(site):
    page = (site / "softmax.html").read_text(encoding="utf-8")
    for side in SIDES:
        path = f"_code/notebooks/{side}/softmax.ipynb"
        assert f'href="{path}"' in page
        book = json.loads((site / path).read_text(encoding="utf-8"))
        assert any(cell.get("outputs") for cell in book["cells"])


def test_pages_are_readable_without_javascript(seen):
    for page in seen["plain"].values():
        assert page["headings"] >= 7
        assert page["formulas"] >= 5
        assert page["images"] == page["figures"] >= 1  # one theme's image, not both
        assert page["left"] == page["right"] > 20
    assert seen["plain"]["l1.html"]["pictures"] == 1


def test_views_change_by_keyboard_and_a_copy_is_one_side(seen):
    views = seen["views"]
    assert views["left"] == [True, False]
    assert views["right"] == [False, True]
    assert views["both"] == [True, True]
    path = "scratch/layers/dropout.py"
    source = (ROOT / path).read_text(encoding="utf-8")
    assert views["copied"] == alone(source, path)
