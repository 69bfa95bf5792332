"""The GPT in three columns: the training agrees, and a fault is seen."""

import numpy as np
import pytest
import torch
from click.testing import CliRunner

import scratch
from compare.commands.gpt import gpt
from compare.trainings import gpt as training
from compare.trainings import plain_gpt, text
from compare.trainings.gpt import Setting, compare_gpt

SMALL = {"layers": 1, "heads": 2, "width": 8, "context": 8, "batch": 3, "sampled": 20}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("dropout", [0.0, 0.2])
def test_every_weight_agrees_after_every_step(dtype, dropout):
    result = compare_gpt(Setting(6, dropout, dtype, **SMALL))
    assert result.passed, result.row()
    assert result.steps == 6
    assert result.initial
    assert len(set(result.samples.values())) == 1


def test_a_wrong_gradient_fails(monkeypatch):
    attention = scratch.scaled_dot_product_attention

    def scaled_wrongly(query, *args, **options):
        return attention(query * 1.0001, *args, **options)

    monkeypatch.setattr(
        "scratch.chapters.gpt.scaled_dot_product_attention", scaled_wrongly
    )
    result = compare_gpt(Setting(3, **SMALL))
    assert not result.passed
    assert result.worst["scratch"] > 1e-9 > result.worst["torch_ref"]


def test_the_text_is_all_154_sonnets_in_few_characters():
    tokens, characters = text.sonnets()
    assert 90_000 < len(tokens) < 200_000
    assert len(characters) == 62
    spelled = text.spelled(tokens, characters)
    assert spelled.startswith("I\n\nFrom fairest creatures we desire increase,")
    assert "\nCLIV\n" in spelled


def test_the_command_prints_losses_samples_and_the_verdict(monkeypatch, tmp_path):
    small = lambda steps, dropout, dtype: Setting(steps, dropout, dtype, **SMALL)  # noqa: E731
    monkeypatch.setattr(training, "Setting", small)
    file = tmp_path / "gpt.json"
    done = CliRunner().invoke(gpt, ["--steps", "2", "--json", str(file)])
    assert done.exit_code == 0, done.output
    assert "worst difference so far" in done.output
    assert "pass: " in done.output
    assert "1,352 weights" in done.output
    assert '"passed": true' in file.read_text(encoding="utf-8")


def test_generation_is_plain_torchs_from_the_same_stream(dl):
    tokens, weights = np.array([[3, 1, 4]]), None
    torch.manual_seed(2)
    plain = plain_gpt.GPT(9, 4, 1, 2, 8)
    weights = plain.state_dict()
    model = dl.GPT(9, 4, 1, 2, 8)
    model.load_state_dict({k: dl.tensor(v.numpy()) for k, v in weights.items()})
    for temperature, top_k in ((1.0, None), (0.5, 3), (2.0, 20)):
        torch.manual_seed(7)
        expected = plain_gpt.generate(
            plain.eval(), torch.tensor(tokens), 12, temperature, top_k
        )
        dl.manual_seed(7)
        found = dl.generate(model.eval(), dl.tensor(tokens), 12, temperature, top_k)
        assert found.tolist() == expected.tolist()


def test_a_later_token_changes_nothing_before_it(dl):
    model = dl.GPT(9, 6, 2, 2, 8).eval()
    first = model(dl.tensor([[1, 2, 3, 4, 5]])).detach().numpy()
    second = model(dl.tensor([[1, 2, 3, 8, 5]])).detach().numpy()
    assert np.array_equal(first[:, :3], second[:, :3])
    assert not np.allclose(first[:, 3:], second[:, 3:])


def test_the_table_and_the_head_are_one_parameter(dl):
    model = dl.GPT(9, 6, 1, 2, 8)
    assert model.wte.weight is model.lm_head.weight
    names = [name for name, _ in model.named_parameters()]
    assert "wte.weight" in names
    assert "lm_head.weight" not in names
    assert "lm_head.weight" in model.state_dict()
