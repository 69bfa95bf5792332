"""Links that prove: for every property on every page, a fault that makes it fail."""
