"""Cases of the GPT: a few steps of training and a generated text, from one seed."""

from .case import ProgramCase

NAMES = "GPT CausalSelfAttention GPTBlock generate text_batch warmup_cosine"


def setting(draw):
    """Draw sizes and options."""
    heads = draw.size(1, 2)
    return {
        "seed": draw.seed(),
        "context": draw.size(2, 5),
        "layers": draw.size(1, 2),
        "heads": heads,
        "width": heads * draw.size(2, 4),
        "dropout": draw.choice((0.0, 0.25)),
        "bias": draw.boolean(),
        "top_k": draw.choice((None, 2)),
    }


def trained(dl, seed, top_k, context, **options):
    """Train for two steps and write on."""
    dl.manual_seed(seed)
    data = dl.randint(0, 7, (30,))
    model = dl.GPT(7, context, **options).double()
    initial = {k: v.clone() for k, v in model.state_dict().items()}
    groups = dl.decay_groups(model, 0.1)
    optimizer = dl.SGD(groups, lr=0.1)  # Adam divides what is 0 but for rounding
    schedule = dl.LambdaLR(optimizer, lambda step: dl.warmup_cosine(step, 1, 3))
    losses = []
    for _ in range(2):
        input, target = dl.text_batch(data, context, 3)
        logits = model(input)
        loss = dl.cross_entropy(logits.reshape(-1, 7), target.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    model.eval()
    return {
        "initial": initial,
        "losses": losses,
        "weights": model.state_dict(),
        "text": dl.generate(model, data[:2].reshape(1, 2), 4, 0.8, top_k),
        "block": type(model.h[0]).__name__ == dl.GPTBlock.__name__,
        "attention": type(model.h[0].attn).__name__ == dl.CausalSelfAttention.__name__,
    }


def refused(dl, what):
    """Return the refusal of a bad call."""
    calls = {
        "heads that do not divide": lambda: dl.GPT(5, 4, heads=3, width=8),
        "a text too short": lambda: dl.text_batch(dl.arange(4), 4, 2),
        "no temperature": lambda: dl.generate(None, dl.zeros(1, 1), 1, 0.0),
        "too many positions": lambda: dl.GPT(5, 4, 1, 1, 2)(
            dl.zeros(1, 5, dtype=dl.int64)
        ),
    }
    try:
        calls[what]()
    except ValueError as error:
        return {"refused": str(error)}
    return {"refused": "not at all"}


CASES = [
    ProgramCase(
        name="GPT",
        covers=tuple(NAMES.split()),
        arguments=setting,
        program=trained,
        exact=lambda arguments: False,
        dtypes=("float64",),
        weight=0.2,
    ),
    ProgramCase(
        name="a GPT that is refused",
        covers=("GPT", "generate", "text_batch"),
        arguments=lambda draw: {
            "what": draw.choice(
                (
                    "heads that do not divide",
                    "a text too short",
                    "no temperature",
                    "too many positions",
                )
            )
        },
        program=refused,
        weight=0.05,
    ),
]
