"""The figures: the same bytes every time, both themes, and honest interactive ones."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner

from compare.commands.figures import figures
from compare.reading.figures import draw
from compare.reading.figures.live import Live, Plane
from compare.reading.pairs import ROOT

QUICK = "log_loss"
STILL = {"embedding", "recurrence", "layer_norm", "gpt"}  # part two
STILL |= {"pooling", "cnn", "batch_norm_images"}
NOTES = ROOT / "compare" / "reading" / "notes"
TOPICS = {  # a picture for every row; the notes' own {Visualization} slots are starred
    "parity": {"parity_bars", "parity_units", "tent_pieces"},
    "forward_backward": {"passes_by_step", "passes"},
    "derivation": {"gradient_flow", "gradient_sizes"},
    "hyperparameters": {"knobs", "hyperparameter_curves"},
    "learning_rate_decay": {"rate_by_epoch", "schedules", "noise_floor"},
    "momentum": {"valley", "valley_paths"},
    "mini_batches": {"gradients_of_batches", "batch_sizes"},
    "hyperparameter_search": {"trials_and_values", "grid_and_random", "coarse_to_fine"},
    "bias_variance": {"capacity", "decomposition"},
    "l1": {"ball", "sparsity", "l1_l2_path"},  # *
    "l2": {"ball_l2", "soft_threshold"},  # *
    "elastic_net": {"ball_elastic", "elastic_path", "shared_weights"},  # *
    "dropout": {
        "masks_of_a_network",
        "dropout_masks",
        "dropout_spread",
        "dropout_curves",
    },  # *
    "batch_norm": {"batch_statistics", "running_statistics", "coupling"},  # *
    "other_regularisation": {"stopped_early", "early_stopping"},
    "sigmoid": {"sigmoid_tangent", "sigmoid_slope"},
    "relu": {"relu_tangent", "relu_family", "living_and_dead", "dead_units"},
    "argmax": {"hardmax_jump", "hardmax_limit"},
    "softmax": {"temperature", "reliability"},
    "loss": {"loss_tangent", "log_loss", "fused_loss"},
    "cost": {"rates_by_batch", "cost_gradient"},
    "initialisation": {"gain_by_depth", "signals_through_layers", "symmetry"},
    "gradient_checking": {"secant", "step_sizes", "kink_differences"},
    "heads": {"head_gradients", "matched_heads", "label_shares"},
    "data_sets": {"narrow_and_round", "looking_twice", "normalised_inputs"},
    "weighted_averages": {"optimiser_race", "moving_averages", "adaptive_steps"},
    "embedding": {"embedding_rows"},
    "convolution": {"sliding_windows", "convolution_matrix", "seen_pixels"},
    "pooling": {"pooled_digit"},
    "cnn": {"kernels", "moving_maps", "one_rounding"},
    "batch_norm_images": {"shared_statistics"},
    "recurrence": {"gradient_reach", "gates_open"},
    "attention": {"attention_maps", "softmax_of_products", "typed_attention"},
    "layer_norm": {"normalised_axes", "outlier_in_a_batch"},
    "gpt": {"gpt_shapes", "gpt_weights", "gpt_losses"},
}


def test_every_row_has_its_pictures_and_every_picture_its_row():
    used = {}
    for row in TOPICS:
        text = (NOTES / f"{row}.md").read_text(encoding="utf-8")
        used[row] = set(re.findall(r"```\{(?:drawn|live)\} (\w+)", text))
    assert used == TOPICS
    assert set().union(*used.values()) == {*draw.drawn_names(), *draw.live_names()}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_has_the_same_bytes_every_time_and_no_date(theme):
    first, second = draw.render(QUICK, theme), draw.render(QUICK, theme)
    assert first == second
    assert b"dc:date" not in first


def test_light_and_dark_differ_in_colour_only():
    light, dark = (draw.render(QUICK, theme).decode() for theme in draw.THEMES)
    assert light != dark
    names = r"#[0-9a-f]{6}|\b[mpc][0-9a-f]{10}\b"  # colours, and the shapes' hashes
    plain = [re.sub(names, "", figure) for figure in (light, dark)]
    assert plain[0] == plain[1]


def test_text_in_a_figure_is_text():
    root = ET.fromstring(draw.render(QUICK))
    words = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "loss (nats)" in words


def test_an_unknown_figure_is_named_together_with_the_known_ones():
    with pytest.raises(
        ValueError, match=r"no figure named 'nothing'; there are .*ball|log"
    ):
        draw.render("nothing")


def test_every_row_has_a_figure_that_moves():
    moving = {*draw.live_names()}
    assert {row for row, names in TOPICS.items() if not names & moving} <= STILL


OWN = ("typed_attention", "sliding_windows")  # scripts of their own
FRAMED = [name for name in draw.live_names() if name not in OWN]


@pytest.mark.parametrize("name", FRAMED)
def test_an_interactive_figure_holds_a_frame_for_each_position(name):
    page = draw.render_live(name)
    data = json.loads(re.search(r'json">(.*)</script>', page)[1])
    for frames in data["frames"].values():
        assert len(frames) == len(data["values"])
        assert len({json.dumps(frame) for frame in frames}) > 1  # it moves
    shapes = set(re.findall(r'data-shape="(\w+)"', page))
    for choice, frames in data["frames"].items():
        for frame in frames:
            whole = data["still"][choice] | frame
            assert set(whole) == shapes | {"say"}
            assert not re.search(r"\bnan\b|\binf\b", json.dumps(whole))
    assert len(page) < 160_000
    assert 'aria-live="polite"' in page
    assert "<noscript>" in page
    assert 'role="img"' in page
    assert re.search(r'aria-label="[^"]{20,}"', page)


def test_an_interactive_figure_with_a_frame_too_few_is_refused():
    made = Live("alt", "", "n", ["1", "2"], {"": [{"say": ""}]}, [], "")
    with pytest.raises(ValueError, match="1 frames, 2 values"):
        made.html("broken")


def test_the_plane_maps_its_corners_to_its_box():
    plane = Plane(x=(-1, 3), y=(0, 2), box=(10, 20, 100, 50))
    assert plane.at(-1, 0) == (10, 70)
    assert plane.at(3, 2) == (110, 20)


def test_the_command_writes_single_figures_for_slides(tmp_path):
    options = [QUICK, "-o", str(tmp_path), "--format", "svg", "--format", "png"]
    done = CliRunner().invoke(figures, [*options, "--theme", "both"])
    assert done.exit_code == 0, done.output
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        f"{QUICK}-{t}.{k}" for t in ("light", "dark") for k in ("svg", "png")
    }
    assert (tmp_path / f"{QUICK}-light.png").read_bytes().startswith(b"\x89PNG")


def test_the_command_refuses_a_figure_it_does_not_know(tmp_path):
    done = CliRunner().invoke(figures, ["nothing", "-o", str(tmp_path)])
    assert done.exit_code == 2
    assert "no figure 'nothing'; --list names them" in done.output


def test_the_command_lists_the_figures():
    done = CliRunner().invoke(figures, ["--list"])
    assert done.output.split() == draw.drawn_names()


def test_the_temperature_that_calibrates_an_overfitted_softmax_is_above_one():
    from compare.reading.figures.activations import fitted_temperature, overfitted

    tuning, held_out = overfitted()
    assert fitted_temperature(*tuning) > 1
    assert fitted_temperature(*held_out) > 1


def test_the_sliding_windows_stand_at_their_start_and_hold_every_setting():
    page = draw.render_live("sliding_windows")
    data = json.loads(re.search(r'json">(.*)</script>', page)[1])
    assert len(data["frames"]) == 4 * 3 * 3 * 3
    started = data["frames"]["3 2 1 1"]
    assert started["cells"] == [[-1, 0, 1], [1, 2, 3], [3, 4, 5], [5, 6, 7]]
    assert f"{started['say']} Window in row 1, column 1." in page
    assert "No window fits" in data["frames"]["4 1 0 3"]["say"]
    assert page.count('type="range"') == 5
    assert "<noscript>" in page
    assert 'aria-live="polite"' in page
