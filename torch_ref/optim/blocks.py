"""Updates block by block are not needed where a kernel has all operands at once."""
