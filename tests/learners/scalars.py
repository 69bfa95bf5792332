"""Scalar objects with a tape of their own, as a well-known lecture builds them."""

import math


class Value:
    def __init__(self, data, children=()):
        self.data, self.grad = data, 0.0
        self._back, self._children = lambda: None, children

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def back():
            self.grad += out.grad
            other.grad += out.grad

        out._back = back
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._back = back
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def back():
            self.grad += (1 - t * t) * out.grad

        out._back = back
        return out

    def exp(self):
        e = math.exp(min(self.data, 700.0))
        out = Value(e, (self,))

        def back():
            self.grad += out.grad

        out._back = back
        return out

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for c in v._children:
                    visit(c)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            v._back()


CASES = [
    (Value, "torch.tanh", None, "right", ""),
    (Value, "torch.exp", None, "wrong", "passed on unchanged"),
]
