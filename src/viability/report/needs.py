"""Says what to install where the extra `report` is missing."""

from importlib.util import find_spec

from viability.errors import OutputError

MODULES = ("altair", "docx", "fontTools", "jinja2", "vl_convert")
"""What the extra brings, by the names of its modules."""


def need(*modules: str) -> None:
    """Check that modules of the extra are installed.

    Raises:
        OutputError: when one is not, with the command that installs all of them.
    """
    missing = [name for name in modules or MODULES if find_spec(name) is None]
    if missing:
        raise OutputError(
            f"figures, pages and documents need {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not "
            "installed; run: pip install 'viability[report]', or in a checkout: pip install '.[report]'"
        )
