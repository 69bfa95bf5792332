"""Implementations as learners write them, right and wrong."""
