"""No pillar or criterion is called like a column that stands beside its own."""

import csv
import io

import pytest
from typer.testing import CliRunner

from viability.cli import build
from viability.study.study import Study
from viability.study.vocabulary import is_column

TABLES = [
    "score --draws 10",
    "compare paper --draws 10",
    "pairs",
    "members",
    "trend --from 2024",
    "path --max-steps 1",
    "explain turkiye",
    "explain reach",
]


@pytest.mark.parametrize("words", TABLES)
def test_the_columns_beside_those_of_pillars_are_reserved(study: Study, words: str) -> None:
    """Where a table has columns called like pillars or criteria, every other column is in the list of such names."""
    name, *more = words.split()
    result = CliRunner().invoke(build([name]), [name, *more, "--study", study.location, "--format", "csv"])
    columns = next(csv.reader(io.StringIO(result.stdout)))
    own = {*study.framework.pillars, *study.criteria}
    if own & set(columns):
        assert [] == [name for name in columns if name not in own and not is_column(name)]
