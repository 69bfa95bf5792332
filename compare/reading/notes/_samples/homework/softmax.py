"""Divide exp(input) by its sum along dim.

exercise: softmax (activations, 1 point)

    output_j = exp(input_j) / sum_i exp(input_i)

Find dinput: the gradients of a loss, given doutput, the gradient of that loss with
respect to output. They come in the order of the arguments, None where there is none.

Grade it:  python -m compare grade softmax.py
A hint:    python -m compare exercise softmax --hint 1
"""

# %% What it needs
import numpy as np


# %% Your turn
def softmax(input, dim):
    """Divide exp(input) by its sum along dim.

    Parameters
    ----------
    input : (...) float
        Logits.
    dim : int
        The dimension of the classes; torch's old default for it is not offered.

    Returns
    -------
    output : (...) float
        Probabilities; they sum to 1 along dim.

    Notes
    -----
    Adding a number to all logits changes nothing, so the largest is subtracted first.
    A temperature T is softmax(input / T, dim).

    References
    ----------
    Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs,
    1990, eq. 6.
    """
    output = np.exp(input - input.max(dim, keepdims=True))
    output = output / output.sum(dim, keepdims=True)

    def backward(doutput):
        return (output * (1 - output) * doutput,)

    return output, backward


# %% Grade it
if __name__ == "__main__":
    from compare.teaching import grade

    print(grade("softmax", softmax))
