"""Saved results, as `--output RESULT.json` wrote them."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from viability.errors import Problem, StudyError

LARGEST_RESULT = 200_000_000
"""Bytes of a result beyond which it is not read."""


def read_result(path: Path) -> Mapping[str, Any]:
    """Read a result that was written as JSON, whatever the version of its shape.

    Raises:
        StudyError: when it cannot be read, is no result, or does not say what made it.
    """
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise unusable(
                path, "this is a folder or a device, not a file", "name a file that --output RESULT.json wrote"
            )
        if info.st_size > LARGEST_RESULT:
            raise unusable(
                path,
                f"the file is larger than {LARGEST_RESULT // 1_000_000} MB",
                "a result is smaller; name another file",
            )
        body = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise unusable(path, f"the file cannot be read ({error.strerror})", "name a file that --output wrote") from None
    except (ValueError, RecursionError):
        raise unusable(path, "the file is not JSON", "name a file that --output RESULT.json wrote") from None
    if not isinstance(body, dict) or not isinstance(body.get("rows"), list) or "kind" not in body:
        raise unusable(path, "this is not a result of viability", "name a file that --output RESULT.json wrote")
    if not all(isinstance(row, dict) for row in body["rows"]):
        raise unusable(path, "its rows cannot be read", "make it again")
    if not isinstance(body.get("fingerprint_parts", {}), dict):
        raise unusable(path, "its fingerprint cannot be read", "make it again")
    return body


def check_command(path: Path, body: Mapping[str, Any]) -> str:
    """Return the command that made a result.

    Raises:
        StudyError: when it does not say so.
    """
    if not isinstance(body.get("command"), str):
        raise unusable(path, "the file does not say what made it", "results say so since version 0.2; make it again")
    return str(body["command"])


def unusable(path: Path, message: str, hint: str) -> StudyError:
    """Return the error of a file that is no result to work with."""
    return StudyError([Problem(str(path), message, None, hint)])
