"""Layers of sequences: tables of vectors, recurrence, attention."""
