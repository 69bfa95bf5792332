"""Subtract the log-sum-exp along dim.

exercise: log_softmax (activations, 1 point)

    output_j = input_j - log(sum_i exp(input_i))

Find dinput: the gradients of a loss, given doutput, the gradient of that loss with
respect to output. They come in the order of the arguments, None where there is none.

Grade it:  python -m compare grade log_softmax.py
A hint:    python -m compare exercise log_softmax --hint 1
"""

# %% What it needs
import numpy as np


# %% Your turn
def log_softmax(Z):
    """Take the log-probabilities of columns, one for each example."""
    shifted = Z - Z.max(0, keepdims=True)
    output = shifted - np.log(np.exp(shifted).sum(0, keepdims=True))

    def backward(doutput):
        return (doutput - np.exp(output) * doutput.sum(0, keepdims=True),)

    return output, backward


# %% Grade it
if __name__ == "__main__":
    from compare.teaching import grade

    print(grade("log_softmax", log_softmax))
