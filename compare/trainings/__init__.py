"""Whole trainings in scratch, torch_ref and plain torch, compared after every step."""
