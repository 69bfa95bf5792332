"""Normalisation: over a batch, and over the features of each example."""
