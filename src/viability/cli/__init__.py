"""The command line: options in, one library call, one render call, exit code.

Only the command that is asked for is imported, and only the options that are asked for are built: both take time.

In reading order:

- `options`: the shared options, as annotated types
- `completion`: what a shell offers when one types the beginning of a name
- `request`: what they ask for: the study, the what-if, the output
- `command`: a function to a command; errors to exit codes
- `progress`: a bar for what takes long
- `line`: a request as the command line that makes it again
- `rerun`: the request that a saved result holds, run anew
- `handing`: what commands share that write figures, pages and packages

Then one file a command: `score`, `compare`, `pairs`, `members`, `candidates`, `coalitions`, `sensitivity`, `path`,
`trend`, `explain`, `claims`, `agreement`, `place`, `backtest`, `list`, `cite`, `check`, `again`,
`init`, `new`, `import_`, `schema`, `convert`, `figure`, `report`, `export`.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, NoReturn

import typer

from viability import __version__
from viability.cli.command import HANDERS as HANDERS
from viability.cli.command import SparingGroup, WordyCommand, trim_options
from viability.output.destination import silence
from viability.output.terminal import InSightStream, remark
from viability.output.text import clean

QUESTIONS = (
    "score",
    "compare",
    "pairs",
    "members",
    "explain",
    "claims",
    "agreement",
    "list",
    "cite",
    "check",
    "candidates",
    "coalitions",
    "sensitivity",
    "path",
    "trend",
    "place",
    "backtest",
    "again",
)
"""Each question that may be asked, which has an analysis, rows and a view of its name."""

MAKERS = ("init", "new", "import", "schema", "convert")
"""What writes studies: it has no result, so no options for one."""

COMMANDS = (*QUESTIONS, *MAKERS, *HANDERS)
"""Each command, whose function `function_of` finds."""


HELP = {"help_option_names": ["-h", "--help"]}


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it
    if wanted:
        typer.echo(f"viability {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")]


def _start(*, version: Version = False) -> None:
    """Could these states sustain a defence alliance, what stands in the way, and how sure can we be?"""


def function_of(command: str) -> Callable[..., None]:
    """Return the function of a command, which stands in a module of the same name; words of Python end in `_`."""
    name = f"{command}_" if iskeyword(command) else command
    found: Callable[..., None] = getattr(import_module(f"viability.cli.{name}"), name)
    return found


def build(commands: Iterable[str] = COMMANDS, words: Sequence[str] | None = None) -> typer.Typer:
    """Return the program with some of its commands; with words, only with the options that they name."""
    found = {name: function_of(name) for name in commands}
    app = typer.Typer(
        name="viability",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        add_completion=words is None,
        context_settings=HELP,
    )
    app.callback(cls=SparingGroup)(_start)
    for name, command in found.items():
        run = command if words is None else trim_options(command, words)
        app.command(name, cls=WordyCommand, context_settings=HELP)(run)
    return app


def main() -> None:
    """Run the program."""
    words = sys.argv[1:]
    asked = words[0] if words else ""
    completing = "_VIABILITY_COMPLETE" in os.environ
    if any(clean(word) != word for word in words):
        sys.stderr = InSightStream(sys.stderr)  # what a wrong word is, is told by repeating it
    try:
        if asked in COMMANDS and not completing:
            build([asked], words[1:])()
        else:
            build(() if words == ["--version"] else COMMANDS)()
    except OSError as error:  # commands tell of theirs; here help and version meet a full disk
        if error.errno not in {errno.ENOSPC, errno.EIO, errno.EBADF}:
            raise
        _unwritten(error)
    except SystemExit as ended:
        # whoever reads help has seen enough, which rich calls a failure
        if isinstance(ended.__context__, BrokenPipeError):
            silence()
            sys.exit(0)
        try:
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:
            silence()
        except OSError as error:
            _unwritten(error)
        raise


def _unwritten(error: OSError) -> NoReturn:
    silence()
    remark(f"error: standard output cannot be written ({error.strerror})")
    sys.exit(2)
