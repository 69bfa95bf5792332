"""Convolution and pooling under any sizes and options, beside torch."""
