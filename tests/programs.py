"""Programs beside Python that some tests drive: a browser, an office. Without them these tests are left out, aloud."""

import os
import shutil
from collections.abc import Mapping

PROGRAMS: Mapping[str, tuple[str, ...]] = {"browser": ("chromium", "chromium-browser"), "office": ("soffice",)}
"""What a mark needs, any one of them."""

PACKAGES: Mapping[str, str] = {"browser": "chromium", "office": "libreoffice-calc"}
"""What installs it on Debian."""

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
"""How Chromium is started: nothing of its own goes to the network."""


def program(mark: str) -> str | None:
    """Return the path of the program that a mark needs; None where it is not installed."""
    return next((path for name in PROGRAMS[mark] if (path := shutil.which(name))), None)


def wanted() -> bool:
    """Tell whether every test has to run, so that a program that is missing is a failure."""
    return bool(os.environ.get("VIABILITY_ALL"))
