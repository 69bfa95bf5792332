"""Faults for the page about train, dev and test sets."""

from .fault import faults
from .plant import group, method, output, scaled, wrong
from .training import turned


def overlapping(old, *args, **kwargs):
    """Give the second part the examples of the first."""
    parts = old(*args, **kwargs)
    parts[1].indices = parts[0].indices
    return parts


def by_its_own(old, self, input):
    """Normalise any examples by their own statistics."""
    centred = input - input.mean(0)
    return centred / (centred**2).mean(0).sqrt()


def not_loaded(old, self, state, *args, **kwargs):
    """Keep the statistics that were there."""
    kept = [(m, m.mean, m.std) for m in self.modules() if hasattr(m, "std")]
    kept = [(m, mean.clone(), std.clone()) for m, mean, std in kept]
    found = old(self, state, *args, **kwargs)
    for module, mean, std in kept:
        module.register_buffer("mean", mean)
        module.register_buffer("std", std)
    return found


def the_least(old, input, *args, **kwargs):
    """Take the least for the largest."""
    return old(-input, *args, **kwargs)


FORWARD = "Standardize.forward"
MORE = method(FORWARD, lambda old, self, input: 1.01 * old(self, input))

FAULTS = faults(
    "data_sets",
    (
        "test_an_accuracy_on_n_examples_has_the_standard_error_of_a_binomial",
        "an accuracy is squared",
        output("accuracy", lambda share: share**2),
    ),
    (
        "test_the_best_of_many_on_the_dev_set_is_too_good",
        "the best is better by a fifth",
        output("compare.reading.figures.data_sets.expected_best", scaled(1.2)),
    ),
    (
        "test_the_chosen_guess_is_a_guess_again_on_the_test_set",
        "the worst guess is chosen",
        wrong("argmax", the_least),
    ),
    (
        "test_features_chosen_with_all_labels_predict_coins",
        "features are chosen with all labels always",
        wrong(
            "compare.reading.figures.data_sets.coin_accuracy",
            lambda old, n, leaks: old(n, True),
        ),
    ),
    (
        "test_a_copy_of_a_training_example_tests_memory_alone",
        "the farthest example is taken for the nearest",
        wrong("argmax", the_least),
    ),
    (
        "test_the_three_parts_share_no_example_and_leave_none_out",
        "two parts are the same",
        wrong("random_split", overlapping),
    ),
    (
        "test_splits_equal_torch_for_random_seeds_and_fractions",
        "splits come the other way round",
        wrong("random_split", turned),
    ),
    (
        "test_the_training_examples_get_mean_0_and_variance_1",
        "larger by a hundredth",
        MORE,
    ),
    (
        "test_later_examples_are_moved_by_the_statistics_of_the_training_set",
        "they are moved by their own",
        method(FORWARD, by_its_own),
    ),
    (
        "test_the_statistics_are_saved_with_the_model",
        "statistics are not loaded",
        method("Module.load_state_dict", not_loaded),
    ),
    (
        "test_a_feature_that_never_changes_is_only_shifted",
        "larger by a hundredth",
        MORE,
    ),
    (
        "test_an_example_by_its_own_statistics_says_nothing",
        "shifted by 1",
        method(FORWARD, lambda old, self, input: old(self, input) + 1),
    ),
    (
        "test_normalising_changes_coordinates_and_no_prediction",
        "larger by a hundredth",
        MORE,
    ),
    (
        "test_descent_shrinks_the_error_by_kappa_minus_1_over_kappa_plus_1",
        "steps are longer by a hundredth",
        group("SGD", lr=scaled(1.01)),
    ),
    (
        "test_normalising_makes_the_valley_of_real_data_millions_of_times_rounder",
        "nothing is normalised",
        method(FORWARD, lambda old, self, input: input),
    ),
    (
        "test_centred_inputs_leave_the_bias_to_itself",
        "inputs are not centred",
        method(FORWARD, lambda old, self, input: input / self.std),
    ),
)
