"""`python -m tests.links`: plant every fault, see every linked property fail under it.

Options: names of pages, `--sample N`, `--seed S`.
"""

import argparse
import random
import sys

import torch

from .pages import links
from .run import prepare, trial
from .table import FAULTS


def main() -> int:
    """Plant the faults asked for and report."""
    parser = argparse.ArgumentParser(prog="python -m tests.links")
    parser.add_argument("pages", nargs="*", help="only these pages")
    parser.add_argument("--sample", type=int, help="only so many faults")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    options = parser.parse_args()
    torch.set_num_threads(1)
    listed = {(link.page, link.test): link for link in links()}
    planted = {(fault.page, fault.test): fault for fault in FAULTS}
    bad = [f"{p}: {t} has no fault" for p, t in listed.keys() - planted.keys()]
    bad += [f"{p}: {t} is not linked" for p, t in planted.keys() - listed.keys()]
    skipped = []
    chosen = sorted(key for key in listed.keys() & planted.keys())
    if options.pages:
        chosen = [key for key in chosen if key[0] in options.pages]
    if options.sample:
        count = min(options.sample, len(chosen))
        chosen = random.Random(options.seed).sample(chosen, count)
    prepare({listed[key].file for key in chosen})
    for key in chosen:
        link, fault = listed[key], planted[key]
        outcome = trial(f"{link.file}::{link.test}", fault.plant)
        mark = {"failed": "ok", "skipped": "--"}.get(outcome.verdict, "NO")
        print(f"{mark} {outcome.seconds:5.1f} s  {link.page}: {link.test}", flush=True)
        if mark == "--":
            skipped.append(f"{link.page}: {link.test} was skipped: {outcome.detail}")
        if mark == "NO":
            told = f"{outcome.verdict} under: {fault.what}. {outcome.detail}"
            bad.append(f"{link.page}: {link.test} {told}\n    claim: {link.claim}")
    for line in bad + skipped:
        print(line)
    print(f"{len(chosen)} faults planted, {len(bad)} complaints")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
