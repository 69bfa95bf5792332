"""What differs on purpose or is not compared, with reasons: a page's data."""

import re
from dataclasses import dataclass

from .judge import Difference
from .operations import OPERATIONS
from .program import Program


@dataclass(frozen=True)
class Refusal:
    """One kind of refusal that only one of the libraries makes.

    Attributes
    ----------
    by : "scratch" or "torch"
        Who refuses.
    operations : of `compare.fuzz.operations`, by kind or by name; none for all.
    message : pattern that the text of the exception must match.
    example : a line that shows it.
    reason : why it stays.
    """

    by: str
    operations: tuple[str, ...]
    message: str
    example: str
    reason: str


UNCOMPARED = {
    "`x.half()`, complex numbers": (
        "Not drawn: what is computed in half precision here is not meant to be torch's "
        "to the last digit, and there are no complex tensors."
    ),
    "`x.var(dim=()).backward()`": (
        "Not drawn: torch 2.13 counts the elements of no dimension, 1."
    ),
    "`elu(0, alpha=-1)`": (
        "Not drawn: alpha is positive in the paper; torch keeps the sign of 0."
    ),
    "`number.expand(1)` and `number.amax(0)` going back from -0": (
        "Not drawn: torch sums the gradient of a number although nothing is repeated, "
        "which makes 0 of -0; unless the view is recorded anew."
    ),
    "`view.requires_grad_()`": (
        "Not drawn: torch calls such a view a leaf until its memory is written into, "
        "and drops its gradient then."
    ),
    "Products of a view that was made under `no_grad` of a leaf": (
        "Not drawn: no gradient flows through it, but where torch folds the product it "
        "keeps the other factor all the same, and refuses that it is overwritten."
    ),
    "`x.data.zero_()` before `backward`": (
        "Not drawn: nobody can notice; what is right then depends on what each library "
        "kept."
    ),
    "`elu(nan).backward()`": (
        "Torch takes either branch, by the element's place in the tensor."
    ),
    "`maximum(0.0, -0.0)`, `clamp(-0.0, min=tensor(0.0))`, `amax` of 0 and -0": (
        "Torch takes either zero, by the element's place in the tensor; so nothing is "
        "known of its reciprocal."
    ),
    "The sign of a 0 from `matmul`, `linear`, `batch_norm`": (
        "It depends on how the sum is split into blocks, and on whether a product and "
        "a sum are one instruction."
    ),
    "The sign of a 0 from `nll_loss`, `cross_entropy`, and from `softmax` going back": (
        "Differences that cancel: `0 * (p - 1)` here, `0 - 0 * p` there. The value is "
        "0 in both, and no step of training sees the sign."
    ),
    "`gelu(inf)`": "Torch's vector code gives NaN, its scalar code infinity.",
    "`binary_cross_entropy_with_logits(-inf, 1)`": (
        "Torch multiplies the logit by 1 - target, and loses losses below 1e-7."
    ),
    "`mse_loss(x, y).backward(3e38)`": (
        "Twice the upstream gradient overflows before the difference makes it less."
    ),
    "`batch_norm` of 1 with mean 3e38, variance 0; with an infinite parameter": (
        "Torch folds mean and scale into one number, which overflows, or becomes NaN, "
        "elsewhere."
    ),
    "Values above 1/8 of the largest number of their dtype": (
        "Whether a sum or product on the way overflows depends on the order; they "
        "count as not resolved."
    ),
    "Elements after a refused write, gradients after a refused `backward`": (
        "How much was done before the refusal is nobody's promise; the program is "
        "compared up to there."
    ),
    "A view's `retain_grad()`, its base overwritten, a refused `view.view(-1)`": (
        "Torch may have recorded the view anew on its way to the refusal, and no more "
        "keeps the gradient of the record before; the program is compared up to there."
    ),
    "What follows a refusal on one of the lists above": (
        "One library has no result to go on with; the program is compared up to there. "
        "So it is where values that rounding leaves open come before a refusal."
    ),
    "Whether `a.grad` and `b.grad` share memory": (
        "Torch may let several leaves share the memory of a gradient, or take the "
        "caller's own; here a gradient shares with nothing but its own views."
    ),
}

