"""One script for each row of the notes."""
