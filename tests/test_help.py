"""`--help` of every command: whole sentences, each option told, an example last."""

import re
import shlex

import click
import pytest

from compare.cli import cli
from tests.mutation.__main__ import mutate

GROUP = click.Context(cli, info_name="python -m compare")
NAMES = cli.list_commands(GROUP)
COMMANDS = {name: cli.get_command(GROUP, name) for name in NAMES}
COMMANDS |= {"": cli, "tests.mutation": mutate}


def context_of(name, width=80):
    command = COMMANDS[name]
    settings = {"terminal_width": width, "max_content_width": width}
    settings |= command.context_settings
    parent = GROUP if name in NAMES else None
    shown = name if name in NAMES else f"python -m {name or 'compare'}"
    return click.Context(command, parent, shown, **settings)


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_and_no_sentence_of_it_is_cut(name, width):
    context = context_of(name, width)
    command, text = context.command, context.command.get_help(context)
    assert max(map(len, text.splitlines())) <= width
    assert words(command.help) in words(text)
    shown = words(re.sub(r" {2,}", " ", text))
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.name}: no word on what it does"
            assert all(word in shown for word in option.help.split())
    assert not re.search(r"\w\.\.\.(\s|$)", text.partition("Options:")[2])


def test_every_command_is_listed_with_its_whole_first_sentence():
    text = words(cli.get_help(context_of("")))
    for name in NAMES:
        sentence = re.split(r"(?<=\.)\s", words(COMMANDS[name].help))[0]
        assert f"{name} {sentence.rstrip('.')}" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_with_an_example_that_the_command_understands(name):
    context = context_of(name)
    last = words(context.command.get_help(context).rpartition("\n\n")[2])
    start = (
        f"Example: python -m {'compare ' if name in NAMES else ''}{name or 'compare'}"
    )
    assert last.startswith(f"{start} ")
    given = shlex.split(last.removeprefix(start))
    values, rest, _ = context.command.make_parser(context).parse_args(given)
    assert values
    for option in context.command.params:
        if isinstance(option, click.Option) and option.name in values:
            option.type_cast_value(context, values[option.name])
    assert rest == []
