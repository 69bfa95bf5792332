"""Faults for part two: convolution, pooling, networks that look, norms of maps."""

from math import prod

import numpy as np

from .fault import faults
from .plant import argument, method, output, scaled, text, wrong
from .plant import of as named

TURNED = argument("conv2d", weight=lambda w: w.flip((2, 3)))
ENGINE = "engine.columns"
POOLING = "engine.pooling"
NORM = "layers.normalisation.batch_norm.batch_norm"


def halved(name):
    """Let a product of columns be half of what it is, where it is used."""
    return output(f"{ENGINE}.{name}", scaled(0.5))


def one_more(old, self, *args, **kwargs):
    """Let a kernel reach one place farther than it does."""
    old(self, *args, **kwargs)
    self.output = tuple(max(n - 1, 1) for n in self.output)


def last_first(old, images, windows):
    """Let the last of equal elements be taken."""
    largest, taken = old(images, windows)
    for place, view in enumerate(windows.views(windows.pad(images, -float("inf")))):
        taken[view == largest] = place
    return largest, taken


def first_nan(old, images, windows):
    """Let the first NaN be taken."""
    largest, taken = old(images, windows)
    views = windows.views(windows.pad(images, -float("inf")))
    for place, view in reversed(list(enumerate(views))):
        taken[view != view] = place
    return largest, taken


def per_image(old, input, *args, **kwargs):
    """Take the statistics of every image by itself."""
    if input.ndim < 4:
        return old(input, *args, **kwargs)
    stack = named("cat")
    return stack([old(one[None], *args, **kwargs) for one in input])


def overwriting(old, self, columns):
    """Let each window overwrite what others have added."""
    outer = columns.shape[:-2]
    columns = columns.reshape(*outer, prod(self.kernel), *self.output)
    padded = np.zeros((*outer, *self.padded))
    for view, column in zip(self.views(padded), np.moveaxis(columns, len(outer), 0)):
        view[...] = column
    return self.crop(padded)


def parted(rows):
    """Let scratch part from torch a thousand times as far."""
    for row in rows:
        far = row["left to itself"]
        far["scratch"] = [1000 * gone for gone in far["scratch"]]
    return rows


OVERWRITTEN = text(f"{POOLING}.send", ("view += choose", "view[...] = choose"))
FEWER_WINDOWS = method("engine.windows.Windows.__init__", one_more)

