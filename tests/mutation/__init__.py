"""Mutation testing: small faults planted in `scratch`, one by one, must be found."""
