"""The command line: verify everything, or run one of the commands."""

import os
import signal
import sys
from importlib import import_module
from pkgutil import iter_modules

import click

from . import commands
from .terminal.interrupt import end, listen, loading
from .terminal.words import did_you_mean, show


class Lazy(click.Group):
    """A group whose commands are modules, imported when they are called."""

    def list_commands(self, context):
        """Return the names of the modules in `compare/commands`."""
        return sorted(m.name for m in iter_modules(commands.__path__))

    def get_command(self, context, name):
        """Import the module of a command."""
        if name not in self.list_commands(context):
            return None
        with loading():
            return getattr(import_module(f"{commands.__name__}.{name}"), name)

    def resolve_command(self, context, arguments):
        """Find the command; name those that may be meant where there is none."""
        name, known = arguments[0], self.list_commands(context)
        if name not in known and not name.startswith("-"):
            hint = did_you_mean(name, known)
            raise click.UsageError(f"no command {name!r}{hint}", context)
        return super().resolve_command(context, arguments)

    def format_commands(self, context, formatter):
        """List the commands with their whole first sentences."""
        found = {
            name: self.get_command(context, name)
            for name in self.list_commands(context)
        }
        rows = [(n, c.get_short_help_str(limit=1000)) for n, c in found.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(
    cls=Lazy,
    invoke_without_command=True,
    epilog="Example: python -m compare --only softmax",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    default=None,
    help="Examples for each operation and dtype (default: what fits in a minute).",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the examples.")
@click.option("--only", metavar="NAME", multiple=True, help="Check these names alone.")
@click.option("--json", "path", metavar="FILE", help="Write the figures to FILE.")
@click.option(
    "--replay", metavar="CODE", help="Run the one example of a failure again."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=min(2, os.cpu_count() or 1),
    show_default=True,
    help="Processes.",
)
@click.option("--training/--no-training", default=True, help="Also train on digits.")
@click.pass_context
def cli(context, **options):
    """Prove that scratch, torch_ref and torch agree; exit with 1 if they do not.

    Without a command, every operation is checked on random examples, then a network
    is trained on the digits in all three.
    """
    if context.invoked_subcommand is None:
        with loading():
            from .battery.verify import verify
            from .cases import collect

            collect()
        context.exit(verify(**options))


def main(command=None):
    """Run a command line; end quietly on Ctrl-C and on a closed pipe."""
    listen()
    try:
        plain = False if os.environ.get("NO_COLOR") else None
        status = (command or cli)(standalone_mode=False, color=plain)
    except click.ClickException as error:
        show(error)
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it was heard
        click.echo("interrupted", err=True)
        status = 130
    except BrokenPipeError:
        status = 141
    except OSError as error:  # a file or a disk, not the program
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {where}{error.strerror or error}", err=True)
        status = 1
    # the work is done; Python itself would be killed by Ctrl-C while it shuts down
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = 141
    except OSError as error:
        click.echo(f"Error: standard output: {error.strerror}", err=True)
        os._exit(1)
    if status in (130, 141):  # nothing may be written or waited for any more
        end(status)
    sys.exit(status or 0)