FAULTS = [
    *faults(
        "convolution",
        (
            "test_a_convolution_is_its_definition_written_out",
            "the kernel is turned round",
            TURNED,
        ),
        (
            "test_the_kernel_is_not_flipped",
            "it is",
            argument("conv1d", weight=lambda w: w.flip((2,))),
        ),
        (
            "test_the_size_of_the_output_counts_the_windows_that_fit",
            "a window less",
            FEWER_WINDOWS,
        ),
        (
            "test_a_convolution_is_a_product_with_the_columns_of_windows",
            "the kernel is turned round",
            TURNED,
        ),
        (
            "test_the_gradients_are_products_with_the_columns_added_back",
            "half of the weights' gradient",
            halved("correlate"),
        ),
        (
            "test_unfold_then_fold_counts_how_often_an_element_is_seen",
            "a later window overwrites",
            method("engine.windows.Windows.fold", overwriting),
        ),
        (
            "test_a_transposed_convolution_is_the_gradient_of_a_convolution",
            "its kernel is turned round",
            argument("conv_transpose2d", weight=lambda w: w.flip((2, 3))),
        ),
        (
            "test_the_transposed_convolution_is_the_transposed_matrix",
            "its kernel is turned round",
            argument("conv_transpose2d", weight=lambda w: w.flip((2, 3))),
        ),
        (
            "test_the_picture_is_the_matrix_of_a_convolution",
            "the picture's rows are in another order",
            output("compare.reading.figures.convolution.matrix", lambda m: m[::-1]),
        ),
        (
            "test_at_stride_1_the_gradient_is_a_convolution_with_the_kernel_turned",
            "half of the images' gradient",
            halved("spread"),
        ),
        (
            "test_a_shifted_image_gives_a_shifted_output",
            "the first row is added to every output",
            wrong(
                "conv2d",
                lambda old, input, *args, **kwargs: (
                    old(input, *args, **kwargs) + input[:, :1, :1, :1]
                ),
            ),
        ),
        (
            "test_the_receptive_field_is_as_far_as_the_gradient_reaches",
            "strides of the layers below are left out",
            text("receptive_field", ("* dilation * step", "* dilation")),
        ),
        (
            "test_groups_do_not_mix",
            "the second group sees the first's channels",
            argument(
                "conv2d",
                weight=lambda w: named("cat")([w[:3], w[:3]]) if len(w) > 3 else w,
            ),
        ),
        (
            "test_same_puts_the_odd_zero_at_the_end",
            "it is put at the start",
            text(
                "layers.convolution.geometry.borders",
                ("(m // 2, m - m // 2)", "(m - m // 2, m // 2)"),
            ),
        ),
        (
            "test_the_figure_shows_the_cells_that_a_window_reads",
            "windows of the figure begin one cell later",
            output(
                "compare.reading.figures.windows.cells",
                lambda held: [[cell + 1 for cell in window] for window in held],
            ),
        ),
    ),
    *faults(
        "pooling",
        (
            "test_the_largest_is_that_of_the_elements_of_its_window",
            "the border is 0",
            text(f"{POOLING}.largest", ("-np.inf", "0")),
        ),
        (
            "test_the_gradient_goes_where_the_indices_say",
            "a later window overwrites",
            OVERWRITTEN,
        ),
        (
            "test_an_element_of_two_windows_gets_both_gradients",
            "a later window overwrites",
            OVERWRITTEN,
        ),
        (
            "test_the_first_of_equal_elements_gets_the_whole_gradient",
            "the last of equals is taken",
            wrong(f"{POOLING}.largest", last_first),
        ),
        (
            "test_every_share_of_a_tie_is_a_subgradient_and_torchs_is_one",
            "the last of equals is taken",
            wrong(f"{POOLING}.largest", last_first),
        ),
        (
            "test_a_gradient_outside_of_the_ties_is_no_subgradient",
            "every element gets the gradient",
            text(f"{POOLING}.send", ("taken == place", "taken == taken")),
        ),
        (
            "test_the_last_of_several_nans_gets_the_gradient",
            "the first is taken",
            wrong(f"{POOLING}.largest", first_nan),
        ),
        (
            "test_of_nothing_but_minus_infinity_the_first_in_the_image_is_taken",
            "the first of the border is taken",
            output(f"{POOLING}.first_inside", scaled(0)),
        ),
        (
            "test_the_gradient_of_a_mean_is_the_same_share_for_every_element",
            "every element gets the whole gradient",
            text(
                "layers.convolution.avg_pool.avg_pool",
                ("shared(doutput / divisor", "shared(doutput"),
            ),
        ),
        (
            "test_zeros_of_the_border_count_or_do_not",
            "they always count",
            text(f"{POOLING}.counted", ("if not count_include_pad", "if False")),
        ),
        (
            "test_what_lies_beyond_the_border_never_counts",
            "it counts",
            text(
                f"{POOLING}.counted",
                ("np.minimum(start + kernel, size + before)", "start + kernel"),
            ),
        ),
        (
            "test_a_last_window_that_would_begin_in_the_border_is_dropped",
            "it is kept",
            text("layers.convolution.geometry.pooled", ("number -= 1", "number -= 0")),
        ),
        (
            "test_a_pooled_number_moves_no_more_than_the_pixels",
            "the largest is doubled",
            output("max_pool2d", scaled(2)),
        ),
        (
            "test_an_image_moved_by_a_stride_moves_its_pooled_maps_by_one",
            "the first pixel is added",
            wrong(
                "max_pool2d",
                lambda old, input, *args: old(input, *args) + input[..., :1, :1],
            ),
        ),
        (
            "test_pooling_everything_forgets_where",
            "the first pixel is added",
            wrong(
                "adaptive_max_pool2d",
                lambda old, input, *args: old(input, *args) + input[..., :1, :1],
            ),
        ),
        (
            "test_a_window_without_an_element_is_refused",
            "it is not",
            text(
                f"{POOLING}.first_inside",
                (">= size).any()", ">= size).all() and False"),
            ),
        ),
    ),
    *faults(
        "cnn",
        (
            "test_lenet_is_its_plan_written_out",
            "the second full layer has no ReLU",
            text(
                "chapters.lenet.LeNet",
                ("Linear(120, 84),\n            ReLU(),", "Linear(120, 84),"),
            ),
        ),
        (
            "test_lenet_has_61706_weights_most_of_them_in_full_layers",
            "the second kernels are smaller",
            text(
                "chapters.lenet.LeNet",
                ("second, kernel, padding", "second, 3, padding"),
            ),
        ),
        (
            "test_full_layers_do_not_see_which_pixels_are_neighbours",
            "the first layer sees differences of neighbours",
            wrong(
                "linear",
                lambda old, input, *args: old(
                    input - named("roll")(input, 1, 1)
                    if input.shape[1] == 64
                    else input,
                    *args,
                ),
            ),
        ),
        (
            "test_the_maps_of_a_moved_image_are_the_moved_maps",
            "columns count by their place",
            wrong(
                "conv2d",
                lambda old, input, *args: old(
                    input * named("linspace")(1, 2, input.shape[3], dtype=input.dtype),
                    *args,
                ),
            ),
        ),
        (
            "test_the_training_of_a_network_stays_inside_torchs_own_envelope",
            "half of the weights' gradient",
            halved("correlate"),
        ),
        (
            "test_a_control_moves_every_weight_to_one_of_its_two_neighbours",
            "weights are multiplied by 1 + u, which is 1",
            text(
                "compare.trainings.cnn.Run",
                ("+= parameter *", "*= 1 +"),
            ),
        ),
        (
            "test_the_reported_trainings_passed",
            "scratch parts a thousand times as far",
            output("compare.reading.figures.convolution.reported", parted),
        ),
    ),
    *faults(
        "batch_norm_images",
        (
            "test_the_norm_of_images_is_the_norm_of_their_pixels",
            "every image has statistics of its own",
            wrong("batch_norm", per_image),
        ),
        (
            "test_the_gradient_of_a_channel_sums_to_zero_over_images_and_places",
            "the mean of the gradient stays",
            text(NORM, ("doutput - mean - xhat", "doutput - xhat")),
        ),
        (
            "test_one_image_has_statistics_of_its_own",
            "one pixel is taken, too",
            wrong(
                "layers.normalisation.batch_norm.check_batch_norm", lambda old, *a: None
            ),
        ),
        (
            "test_the_norm_of_a_moved_map_is_the_moved_norm",
            "the first column is added",
            wrong(
                "batch_norm",
                lambda old, input, *args, **kwargs: (
                    old(input, *args, **kwargs) + input[..., :1] * (input.ndim == 4)
                ),
            ),
        ),
        (
            "test_a_kernel_before_a_norm_may_have_any_length",
            "the part along xhat stays",
            text(NORM, ("- xhat * along", "")),
        ),
        (
            "test_in_evaluation_a_norm_folds_into_the_convolution_before_it",
            "the running mean is left out",
            text(NORM, ("input - running_mean.reshape(column)", "input - 0")),
        ),
        (
            "test_norms_differ_in_what_shares_a_mean",
            "every image has statistics of its own",
            wrong("batch_norm", per_image),
        ),
    ),
]
