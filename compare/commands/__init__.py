"""The commands of `python -m compare`, one module each, loaded when called."""
