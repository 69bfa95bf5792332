"""Eight families of mistakes, planted one by one: random programs find each."""

import pytest

from compare.fuzz.choices import Choices
from tests.fuzz_families import FAMILIES, first_found

SEEDS = {  # that show it soon; whatever the seed, 20,000 programs do
    "in_numpy_order": 33,
    "integers_with_gradient": 0,
    "scalars_copied": 1,
    "multiplied_masks": 0,
    "roots_of_nothing": 45,
    "remembered_outputs": 13,
    "steps_added_up": 0,
    "lost_signs": 20,
}


@pytest.mark.parametrize("plant", FAMILIES, ids=lambda plant: plant.__name__)
def test_a_planted_family_is_found(plant):
    choices = Choices(SEEDS[plant.__name__])
    assert list(first_found([plant], choices, programs=800))
