"""The pytest fixture `verify`; it imports nothing until a test asks for it."""

import pytest


@pytest.fixture
def verify():
    """Return `assert_matches`: verify(candidate, reference, *example)."""
    from compare import assert_matches

    return assert_matches
