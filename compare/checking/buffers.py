"""What an optimiser keeps from step to step, beside what torch keeps."""

import re

import numpy as np

CLOSE = 1e-9


def series(kept: list, name: str):
    """Return the values of a buffer over the steps; None if it is not always there."""
    found = [step.get(name) for step in kept]
    shapes = {np.shape(v) for v in found if v is not None}
    if any(v is None for v in found) or len(shapes) != 1:
        return None
    return np.stack([np.asarray(v, float).reshape(-1) for v in found])


def multiple(mine, right):
    """Return the number by which a buffer is a multiple of torch's, if it is."""
    if mine.shape != right.shape:
        if right.shape[1] % mine.shape[1]:
            return None
        right = right[:, : mine.shape[1]]  # the first of several parameters
    top, bottom = float((mine * right).sum()), float((right * right).sum())
    if not np.isfinite(top) or bottom == 0:
        return None
    share = top / bottom
    error = np.abs(mine - share * right).max()
    return share if error <= CLOSE * np.abs(mine).max(initial=1e-30) else None


def pairs(kept, theirs):
    """Yield (name, values, torch's name, its values) of what may be compared."""
    names = list(dict.fromkeys(n for step in kept for n in step))
    for name in names:
        mine = series(kept, name)
        if mine is None:
            continue
        for other in theirs[-1] if theirs else ():
            right = series(theirs, other)
            if right is not None and right.shape[0] == mine.shape[0]:
                yield name, mine, other, right


def relations(kept, theirs) -> list[str]:
    """Say which buffer is which of torch's, and by what factor."""
    found = {}
    for name, mine, other, right in pairs(kept, theirs):
        share = multiple(mine, right)
        if share is not None and name not in found:
            factor = "" if abs(share - 1) < 1e-6 else f"{share:.6g} times "
            found[name] = f"{name} is {factor}torch's {other}"
    return [f"buffers: {', '.join(found.values())}"] if found else []


LIKELY = {
    "exp_avg": ("m", "first", "moment1", "mean", "momentum", "avg", "exp_avg"),
    "exp_avg_sq": ("v", "s", "second", "moment2", "r", "cache", "sq", "exp_avg_sq"),
}


def differences(kept, theirs) -> list[str]:
    """Say of each of torch's buffers whether the candidate has it, and until when."""
    lines = []
    for other in theirs[-1] if theirs else ():
        best = None
        for name, mine, theirs_name, right in pairs(kept, theirs):
            if theirs_name != other:
                continue
            steps = agreeing(mine, right)
            likely = bool(words(name) & {*LIKELY.get(other, ()), other})
            best = max(best or (-1, False, ""), (steps, likely, name))
        if best is None:
            continue
        steps, likely, name = best
        if steps == len(theirs):
            lines.append(f"buffer {name} agrees with torch's {other}")
        elif likely or steps > 1:
            lines.append(
                f"buffer {name} differs from torch's {other} from step {steps + 1} on"
            )
    return lines


def words(name: str) -> set[str]:
    """Return the words of a buffer's name."""
    return {w.lower() for w in re.findall(r"[a-zA-Z]+|exp_avg(?:_sq)?", name)}


def agreeing(mine, right) -> int:
    """Count the steps up to which a buffer is a multiple of torch's."""
    count = 0
    for steps in range(1, len(mine) + 1):
        if multiple(mine[:steps], right[:steps]) is None:
            break
        count = steps
    return 0 if count == 1 and not same_start(mine, right) else count


def same_start(mine, right) -> bool:
    """Tell whether the first step is not just any multiple."""
    share = multiple(mine[:1], right[:1])
    return share is not None and abs(share) > 0
