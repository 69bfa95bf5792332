"""Replace every negative element x by alpha (exp(x) - 1).

exercise: elu (activations, 1 point)

    output = input where input > 0, alpha (exp(input) - 1) elsewhere

Find dinput: the gradients of a loss, given doutput, the gradient of that loss with
respect to output. They come in the order of the arguments, None where there is none.

Grade it:  python -m compare grade elu.py
A hint:    python -m compare exercise elu --hint 1
"""

# %% What it needs
import numpy as np
from numpy import expm1


# %% Your turn
def elu(input, alpha=1.0):
    """Replace every negative element x by alpha (exp(x) - 1).

    Parameters
    ----------
    input : (...) float
    alpha : float
        Minus the limit of the output at minus infinity.

    Returns
    -------
    output : (...) float

    Notes
    -----
    The gradient at 0 is alpha, as torch takes it.

    References
    ----------
    Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by
    Exponential Linear Units, 2016, eq. 15.
    """
    negative = np.where(input > 0, 0, input)
    output = np.where(input > 0, input, alpha * expm1(negative))

    def backward(doutput):
        # your turn: dinput
        raise NotImplementedError("your turn: dinput")

    return output, backward


# %% Grade it
if __name__ == "__main__":
    from compare.teaching import grade

    print(grade("elu", elu))
