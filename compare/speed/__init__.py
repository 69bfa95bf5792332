"""How fast scratch is beside `torch.nn` and `torch.optim` in the same process."""
