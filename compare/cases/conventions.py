"""The case of the converters between the course's conventions and torch's."""

from .case import ProgramCase

NUMBERS = {  # converter -> which numbers it takes
    "sgd_from_course": ("rate", "factor"),
    "course_from_sgd": ("rate", "factor"),
    "decay_from_course": ("rate", "rate"),
    "course_from_decay": ("rate", "factor"),
    "weight_decay_from_course": ("rate", "m"),
    "course_from_weight_decay": ("rate", "m"),
    "dropout_from_course": ("factor",),
    "course_from_dropout": ("factor",),
    "batch_norm_from_course": ("factor",),
    "course_from_batch_norm": ("factor",),
    "mean_from_sum": ("rate", "factor", "m"),
    "sum_from_mean": ("rate", "factor", "m"),
    "running_var_from_course": ("row", "m"),
    "course_from_running_var": ("row", "m"),
    "batch_norm_from_unbiased": ("row", "rate", "m"),
    "unbiased_from_batch_norm": ("row", "rate", "m"),
    "examples_from_course": ("matrix",),
    "course_from_examples": ("matrix",),
    "linear_from_course": ("matrix", "column"),
    "course_from_linear": ("matrix", "row"),
    "linear_from_rows": ("matrix", "row"),
    "rows_from_linear": ("matrix", "row"),
}


def convert(dl, only=None, **given):
    """Return what every converter makes of the same numbers and arrays."""
    names = NUMBERS if only is None else [only]
    return {
        name: getattr(dl, name)(*(given[key] for key in NUMBERS[name]))
        for name in names
    }


def arguments(draw):
    """Draw a rate, a factor below 1, a count and arrays."""
    rows, columns = draw.size(), draw.size()
    return {
        "rate": float(draw.positive()),
        "factor": float(draw.inside(0.0, 1.0)),
        "m": draw.size(2, 9),
        "matrix": draw.array(rows, columns),
        "row": draw.array(rows),
        "column": draw.array(rows, 1),
    }


def refusal(only, **given):
    """Make a call that is refused."""
    return lambda: {"only": only, "rate": 1.0, "row": 1.0, **given}


CASES = [
    ProgramCase(
        name="conventions",
        covers=tuple(NUMBERS),
        arguments=arguments,
        program=convert,
        refused={
            "an average that stands still": refusal("sgd_from_course", factor=1.0),
            "momentum of 1": refusal("course_from_sgd", factor=1.0),
            "keep_prob above 1": refusal("dropout_from_course", factor=1.5),
            "p below 0": refusal("course_from_dropout", factor=-0.5),
            "beta above 1": refusal("batch_norm_from_course", factor=2.0),
            "momentum below 0": refusal("course_from_batch_norm", factor=-0.1),
            "a negative decay": refusal("decay_from_course", rate=-0.5),
            "a decay to nothing": refusal("course_from_decay", factor=1.0),
            "one value to normalise": refusal("batch_norm_from_unbiased", m=1),
            "one value, back": refusal("unbiased_from_batch_norm", m=1),
            "no examples": refusal("weight_decay_from_course", m=0),
            "no examples back": refusal("course_from_weight_decay", m=0),
            "no examples in a sum": refusal("mean_from_sum", factor=0.0, m=0),
            "no examples in a mean": refusal("sum_from_mean", factor=0.0, m=0),
            "one value per channel": refusal("running_var_from_course", m=1),
            "one value per channel back": refusal("course_from_running_var", m=1),
        },
    ),
]
