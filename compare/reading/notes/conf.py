"""Settings of the reading site."""

from pathlib import Path

project = html_title = "Gradtwin"
extensions = [
    "myst_parser",
    "sphinx_design",
    "compare.reading.web.build",
    "compare.reading.web.katex",
    "compare.reading.web.directives",
    "compare.reading.web.pairing",
    "compare.reading.web.equations",
    "compare.reading.web.evidence",
    "compare.reading.web.api",
    "compare.reading.web.compared",
    "compare.reading.web.gallery",
    "compare.reading.web.home",
    "compare.reading.web.exercises",
    "compare.reading.web.refusals",
    "compare.reading.web.shell",
]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_*"]
nitpicky = True
myst_enable_extensions = [
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
]
myst_heading_anchors = 3
math_number_all = False
numfig = False

html_theme = "pydata_sphinx_theme"
html_math_renderer = "katex"
html_static_path = ["_static", "../web/static"]
templates_path = ["_templates"]
html_css_files = ["pair.css", "notes.css"]
scripts = ("pair.js", "live.js", "gallery.js", "attention.js", "windows.js")
html_js_files = [(name, {"defer": "defer"}) for name in scripts]
html_sidebars = {"**": ["contents.html", "topics.html"]}
html_context = {"default_mode": "auto"}
html_copy_source = html_show_sourcelink = html_show_copyright = False
html_use_index = False
html_permalinks_icon = "#"
html_search_scorer = str(Path(__file__).parent / "_templates" / "scorer.js")
html_favicon = "_static/favicon.svg"
html_theme_options = {
    "navbar_center": [],
    "navbar_persistent": [],
    "navbar_end": ["search-field", "theme-switcher"],
    "secondary_sidebar_items": [],
    "article_header_start": ["breadcrumbs"],
    "footer_start": [],
    "footer_end": [],
    "back_to_top_button": False,
    "navigation_with_keys": False,
    "search_as_you_type": True,
    "search_bar_text": "Search the notes",
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