LISTED = (
    Refusal(
        "scratch",
        ("loss",),
        r"^shapes must be equal",
        "mse_loss(input, target) of shapes (4, 1) and (4,)",
        "Torch broadcasts, which is nearly always a mistake, and warns.",
    ),
    Refusal(
        "scratch",
        ("loss", "layer"),
        r"^dtypes must be equal",
        "l1_loss(float32, float64)",
        "A loss of two precisions hides which of them was meant.",
    ),
    Refusal(
        "scratch",
        ("activation", "kink", "loss", "layer"),
        r"must be floating-point|must hold real numbers",
        "sigmoid(tensor([1, 2]))",
        "Integers have no gradient; a network that is fed them lacks a conversion.",
    ),
    Refusal(
        "scratch",
        ("loss",),
        r"must have at least one class",
        "nll_loss(zeros(0, 0), labels of no row)",
        "There is nothing to choose between, whatever the number of rows.",
    ),
    Refusal(
        "scratch",
        ("batch_norm",),
        r"must have at least 2 dimensions",
        "batch_norm(zeros(0), zeros(0), ones(0))",
        "A vector has no channels; torch takes one without elements alone.",
    ),
    Refusal(
        "scratch",
        ("random",),
        r"^dtype must be float32 or float64",
        "bernoulli(tensor([], dtype=bool))",
        "Torch notices a dtype without random numbers only where there are elements.",
    ),
    Refusal(
        "scratch",
        ("in place",),
        r"that was expanded holds one element in several places",
        "zeros(1).expand(2)[[0, 1]] = tensor([1.0, 2.0])",
        "Which of the values remains is chance; torch writes and warns.",
    ),
    Refusal(
        "scratch",
        ("backward",),
        r"^a value that (matmul|linear) needs",
        "ones(2, 1, 1, 1) @ m, m of (2, 1, 1) overwritten before backward",
        "Torch copied the operand that it repeated for every matrix of the batch.",
    ),
    Refusal(
        "torch",
        ("backward",),
        r"INTERNAL ASSERT FAILED",
        "(True ** x).backward()",
        "An oversight in torch's gradient of a bool's power; it asks for a report.",
    ),
    Refusal(
        "torch",
        ("backward",),
        r"Subtraction, the `-` operator, with a bool tensor",
        "(x ** mask).backward()",
        "Torch's own formula subtracts 1 from the mask.",
    ),
    Refusal(
        "torch",
        ("backward",),
        r"^A view was created in no_grad mode",
        "f(view).backward(), view made and written under no_grad of a leaf",
        "No gradient flows through such a view, but torch asks for its history.",
    ),
    Refusal(
        "torch",
        ("in place",),
        r"refer to a single memory location",
        "y = x[None, -1::3, 0]; y.T.sub_(y) for x of shape (1, 1)",
        "Torch compares the strides of dimensions of length 1, too.",
    ),
    Refusal(
        "torch",
        ("batch_norm",),
        r"select\(\): index 0 out of range",
        "batch_norm(zeros(3, 0), weight=ones(0))",
        "Torch looks at the weight of a first channel where there is none.",
    ),
)


def is_listed(program: Program, difference: Difference) -> str | None:
    """Return the reason why a refusal may differ, None if there is none."""
    ours = difference.ours is not None
    error = difference.ours if ours else difference.theirs
    name = program[difference.number].operation
    for entry in LISTED:
        kinds = {name, *OPERATIONS[name].kinds}
        here = not entry.operations or kinds & {*entry.operations}
        refuses = entry.by == ("scratch" if ours else "torch")
        if refuses and here and re.search(entry.message, str(error)):
            return entry.reason
    return None
