"""Faults for the pages around the notes: classic mistakes and random streams."""

import dataclasses

from .fault import faults
from .plant import method, output, scaled, text, wrong


def everything_differs():
    """Let any two results differ."""
    wrong("compare.diagnosis.diagnose.differ", lambda old, *args: True)()


def nothing_wrong(old, self):
    """Diagnose the right result in place of the wrong one."""
    return old(dataclasses.replace(self, actual=self.expected))


NOTHING_FAILS = wrong("compare.bugs.battery.first_failure", lambda old, *a, **k: None)
ALL_FAILS = wrong("compare.bugs.battery.first_failure", lambda old, *a, **k: "a check")
EVERY_CHECK_PASSES = wrong("compare.bugs.peers.verdict", lambda old, *args: True)
OTHER_BITS = output("rand", scaled(1 + 2**-20))

FAULTS = [
    *faults(
        "classic_bugs",
        (
            "test_every_bug_is_killed_by_the_battery",
            "the battery finds nothing",
            NOTHING_FAILS,
        ),
        (
            "test_every_bug_gets_its_name_and_no_other",
            "the right result is diagnosed",
            method("compare.bugs.trial.Outcome.diagnose", nothing_wrong),
        ),
        (
            "test_the_right_operation_is_never_diagnosed",
            "any two results differ",
            everything_differs,
        ),
        (
            "test_the_right_operation_passes_the_battery",
            "the battery always finds something",
            ALL_FAILS,
        ),
        (
            "test_what_is_said_to_hide_a_bug_hides_it",
            "any two results differ",
            everything_differs,
        ),
        (
            "test_gradients_of_ones_let_a_wrong_softmax_pass",
            "every check lets everything pass",
            EVERY_CHECK_PASSES,
        ),
        (
            "test_a_batch_of_one_lets_a_missing_mean_pass",
            "every check lets everything pass",
            EVERY_CHECK_PASSES,
        ),
    ),
    *faults(
        "random_streams",
        (
            "test_every_draw_equals_torch_for_random_seeds_and_sizes",
            "a millionth more",
            OTHER_BITS,
        ),
        (
            "test_a_uniform_number_is_the_low_bits_of_one_word_or_of_two",
            "the high bits are taken",
            text("engine.uniform.fill_unit", ("words &= 2**24 - 1", "words >>= 8")),
        ),
        (
            "test_two_uniform_numbers_become_two_normal_ones",
            "both are cosines",
            text("engine.gaussian.pairs", ("(np.sin, math.sin)", "(np.cos, math.cos)")),
        ),
        (
            "test_every_fill_equals_torch_for_random_seeds_shapes_and_options",
            "uniform fills are shifted to one side",
            wrong(
                "init.uniform_",
                lambda old, tensor, a=0.0, b=1.0, generator=None: old(
                    tensor, a, b + 0.001, generator
                ),
            ),
        ),
        (
            "test_a_state_moves_between_torch_and_scratch_with_its_cached_normal",
            "the state is not taken over",
            wrong("set_rng_state", lambda old, state: None),
        ),
        (
            "test_a_million_numbers_have_the_published_checksum",
            "a millionth more",
            OTHER_BITS,
        ),
        (
            "test_the_installed_torch_has_the_replayed_streams",
            "a millionth more",
            OTHER_BITS,
        ),
        (
            "test_the_probe_finds_a_stream_that_differs",
            "the probe finds nothing",
            output("compare.battery.streams.first_difference", lambda found: ""),
        ),
    ),
]
