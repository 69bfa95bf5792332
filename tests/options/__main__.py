"""`python -m tests.options`: draw options at random and count what comes of them.

Options: names of operations, `--draws N`, `--seed S`, `--json FILE`.
"""

import argparse
import json
import sys
from collections import Counter
from zlib import crc32

import torch

from compare.terminal.files import write

from .draw import DRAWN, Options
from .judge import judge


def run(name, draws, seed=0):
    """Return how often each outcome came, and the differences."""
    counts, bad = Counter(), []
    for k in range(draws):
        own = [seed, crc32(name.encode()), k]
        arguments = DRAWN[name](Options(own))
        outcome, difference = judge(name, arguments, own)
        counts[outcome] += 1
        if difference:
            bad.append(f"{name}, draw {k} of seed {seed}: {difference}\n  {arguments}")
    return counts, bad


def main() -> int:
    """Draw and report."""
    parser = argparse.ArgumentParser(prog="python -m tests.options")
    parser.add_argument("names", nargs="*", help="only these operations")
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", help="write the counts to this file")
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows, failed = {}, 0
    for name in options.names or DRAWN:
        counts, bad = run(name, options.draws, options.seed)
        failed += len(bad)
        rows[name] = {**dict(sorted(counts.items())), "differences": len(bad)}
        print(name, rows[name], flush=True)
        for line in bad[:5]:
            print(f"  {line}")
    print(f"{len(rows) * options.draws:,} draws, {failed} differences")
    if options.json:
        figures = {"seed": options.seed, "draws": options.draws, "operations": rows}
        write(options.json, json.dumps(figures, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
