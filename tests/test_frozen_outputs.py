"""What commands write of framework 1.1, a framework of one question, stays what it is to the byte.

Kept are sums of the CSV, JSON and Markdown of each command, numbers to four digits: draws are in single precision, and
the last digits are a machine's.
`pytest tests/test_frozen_outputs.py --update-frozen` writes them anew; whoever does says in the commit which column or
number was meant to change.
"""

import hashlib
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from viability import __version__
from viability.cli import build

HERE = Path(__file__).parent
FROZEN = HERE / "framework_1" / "outputs.json"

COMMANDS = {
    "score": "score --draws 100 --without kyrgyzstan --weight foreign_policy=50%",
    "compare": "compare paper leave_csto --draws 100",
    "pairs": "pairs --with hungary",
    "members": "members",
    "coalitions": "coalitions --top 3 --min-size 4 --by cohesion",
    "sensitivity": "sensitivity --samples 16",
    "path": "path --max-steps 2",
    "trend": "trend --from 2023",
    "explain": "explain freedom_to_ally",
}


def _rounded(found: re.Match[str]) -> str:
    """Write a number as far as all machines agree: draws are in single precision (test_frozen.py holds the rest)."""
    number = float(found[0])
    return f"{number:.4g}" if abs(number) > 1e-6 else "0"


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_writes_of_one_question_is_what_it_was(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """CSV, JSON and Markdown of every command on framework 1.1 have the sums that are kept."""
    files = {ending: tmp_path / f"out.{ending}" for ending in ("csv", "json", "md")}
    outputs = [word for path in files.values() for word in ("--output", str(path))]
    study = str(HERE / "framework_1")
    done = CliRunner().invoke(build([name]), [*COMMANDS[name].split(), "--study", study, *outputs])
    assert 0 == done.exit_code, done.output
    now = {}
    for ending, path in files.items():
        text = path.read_text(encoding="utf-8").replace(study, "STUDY").replace(__version__, "VERSION")
        text = re.sub(r"-?\d+\.\d+(e-?\d+)?", _rounded, text)
        now[ending] = hashlib.sha256(text.encode()).hexdigest()[:16]
    frozen = json.loads(FROZEN.read_text(encoding="utf-8")) if FROZEN.exists() else {}
    if request.config.getoption("--update-frozen"):
        frozen[name] = now
        FROZEN.write_text(json.dumps(dict(sorted(frozen.items())), indent=1) + "\n", encoding="utf-8")
    assert frozen.get(name) == now
