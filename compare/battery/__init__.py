"""The battery: everything that must hold for one example of a case."""
