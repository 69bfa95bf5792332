"""Whole programs drawn at random, run in scratch and in torch, and compared."""
