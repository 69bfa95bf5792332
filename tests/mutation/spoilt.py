"""Malformed calls of a case: every option by itself, then whatever chance spoils."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from compare.battery.example import Example, draw_example
from compare.cases.case import Case, ProgramCase
from compare.cases.strategies import SeededDraw
from tests import hostile

SMALL = [  # places of the odd values of which no call takes long or fills the memory
    place
    for place, value in enumerate(hostile.ODD)
    if not (isinstance(value, int) and abs(value) > 1000)
]


@dataclass(frozen=True)
class Spoilt:
    """A malformed call.

    Attributes
    ----------
    name : str
        Of the case.
    number : int
        Of the example.
    option, odd : str, int
        Which option is replaced by which odd value; "" where chance spoils something.
    """

    name: str
    number: int
    option: str = ""
    odd: int = 0

    def __str__(self):
        return f"spoilt {self.option or f'call {self.number}'} of {self.name}"


def drawn(case: Case, number: int) -> tuple[Example, SeededDraw]:
    """Return an example of a case, and what goes on drawing."""
    own = crc32(case.name.encode())
    draw = SeededDraw((1, own, number), case.dtypes[0], case.regimes)
    return draw_example(case, draw), draw


def calls(case: Case, count: int) -> Iterator[Spoilt]:
    """Give every odd value in place of every option, then `count` left to chance."""
    if isinstance(case, ProgramCase):
        return
    for option in hostile.options_of(drawn(case, 0)[0]):
        for odd in SMALL:
            yield Spoilt(case.name, 0, option, odd)
    for number in range(count):
        yield Spoilt(case.name, number)


def spoil(case: Case, call: Spoilt, alike: bool) -> None:
    """Make a malformed call; refused, it is refused alike by both twins if `alike`."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        example, draw = drawn(case, call.number)
        if call.option:
            given = hostile.with_odd(example, call.option, hostile.ODD[call.odd])
        else:
            given = hostile.spoil(example, draw)
        hostile.judge(case, example, *given, alike)
