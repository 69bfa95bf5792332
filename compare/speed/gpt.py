"""A training step of the GPT of the chapter, as nanoGPT takes it on a processor."""

import numpy as np
import torch

import scratch

from ..trainings import plain_gpt

TOKENS, CONTEXT, BATCH = 64, 64, 12
SIZES = {"layers": 4, "heads": 4, "width": 128}


def trained(dropout):
    """Return what prepares a step with dropout of this share."""

    def prepare(side):
        of_torch = side.engine is torch
        build = plain_gpt.GPT if of_torch else scratch.GPT
        utils = torch.nn.utils if of_torch else scratch
        side.engine.manual_seed(0)
        model = build(TOKENS, CONTEXT, dropout=dropout, **SIZES)
        params = list(model.parameters())
        groups = [
            {"params": [p for p in params if p.ndim >= 2], "weight_decay": 0.1},
            {"params": [p for p in params if p.ndim < 2], "weight_decay": 0.0},
        ]
        optimizer = side.optimisers.AdamW(groups, lr=1e-3, betas=(0.9, 0.99))
        draws = np.random.default_rng(0).integers(0, TOKENS, (BATCH, CONTEXT + 1))
        input, target = (
            side.engine.from_numpy(np.ascontiguousarray(part))
            for part in (draws[:, :-1], draws[:, 1:])
        )

        def run():
            logits = model(input)
            loss = side.functions.cross_entropy(
                logits.reshape(-1, TOKENS), target.reshape(-1)
            )
            optimizer.zero_grad()
            loss.backward()
            utils.clip_grad_norm_(params, 1.0)
            optimizer.step()
            return loss

        return run

    return prepare


GPT = {
    "GPT, 4 layers of 128": (trained(0.0), 1.0, None),
    "GPT, 4 layers of 128, dropout": (trained(0.1), 1.0, None),
}
