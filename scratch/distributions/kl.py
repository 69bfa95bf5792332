"""Kullback and Leibler's divergence of two distributions of one kind."""

from math import inf

from ..layers import softplus
from .bernoulli import Bernoulli
from .categorical import Categorical
from .normal import Normal


def kl_divergence(p, q):
    """Return the expectation of log p - log q under p, in nats.

    Parameters
    ----------
    p, q : Normal, Categorical or Bernoulli, both of one kind

    Raises
    ------
    NotImplementedError
        If no formula is known.
    """
    for kind, formula in FORMULAS.items():
        if isinstance(p, kind) and isinstance(q, kind):
            return formula(p, q)
    kinds = f"{type(p).__name__} and {type(q).__name__}"
    raise NotImplementedError(f"no divergence of {kinds} is known")


def of_normals(p, q):
    """Return (ratio + shift - 1 - log ratio) / 2, of variances and of means."""
    ratio = (p.scale / q.scale).pow(2)
    shift = ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + shift - 1 - ratio.log())


def of_choices(p, q):
    """Return sum p (log p - log q)."""
    terms = p.probs * (p.logits - q.logits)
    terms = terms.masked_fill((q.probs == 0).expand_as(terms), inf)
    return terms.masked_fill((p.probs == 0).expand_as(terms), 0).sum(-1)


def of_coins(p, q):
    """Return the same of both sides of a coin, from its log-odds."""
    heads = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    heads = heads.masked_fill(q.probs == 0, inf).masked_fill(p.probs == 0, 0)
    tails = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    tails = tails.masked_fill(q.probs == 1, inf).masked_fill(p.probs == 1, 0)
    return heads + tails


FORMULAS = {Normal: of_normals, Categorical: of_choices, Bernoulli: of_coins}
