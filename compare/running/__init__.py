"""One torch script on both backends from one seed, compared step by step."""
