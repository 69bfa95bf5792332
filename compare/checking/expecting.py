"""What is right for a call, in the convention that a candidate follows."""

import numpy as np

from . import leaves
from .forwards import noise_of


class Expecting:
    """The part of a judge that asks for what is right."""

    def extra(self, inputs, seed):
        """Return what the reference is given besides: dropout's mask."""
        if self.info["name"] != "dropout":
            return None
        return noise_of(self.way, inputs, self.match.meaning, seed)

    def expect(self, inputs, upstream, dtype, extra, opinion=False):
        """Ask for the right values and tolerances; for a second opinion as well."""
        found = self.standard.ask(
            "expect",
            inputs=inputs,
            upstream=upstream,
            dtype=dtype,
            extra=extra,
            opinion=opinion,
        )
        if "refused" not in found:
            self.sampled |= set(found["sampled"])
            self.guarded |= set(found["guarded"])
        if self.mode == "diagonal" and "refused" not in found:
            self.replace_by_diagonal(found, inputs)
        return found

    def replace_by_diagonal(self, found, inputs):
        """Expect the whole derivative where a candidate has no upstream gradient."""
        jacobian = self.standard.ask("jacobian", inputs=inputs)["jacobian"]
        _value, tolerance = found["gradients"][0][:2]
        found["gradients"][0] = [
            jacobian,
            np.full(jacobian.shape, 1e-9 + tolerance.max(initial=0.0)),
        ]

    def conventional(self, trial) -> dict:
        """Return right gradients and tolerances by leaf, in the known convention."""
        right, tolerance = trial.gradients(), trial.tolerances()
        found = {}
        arrays = leaves.arrays(trial.inputs)
        for name, value in right.items():
            factor = 1.0
            if name in self.scaled:
                leaf, axis = self.scaled[name]
                shape = arrays[leaf].shape
                count = arrays[leaf].size if axis is None else shape[axis]
                factor = 1 / max(1, count)
            found[name] = (
                value * factor,
                tolerance[name] * factor * (1 + 1e-6 * (factor != 1)),
            )
        return found

    def shaped(self, got, value):
        """Let (n, 1) and (1, n) count as n where the parameter has one axis."""
        if self.mode == "diagonal" and got.shape != value.shape and got.ndim == 2:
            n = got.size
            if value.size == n * n:
                return np.diag(got.reshape(-1)).reshape(value.shape)
        if (
            got.shape != value.shape
            and got.size == value.size
            and got.ndim == value.ndim + 1
            and 1 in got.shape
        ):
            return got.reshape(value.shape)
        return got
