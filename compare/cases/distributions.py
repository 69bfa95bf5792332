"""Cases of distributions: samples bit for bit, densities with their gradients."""

from .case import ProgramCase

COMMON = ("batch_shape", "event_shape", "mean", "variance", "mode")
SHAPES = ((), (3,), (2, 1))


def asked(dl, make, given, values):
    """Return what a distribution says, and gradients of what it was given."""
    leaves = [value.clone().requires_grad_() for value in given]
    found = make(*leaves)
    told = {name: getattr(found, name) for name in COMMON}
    told["samples"] = [found.sample(shape) for shape in SHAPES]
    told["text"] = repr(found)
    density, entropy = found.log_prob(values), found.entropy()
    (density.sum() + (2 * entropy).sum()).backward()
    told["density"], told["entropy"] = density.detach(), entropy.detach()
    told["more"] = [found.perplexity().detach(), found.log_prob(found.sample((2,)))]
    return told | {"gradients": [leaf.grad for leaf in leaves]}


def normals(dl, loc, scale, values, seed):
    """Ask normal distributions, and draw with a gradient."""
    dl.manual_seed(seed)
    normal = dl.distributions.Normal
    told = asked(dl, normal, (loc, scale), values)
    loc, scale = (t.clone().requires_grad_() for t in (loc, scale))
    told["drawn"] = normal(loc, scale).rsample((2,))
    (told["drawn"] ** 2).sum().backward()
    other = normal(0.25, 2.0)
    divergence = dl.distributions.kl_divergence(normal(loc, scale), other)
    divergence.sum().backward()
    told["slopes"] = [loc.grad, scale.grad]
    told["numbers"] = [other.sample(), other.stddev, other.cdf(values)]
    return told | {"divergence": divergence.detach()}


def choices(dl, weights, index, seed):
    """Ask choices given by weights and by logits."""
    dl.manual_seed(seed)
    kind = dl.distributions.Categorical
    by_logits = asked(dl, lambda w: kind(logits=w), (weights,), index)
    by_probs = asked(dl, kind, (weights,), index)
    return {
        "logits": by_logits,
        "probs": by_probs,
        "divergence": dl.distributions.kl_divergence(kind(weights), kind(weights + 1)),
        "one": kind(dl.tensor([0.25, 0.75])).sample().item(),
    }


def coins(dl, probs, seed):
    """Ask coins given by probabilities and by log-odds."""
    dl.manual_seed(seed)
    kind = dl.distributions.Bernoulli
    sides = (probs > 0.5).to(probs.dtype)
    return {
        "probs": asked(dl, kind, (probs,), sides),
        "logits": asked(dl, lambda w: kind(logits=w), (probs * 2,), sides),
        "divergence": dl.distributions.kl_divergence(kind(probs), kind(1 - probs)),
        "number": kind(0.5).sample((4,)),
    }


def positive(draw, *shape):
    """Draw numbers inside (0, 1), away from the ends and the middle."""
    return draw.inside(0.05, 0.45, *shape)


CASES = [
    ProgramCase(
        name="distributions.Normal",
        arguments=lambda draw: {
            "loc": draw.inside(-1, 1, 2, 3),
            "scale": positive(draw, 3),
            "values": draw.inside(-1, 1, 2, 3),
            "seed": draw.integer(0, 999),
        },
        program=normals,
        third=True,
        exact=lambda arguments: False,
        weight=0.3,
        covers=(
            *("distributions.Normal", "distributions.kl_divergence"),
            "distributions.Distribution",
        ),
    ),
    ProgramCase(
        name="distributions.Categorical",
        arguments=lambda draw: {
            "weights": positive(draw, 2, 4),
            "index": draw.labels(2, classes=4),
            "seed": draw.integer(0, 999),
        },
        program=choices,
        third=True,
        exact=lambda arguments: False,
        weight=0.3,
    ),
    ProgramCase(
        name="distributions.Bernoulli",
        arguments=lambda draw: {
            "probs": positive(draw, draw.size()),
            "seed": draw.integer(0, 999),
        },
        program=coins,
        third=True,
        exact=lambda arguments: False,
        weight=0.3,
    ),
]
