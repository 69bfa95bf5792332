"""Activations: functions of every element, and the softmax family."""
