"""Arithmetic rounded once is part of the processor, and torch uses it."""
