"""Faults for part two: recurrence."""

from .fault import faults
from .plant import argument, scaled, text, wrong
from .plant import of as named

RNN, LSTM, GRU = "rnn_layer", "lstm_layer", "gru_layer"
SLOPELESS = text(RNN, ("1 - h**2 if", "1 if"))


def reset_first(old, input, h, weight_ih, weight_hh, *biases):
    """Put the reset gate before the product, as in the paper."""
    size = h.shape[1]
    r = named("sigmoid")(input[0] @ weight_ih[:size].T + h @ weight_hh[:size].T)
    return old(input, r * h, weight_ih, weight_hh, *biases)


FAULTS = [
    *faults(
        "recurrence",
        (
            "test_back_propagation_through_time_is_the_sum_over_steps",
            "the slope of tanh is left out",
            SLOPELESS,
        ),
        (
            "test_a_layer_is_its_written_out_loop_under_autograd",
            "the slope of tanh is left out",
            SLOPELESS,
        ),
        (
            "test_a_cell_is_one_step_of_the_layer",
            "the LSTM starts from half its state",
            argument(LSTM, h=scaled(0.5)),
        ),
        (
            "test_the_gradient_shrinks_at_least_as_powers_of_the_largest_singular_value",
            "the recurrent weight acts three times as strongly on the way back",
            text(RNN, ("dsums_t @ weight_hh", "3 * dsums_t @ weight_hh")),
        ),
        (
            "test_without_slopes_below_one_the_gradient_explodes",
            "one in a hundred less on the way back",
            text(RNN, ("dsums_t @ weight_hh", "0.99 * dsums_t @ weight_hh")),
        ),
        (
            "test_an_lstm_is_its_gates_written_out",
            "the input gate is left out",
            text(LSTM, ("c = f * c + i * g", "c = f * c + g")),
        ),
        (
            "test_along_the_cell_the_gradient_is_the_product_of_forget_gates",
            "one in a hundred less along the cell",
            text(LSTM, ("dc * f", "dc * f * 0.99")),
        ),
        (
            "test_open_gates_carry_a_gradient_where_tanh_loses_it",
            "half of it is lost along the cell",
            text(LSTM, ("dc * f", "dc * f * 0.5")),
        ),
        (
            "test_a_closed_update_gate_of_a_gru_keeps_its_state",
            "the update gate chooses the candidate",
            text(GRU, ("n + z * (h - n)", "h + z * (n - h)")),
        ),
        (
            "test_the_reset_gate_comes_after_the_product",
            "it comes before",
            wrong(GRU, reset_first),
        ),
        (
            "test_two_biases_are_one_but_in_the_candidate_of_a_gru",
            "the recurrent bias gets half its gradient",
            lambda: [
                text(name, ("dbias.copy()", "dbias / 2"))() for name in (RNN, LSTM)
            ],
        ),
        (
            "test_cutting_the_state_keeps_values_and_drops_gradients_across",
            "the LSTM starts from nine tenths of its state",
            argument(LSTM, h=scaled(0.9)),
        ),
        (
            "test_500_steps_with_cut_back_propagation_keep_every_weight",
            "a hundred-millionth less along the cell",
            text(LSTM, ("dc * f", "dc * f * (1 - 1e-8)")),
        ),
    ),
]
