"""A GPT: blocks of causal attention and of a small network, added to a running sum."""

from math import cos, inf, pi, sqrt

from ..engine import init
from ..engine.arguments import check_integer, checked
from ..engine.checks import check_has, check_number, check_positive
from ..engine.containers import ModuleList
from ..engine.functions import cat, split, stack, topk, where
from ..engine.grad_mode import no_grad
from ..engine.module import Module
from ..engine.random import multinomial, randint
from ..engine.sequences import arange
from ..layers import (
    GELU,
    Dropout,
    Embedding,
    LayerNorm,
    Linear,
    scaled_dot_product_attention,
    softmax,
)


def check_sizes(**sizes):
    """Refuse what is no positive whole number."""
    for name, size in sizes.items():
        check_positive(name, check_integer(name, size))


class CausalSelfAttention(Module):
    """Attention of every position to itself and those before it, in several heads.

    Parameters
    ----------
    width, heads : int
    dropout : float
    bias : bool
    """

    def __init__(self, width, heads, dropout=0.0, bias=False):
        super().__init__()
        check_sizes(width=width, heads=heads)
        if width % heads:
            raise ValueError(f"heads must divide width, got {heads} and {width}")
        self.heads = heads
        self.dropout = dropout
        self.c_attn = Linear(width, 3 * width, bias)
        self.c_proj = Linear(width, width, bias)
        self.resid_dropout = Dropout(dropout)

    def forward(self, x):
        """Return what every position of x (N, T, width) reads from the others."""
        n, t, width = x.shape
        q, k, v = (
            part.reshape(n, t, self.heads, width // self.heads).transpose(1, 2)
            for part in split(self.c_attn(x), width, 2)
        )
        p = self.dropout if self.training else 0.0
        y = scaled_dot_product_attention(q, k, v, dropout_p=p, is_causal=True)
        return self.resid_dropout(self.c_proj(y.transpose(1, 2).reshape(n, t, width)))


class GPTBlock(Module):
    """x + attention(norm(x)), and to that a network of one hidden layer likewise.

    Parameters
    ----------
    width, heads : int
    dropout : float
    bias : bool
    """

    def __init__(self, width, heads, dropout=0.0, bias=False):
        super().__init__()
        self.ln_1 = LayerNorm(width, bias=bias)
        self.attn = CausalSelfAttention(width, heads, dropout, bias)
        self.ln_2 = LayerNorm(width, bias=bias)
        self.c_fc = Linear(width, 4 * width, bias)
        self.gelu = GELU()
        self.c_proj = Linear(4 * width, width, bias)
        self.dropout = Dropout(dropout)

    def forward(self, x):
        """Return the running sum x (N, T, width) with the block's two parts added."""
        x = x + self.attn(self.ln_1(x))
        hidden = self.gelu(self.c_fc(self.ln_2(x)))
        return x + self.dropout(self.c_proj(hidden))


class GPT(Module):
    """Logits of the next token at every position of a text.

    Parameters
    ----------
    tokens : int
        How many different ones there are.
    context : int
        How many positions it sees.
    layers, heads, width : int
    dropout : float
    bias : bool
        Whether linear maps and norms have biases.

    Notes
    -----
    The table of tokens is the last linear map's weight, too. Weights start normal with
    standard deviation 0.02, those added to the running sum 0.02 / sqrt(2 layers).

    References
    ----------
    Radford et al., Language Models are Unsupervised Multitask Learners, 2019, sections
    2.2 and 2.3. Press and Wolf, Using the Output Embedding, 2017, section 3.
    """

    def __init__(
        self, tokens, context, layers=4, heads=4, width=128, dropout=0.0, bias=False
    ):
        super().__init__()
        check_sizes(tokens=tokens, context=context, layers=layers)
        self.context = context
        self.wte = Embedding(tokens, width)
        self.wpe = Embedding(context, width)
        self.drop = Dropout(dropout)
        blocks = [GPTBlock(width, heads, dropout, bias) for _ in range(layers)]
        self.h = ModuleList(blocks)
        self.ln_f = LayerNorm(width, bias=bias)
        self.lm_head = Linear(width, tokens, bias=False)
        self.wte.weight = self.lm_head.weight
        self.apply(self.start)
        for name, param in self.named_parameters():
            if name.endswith("c_proj.weight"):
                init.normal_(param, 0.0, 0.02 / sqrt(2 * layers))

    def start(self, module):
        """Draw the weights of a linear map or a table; biases start at 0."""
        if isinstance(module, (Linear, Embedding)):
            init.normal_(module.weight, 0.0, 0.02)
        if isinstance(module, Linear) and module.bias is not None:
            init.zeros_(module.bias)

    def forward(self, tokens):
        """Return logits (N, T, tokens) for tokens (N, T) int64, T <= context."""
        if tokens.ndim != 2 or tokens.shape[1] > self.context:
            raise ValueError(
                f"tokens must be (N, T) with T <= {self.context}, "
                f"got {tuple(tokens.shape)}"
            )
        x = self.drop(self.wte(tokens) + self.wpe(arange(tokens.shape[1])))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


@checked("data", context=int, batch=int)
def text_batch(data, context, batch):
    """Draw `batch` pieces of a text and, for every position, what comes next.

    Parameters
    ----------
    data : (n,) int64, the tokens of the text
    context, batch : int

    Returns
    -------
    input, target : (batch, context) int64
    """
    if data.ndim != 1 or len(data) <= context:
        raise ValueError(f"data must have more than {context} tokens, got {len(data)}")
    starts = randint(0, len(data) - context, (batch,)).tolist()
    input = stack([data[i : i + context] for i in starts])
    target = stack([data[i + 1 : i + 1 + context] for i in starts])
    return input, target


def warmup_cosine(step, warmup, total, lowest=0.1):
    """Return the share of the learning rate at a step: up a line, down a cosine.

    Parameters
    ----------
    step, warmup, total : int
    lowest : float
        The share that is left at the end.

    References
    ----------
    Loshchilov and Hutter, SGDR, 2017, eq. 5.
    """
    for name, value in (("step", step), ("warmup", warmup), ("total", total)):
        check_integer(name, value)
    check_number("lowest", lowest)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    done = min((step - warmup) / max(total - warmup, 1), 1)
    return lowest + (1 - lowest) * (1 + cos(pi * done)) / 2


@checked("tokens", number=int, temperature=float, top_k=int)
def generate(model, tokens, number, temperature=1.0, top_k=None):
    """Append `number` tokens to a text, each drawn from the model's probabilities.

    Parameters
    ----------
    model : GPT
        In evaluation mode, or its dropout takes part.
    tokens : (N, T) int64, T >= 1
    number : int
    temperature : float
        What logits are divided by: below 1 the likely become likelier.
    top_k : int, optional
        Draw among that many of the likeliest.

    Returns
    -------
    tokens : (N, T + number) int64
    """
    check_positive("temperature", temperature)
    check_has("model", model, "context")
    if top_k is not None:
        check_positive("top_k", top_k)
    with no_grad():
        for _ in range(number):
            logits = model(tokens[:, -model.context :])[:, -1] / temperature
            if top_k is not None:
                least = topk(logits, min(top_k, logits.shape[1]))[0][:, -1:]
                logits = where(logits < least, -inf, logits)
            following = multinomial(softmax(logits, 1), 1)
            tokens = cat([tokens, following], 1)
    return tokens
