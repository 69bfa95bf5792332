"""Filling an array in the order of its memory is part of torch."""
