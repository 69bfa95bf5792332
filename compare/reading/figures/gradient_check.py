"""How near differences of function values come to a gradient, and where they fail."""

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, live, panels
from compare.reading.figures.live import Live, Plane

AT = 1.5


def function(x):
    """Return the example of Squire and Trapp, which has complex values too."""
    return np.exp(x) / np.sqrt(np.sin(x) ** 3 + np.cos(x) ** 3)


def slope(x):
    """Return its derivative."""
    u = np.sin(x) ** 3 + np.cos(x) ** 3
    inner = 3 * np.sin(x) * np.cos(x) * (np.sin(x) - np.cos(x))
    return function(x) * (1 - inner / (2 * u))


def estimates(h, dtype=np.float64) -> dict[str, np.ndarray]:
    """Return the three estimates of the slope for an array of steps."""
    x, h = dtype(AT), h.astype(dtype)
    return {
        "forward": (function(x + h) - function(x)) / h,
        "central": (function(x + h) - function(x - h)) / (2 * h),
        "complex": function(x + 1j * h).imag / h,
    }


@drawn
def step_sizes(theme):
    """Draw the errors of the estimates against the step."""
    figure, axes = panels()
    h = np.logspace(-20, -0.3, 241)
    fine, coarse = estimates(h), estimates(h[h > 1e-7], np.float32)
    exact = slope(AT)
    for name, steps, found, colour, line in (
        ("forward", h, fine["forward"], theme.green, ":"),
        ("central", h, fine["central"], theme.blue, "-"),
        ("central, float32", h[h > 1e-7], coarse["central"], theme.rust, "--"),
        ("complex step", h, fine["complex"], theme.violet, "-."),
    ):
        error = np.maximum(np.abs(found - exact) / exact, 1e-17)
        axes.loglog(steps, error, ls=line, color=colour, label=name, lw=1.5)
    axes.set(xlabel="step h", ylabel="relative error", ylim=(3e-18, 1e5))
    axes.set_xticks([1e-20, 1e-15, 1e-10, 1e-5, 1])
    axes.legend(ncols=2, loc="upper right")
    return figure


@drawn
def kink_differences(theme):
    """Draw the slope of a ReLU by its backward pass and by central differences."""
    figure, axes = panels(height=2.8)
    x, h = np.linspace(-2, 2, 401), 1.0
    input = dl.tensor(x, requires_grad=True)
    dl.relu(input).sum().backward()
    estimate = dl.numerical_gradient(lambda t: dl.relu(t).sum(), dl.tensor(x), h)
    axes.plot(x, input.grad.numpy(), color=theme.blue, label="backward pass")
    axes.plot(x, estimate.numpy(), "--", color=theme.rust, label="central differences")
    axes.set(xlabel="x / h", ylabel="slope of ReLU at x")
    axes.legend()
    return figure


@live
def secant():
    """Shorten the step of a central difference, in both types."""
    plane = Plane(x=(-16, 0), y=(-13, 1))
    powers = np.arange(-15, -0.9, 0.5)
    frames = {}
    for name, kind in (("float64", np.float64), ("float32", np.float32)):
        errors = []
        for power in powers:
            h, x = kind(10**power), kind(1 / 3)
            slope = (np.exp(x + h) - np.exp(x - h)) / (2 * h)
            gap = abs(float(slope) - np.exp(1 / 3)) / np.exp(1 / 3)
            errors.append(min(max(np.log10(max(gap, 1e-13)), -13), 1))
        best = powers[int(np.argmin(errors))]
        frames[name] = [
            {
                "line": plane.path(powers, errors),
                "point": plane.dots([power], [error]),
                "say": f"Right to {max(-error, 0):.0f} digits; the best step of this "
                f"type is about 10^{best:g}.",
            }
            for power, error in zip(powers, errors)
        ]
    xticks = [(k, f"1e{k}") for k in range(-15, 0, 3)]
    yticks = [(k, f"1e{k}") for k in range(-12, 1, 3)]
    return Live(
        alt="Relative error of a central difference against its step, falling and then "
        "rising again as the step gets shorter",
        caption="The slope of exp at 1/3. From the right the error falls with the "
        "square of the step; from the left rounding takes over.",
        slider="step",
        values=[f"h = 1e{power:g}" for power in powers],
        frames=frames,
        shapes=["line", "point"],
        ground=plane.ruler(xticks, yticks, "step h", "relative error"),
        choice="Type",
        start=20,
    )
