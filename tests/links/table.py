"""The table: every fault of every page."""

from . import (
    around,
    data_sets,
    foundations,
    functions,
    further,
    images,
    regularisation,
    sequences,
    training,
    transformers,
)

PAGES = (
    foundations,
    training,
    regularisation,
    functions,
    around,
    further,
    data_sets,
    sequences,
    transformers,
    images,
)
FAULTS = [fault for pages in PAGES for fault in pages.FAULTS]
