"""The back-test: twelve cases worked out on paper, the same by other programs, and what is refused.

Longer than other files: the twelve cases are worked once, and all numbers of the answer are about them.
"""

from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from viability.analyses.backtest.answer import Backtest, backtest
from viability.analyses.backtest.bench import Beside
from viability.analyses.backtest.resampled import Sample, area
from viability.errors import CoalitionError, FrameworkError, StudyError, UnknownName
from viability.files.cases import read_cases
from viability.files.folder import load_study
from viability.files.reference import world_folder
from viability.output.backtest import sentence, sheet, view
from viability.output.terminal import drawn
from viability.study.cases import Cases
from viability.study.study import Study
from viability.study.whatif import what_if

FRAMEWORK = """
title: Two things
version: "1"
least_coverage: 0.6
pillars:
  force: {title: Force}
  purse: {title: Purse}
bands:
  - {verdict: viable, at_least: 50}
  - {verdict: not viable, at_least: 0}
blocked: not viable
"""

CODEBOOK = """
strength: {title: Strength, section: force, unit: points, range: [0, 100], definition: How strong.}
wealth: {title: Wealth, section: purse, unit: points, range: [0, 100], definition: How rich.}
"""

CRITERION = """
title: {title}
pillar: {pillar}
question: How {id}?
measure: {{kind: attribute, of: {id}}}
goalposts: {{worst: 0, best: 100, reason: The whole scale.}}
aggregator: average
rationale: It counts.
"""

STRENGTH = {"alfa": 10, "bravo": 20, "charlie": 30, "delta": 40, "echo": 50, "foxtrot": 60, "golf": 70, "hotel": 80}
WEALTH = {"alfa": 80, "bravo": 60, "charlie": 40, "delta": 20}

TWELVE = """\
id,members,date,label,set,match,cluster,guess,years
1,golf hotel,2000,1,easy,a,,3,30+
2,echo foxtrot,2000,1,easy,b,,2,10
3,alfa bravo,2000,1,,c,,9,20
4,charlie delta,2000,1,,d,,1,10
5,alfa charlie,2000,0,lonely,c,,2,
6,bravo delta,2000,0,lonely,c,,1,
7,echo golf,2000,0,easy,a,,1,
8,foxtrot golf,2000,0,easy,a,,,
9,alfa echo,2000,0,easy,b,,1,
10,delta hotel,2000,0,easy,b,,1,
11,bravo charlie,2000,0,,d,,1,
12,alfa delta,2000,0,,d,,1,
"""
"""Index by hand, the mean of strength and, where known, wealth:
75, 55, 42.5, 32.5 with label 1; 40, 35, 60, 65, 55, 40, 37.5, 37.5 with label 0.
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a study of eight states whose index is the mean of two numbers, of which the second is known of four."""
    root = tmp_path_factory.mktemp("plain")
    files = {"criteria/_framework": FRAMEWORK, "criteria/_codebook": CODEBOOK}
    for name, pillar in (("strength", "force"), ("wealth", "purse")):
        files[f"criteria/{name}"] = CRITERION.format(title=name.title(), pillar=pillar, id=name)
    files["states/_coalition"] = "title: Plain\nmembers: [alfa, bravo]\n"
    files["states/_sources"] = "atlas: {title: Atlas, publisher: The press, date: 2001}\n"
    for state, strength in STRENGTH.items():
        files[f"states/{state}"] = f"name: {state.title()}\nto: 2010-06-30\nforce:\n  strength:\n"
        for date, value in (("2000", strength), ("2005", 100 - strength)):
            files[f"states/{state}"] += f"    - {{value: {value}, date: {date}, source: atlas, quality: high}}\n"
        if state in WEALTH:
            files[f"states/{state}"] += (
                f"purse:\n  wealth: {{value: {WEALTH[state]}, date: 2000, source: atlas, quality: high}}\n"
            )
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_study(root)


def written(folder: Path, text: str) -> Cases:
    """Return cases that were written to a file."""
    path = folder / "cases.csv"
    path.write_text(text, encoding="utf-8")
    return read_cases(path)


@pytest.fixture
def twelve(tmp_path: Path) -> Cases:
    """Return the twelve cases."""
    return written(tmp_path, TWELVE)


@pytest.fixture
def found(plain: Study, twelve: Cases) -> Backtest:
    """Return what the back-test finds of the twelve."""
    return backtest(plain, twelve, baselines=["guess"], outcome="years", resamples=50)


def beside(result: Backtest, kind: str, of: str) -> Beside:
    """Return what the index is held against."""
    return next(one for one in result.sets[0].beside if (one.kind, one.of) == (kind, of))


def test_the_index_of_twelve_cases_is_as_on_paper(found: Backtest) -> None:
    """The mean of strength and wealth, where it is known."""
    expected = [75, 55, 42.5, 32.5, 40, 35, 60, 65, 55, 40, 37.5, 37.5]
    assert expected == pytest.approx(found.scored.index)
    assert [0.5, 0.5, 1, 1, 1, 1, 0.5, 0.5, 0.75, 0.75, 1, 1] == pytest.approx(found.scored.coverage)


def test_the_area_counts_pairs_and_halves_ties(found: Backtest) -> None:
    """75 wins 8 of 8; 55 wins 5 and ties once; 42.5 wins 5; 32.5 none: 18.5 of 32."""
    assert 18.5 / 32 == pytest.approx(found.area.value)
    assert (12, 4) == (found.area.cases, found.area.ones)


@pytest.mark.parametrize(
    ("kind", "of", "expected", "index"),
    [
        ("criterion", "strength", 18 / 32, 18.5 / 32),  # 75: 8, 55: 5, 15: 0, 35: 5
        ("criterion", "wealth", 6 / 12, 5 / 12),  # known of eight: 70 wins 5, 30 wins 1; the index of these 5 and 0
        ("without", "wealth", 18 / 32, 18.5 / 32),
        ("variant", "coverage", 14 / 32, 18.5 / 32),  # 0.5: a tie with two, twice; 1: wins 4 and ties 4, twice
        ("variant", "equal_weights", 18.5 / 32, 18.5 / 32),
        # noughts 2, 1, 1, 1, 1, 1, 1: 3 wins 7, 2 wins 6 and ties one, 9 wins 7, 1 ties six; the index without case 8:
        # 75 wins 7, 55 wins 5 and ties one, 42.5 wins 5
        ("column", "guess", 23.5 / 28, 17.5 / 28),
    ],
)
def test_rivals_are_held_against_the_index_on_the_same_cases(
    found: Backtest, kind: str, of: str, expected: float, index: float
) -> None:
    """What is unknown of one is left out of both."""
    one = beside(found, kind, of)
    assert expected == pytest.approx(one.area.value)
    assert index - expected == pytest.approx(one.difference.value)


def test_matches_are_compared_among_themselves(found: Backtest) -> None:
    """Match a: 1, b: a tie and a win, 0.75, c: 1, d: 0; the mean of the four."""
    assert 2.75 / 4 == pytest.approx(found.sets[0].concordance.value)


def test_sets_are_measured_alone_and_a_set_of_one_label_is_said_to_be_none(found: Backtest) -> None:
    """Easy: 75 wins four of four, 55 ties once and wins once."""
    assert ["all", "easy", "lonely"] == [one.name for one in found.sets]
    assert 5.5 / 8 == pytest.approx(found.sets[1].area.value)
    assert np.isnan(found.sets[2].area.value)
    assert "not defined: cases of one label alone" == found.sets[2].area.note


def test_a_set_that_is_too_small_for_an_interval_says_so(found: Backtest) -> None:
    """Four clusters with label 1 are no ground for percentiles."""
    assert np.isnan([found.area.low, found.area.high]).all()
    assert "too few clusters for an interval (label 1: 4, label 0: 8)" == found.area.note


def test_shares_by_tenth_keep_ties_together(found: Backtest) -> None:
    """Both cases at 55 stand in the seventh tenth, the fourth is empty."""
    shares = {one.of: (one.share.cases, one.share.value) for one in found.tenths}
    assert {"1", "2", "3", "5", "6", "7", "8", "9", "10"} == {*shares}
    assert (2, 0.5) == shares["7"]
    assert (1, 1.0) == shares["10"]


def test_shares_by_verdict_leave_room_for_none(found: Backtest) -> None:
    """Known by half is under 0.6: no verdict; at 55 one case, viable; the other seven are not."""
    shares = {one.of: (one.share.cases, one.share.value) for one in found.verdicts}
    assert {"viable": (1, 0), "not viable": (7, pytest.approx(2 / 7)), "no verdict": (4, 0.5)} == shares


def test_strata_of_coverage_hold_areas_of_their_own(found: Backtest) -> None:
    """Known by half: 75 and 55 against 60 and 65, two of four pairs; at 0.75 no label 1."""
    areas = {one.of: (one.share.cases, one.area.value if one.area else None) for one in found.coverages}
    assert (4, 0.5) == areas["0"]
    assert (2, True) == (areas["0.6"][0], np.isnan(areas["0.6"][1] or 0))


def test_what_lasted_is_compared_over_pairs_that_can_be_told_apart(found: Backtest) -> None:
    """30 or more beats all three and has the highest index; 20 beats 10 once of two: 4 of 5."""
    assert "index" == found.lasting[0].kind
    assert 4 / 5 == pytest.approx(found.lasting[0].concordance.value)


def test_both_ends_are_named(found: Backtest) -> None:
    """The highest of label 0 and the lowest of label 1 are the errors."""
    assert "8" == found.ends(label=False)[0][0].case.id
    assert ["4", "3"] == [end.case.id for end in found.ends(label=True)[1][:2]]
    assert ("golf", "hotel") == found.ends()[0][0].members


def test_each_case_is_scored_as_of_its_own_day(plain: Study, tmp_path: Path) -> None:
    """Strength is turned round in 2005; a case of 2004 does not see it."""
    text = "id,members,date,label\na,golf hotel,2004-12-31,1\nb,golf hotel,2005-12-31,0\n"
    assert [75, 25] == pytest.approx(backtest(plain, written(tmp_path, text), resamples=1).scored.index)


def test_cases_that_cannot_be_scored_are_left_out_and_listed(plain: Study, tmp_path: Path) -> None:
    """Each with its reason; the others are scored."""
    text = (
        "id,members,date,label\na,golf hotel,2004,1\nb,golf,2004,0\nc,golf golf,2004,0\nd,golf hotle,2004,0\n"
        "e,golf hotel,2010-07-01,0\nf,golf hotel,1999,0\ng,alfa bravo,2000,0\n"
    )
    result = backtest(plain, written(tmp_path, text), resamples=1)
    assert ["a", "g"] == [case.id for case in result.scored.cases]
    assert [
        ("b", "a coalition is two or more states"),
        ("c", "'golf' is named twice"),
        ("d", "unknown state 'hotle'; did you mean 'hotel'?"),
        ("e", "'golf' existed to 2010-06-30, not on 2010-07-01"),
        ("f", "nothing is known of it as of 1999-12-31"),
    ] == [(one.case.id, one.reason) for one in result.left_out]
    with pytest.raises(CoalitionError, match="no case can be scored; the first: a coalition is two"):
        backtest(plain, replace(result.cases, rows=result.cases.rows[1:2]))


def test_a_value_that_could_be_later_is_refused(plain: Study, twelve: Cases) -> None:
    """What a what-if assumes has no date, so it may come from the future of a case."""
    assumed = what_if(plain, set={"golf.strength": 99})
    with pytest.raises(FrameworkError, match=r"golf\.strength has no date, so it may come from after case"):
        backtest(assumed, twelve)


@pytest.mark.parametrize(
    ("baselines", "outcome", "message"),
    [
        (["years"], "years", "column 'years' cannot be both"),
        (["label"], None, "column 'label' says what a case is"),
        ([], "cluster", "column 'cluster' says what a case is"),
        (["allied"], None, "column 'allied' repeats the label, so it cannot be a baseline"),
        (["word"], None, r"cases\.csv:2, column 'word': 'much' is not a number"),
    ],
)
def test_leaks_are_refused(
    plain: Study, tmp_path: Path, baselines: list[str], outcome: str | None, message: str
) -> None:
    """A column is an outcome or a baseline, and never what cases are chosen by."""
    rows = [line.split(",") for line in TWELVE.splitlines()]
    text = "\n".join(
        ",".join([*row, "allied" if n == 0 else str(-2 * int(row[3])), "word" if n == 0 else "much"])
        for n, row in enumerate(rows)
    )
    with pytest.raises(FrameworkError, match=message):
        backtest(plain, written(tmp_path, text), baselines=baselines, outcome=outcome)


def test_an_unknown_column_is_told_with_the_nearest(plain: Study, twelve: Cases) -> None:
    """As any name."""
    with pytest.raises(UnknownName, match="unknown column 'gues'; did you mean 'guess'"):
        backtest(plain, twelve, baselines=["gues"])


def test_nothing_depends_on_the_order_of_cases_but_their_own(plain: Study, twelve: Cases) -> None:
    """A result of cases turned round has the same numbers."""
    turned = replace(twelve, rows=twelve.rows[::-1])
    one, other = (backtest(plain, cases, resamples=5).sets[0].area for cases in (twelve, turned))
    assert one == other


def made(seed: int, many: int = 400, ones: float = 0.3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return numbers with ties, labels that they go with, and weights."""
    rng = np.random.default_rng(seed)
    labels = rng.random(many) < ones
    return np.round(rng.normal(labels * 0.8, 1), 1), labels, rng.random(many)


@pytest.mark.parametrize("seed", range(8))
def test_the_area_is_that_of_scikit_learn(seed: int) -> None:
    """With ties and weights."""
    metrics = import_module("sklearn.metrics")  # slow to import
    numbers, labels, weights = made(seed)
    for some in (np.ones(len(numbers)), weights):
        expected = metrics.roc_auc_score(labels, numbers, sample_weight=some)
        assert expected == pytest.approx(float(area(numbers, labels, some)), abs=1e-12)


def test_the_areas_on_the_page_are_those_of_scikit_learn() -> None:
    """From the shipped table alone: all groups, and each way in which groups without a treaty were chosen."""
    metrics = import_module("sklearn.metrics")  # slow to import
    rows = read_cases(world_folder() / "reference/groups.csv").rows
    page = (Path(__file__).parents[2] / "docs/backtest.md").read_text(encoding="utf-8")
    for name in ("all", "easy", "hard", "near", "two", "three_and_more"):
        some = [row for row in rows if name == "all" or name in row.sets]
        found = metrics.roc_auc_score([row.label for row in some], [float(row.columns["index"]) for row in some])
        told = next(line for line in page.splitlines() if line.startswith(f"| {name} | {len(some):,} |"))
        assert f"| {found:.3f} (" in told


def test_the_interval_is_that_of_resampling_one_cluster_after_another() -> None:
    """A loop that draws clusters by name and ranks what it drew finds the same, within the error of resampling."""
    rankdata = import_module("scipy.stats").rankdata  # slow to import
    numbers, labels, _ = made(3)
    clusters = [str(number % 40) for number in range(len(numbers))]
    sample = Sample(labels=labels, weights=np.ones(len(labels)), clusters=clusters, resamples=4000, seed=1, name="all")
    mine = np.quantile(sample.drawn(lambda weights: area(numbers, labels, weights)), [0.025, 0.5, 0.975])
    rng = np.random.default_rng(2)
    rows = {name: np.flatnonzero([one == name for one in clusters]) for name in set(clusters)}
    names = sorted(rows)
    theirs = []
    for _ in range(1500):
        picked = np.concatenate([rows[names[i]] for i in rng.integers(len(names), size=len(names))])
        with_label, ranks = labels[picked], rankdata(numbers[picked])
        ones, noughts = with_label.sum(), (~with_label).sum()
        theirs.append((ranks[with_label].sum() - ones * (ones + 1) / 2) / (ones * noughts))  # Mann and Whitney
    assert np.quantile(theirs, [0.025, 0.5, 0.975]) == pytest.approx(mine, abs=0.006)


@pytest.mark.parametrize("clusters", [7, 40, 400])
def test_counting_pairs_of_clusters_is_weighing_cases(clusters: int) -> None:
    """Both give one area in every resample, with ties, weights and cases that are unknown."""
    numbers, labels, weights = made(11)
    known = np.arange(len(numbers)) % 5 > 0
    of = [str(number % clusters) for number in range(len(numbers))]
    sample = Sample(labels=labels, weights=weights, clusters=of, resamples=60, seed=4, name="all")
    expected = sample.drawn(lambda drawn: area(numbers[known], labels[known], drawn[..., known]))
    assert expected == pytest.approx(sample.areas(numbers, known), abs=1e-6)


def test_a_shuffled_label_gives_one_half_within_error() -> None:
    """200 shuffles of the labels: the mean area is 0.5, and 19 of 20 intervals hold it, within what chance allows."""
    numbers, labels, _ = made(5, 200)
    rng = np.random.default_rng(7)
    areas, held = [], 0
    for number in range(200):
        shuffled = rng.permutation(labels)
        sample = Sample(
            labels=shuffled, weights=np.ones(200), clusters=[""] * 200, resamples=200, seed=number, name="all"
        )
        low, high = np.quantile(sample.drawn(partial(area, numbers, shuffled)), [0.025, 0.975])
        areas.append(float(area(numbers, shuffled, sample.weights)))
        held += low <= 0.5 <= high
    assert 0.5 == pytest.approx(np.mean(areas), abs=4 * np.std(areas) / np.sqrt(200))
    assert 180 <= held


def test_weights_count_as_so_many_cases(plain: Study, tmp_path: Path) -> None:
    """A case of weight 2 is two cases."""
    head, *rows = TWELVE.splitlines()
    heavy = "\n".join([f"{head},weight", *(f"{row},{2 if row.startswith('3,') else 1}" for row in rows)])
    twice = "\n".join([head, *rows, "13" + next(row for row in rows if row.startswith("3,"))[1:]])
    one, other = (backtest(plain, written(tmp_path, text), resamples=1) for text in (heavy, twice))
    assert other.area.value == pytest.approx(one.area.value)


def test_rows_hold_quantity_set_and_value(found: Backtest) -> None:
    """The first is the area of all; each number of the result is among them once."""
    table = sheet(found)
    first = table.rows[0]
    assert ("auc", "all", "index", 18.5 / 32) == (first["quantity"], first["set"], first["of"], first["value"])
    keys = [(row["quantity"], row["set"], row["kind"], row["of"]) for row in table.rows]
    assert len(keys) == len({*keys})
    assert found.framework == table.provenance["framework_sum"]
    assert 64 == len(found.framework)


def test_the_sum_of_the_framework_follows_weights_and_not_data(plain: Study, twelve: Cases) -> None:
    """So that it can be published before data are."""
    other = what_if(plain, weights={"force": 2})
    more = plain.replace(states={name: state for name, state in plain.states.items() if name != "hotel"})
    one, two, three = (backtest(study, twelve, resamples=1).framework for study in (plain, other, more))
    assert one == three != two


def test_the_answer_stands_first(found: Backtest, plain: Study, tmp_path: Path) -> None:
    """Without an interval it says why; with one, from what the index is not told apart; of one label, nothing."""
    assert sentence(found) == (
        "In 58 of 100 pairs the case with label 1 has the higher index; "
        "too few clusters for an interval (label 1: 4, label 0: 8)."
    )
    head, *rows = TWELVE.splitlines()
    many = "\n".join([head, *(f"{row.split(',', 1)[0]}x{n},{row.split(',', 1)[1]}" for n in range(12) for row in rows)])
    many = many.replace(",a,,", ",,,").replace(",b,,", ",,,").replace(",c,,", ",,,").replace(",d,,", ",,,")
    told = sentence(backtest(plain, written(tmp_path, many), baselines=["guess"], resamples=200))
    assert told.startswith("In 58 of 100 pairs the case with label 1 has the higher index (")
    assert "It does worse than: column guess" in told
    assert "It is not told apart from: " in told
    alone = "\n".join([head, *(row for row in rows if row.split(",")[3] == "1")])
    assert sentence(backtest(plain, written(tmp_path, alone), resamples=1)).startswith("Nothing can be said")


def test_views_and_pages_tell_the_same(found: Backtest) -> None:
    """Both hold the area, the rivals and the errors."""
    for text in (drawn(view(found)), view(found).markdown() or ""):
        for told in ("0.578", "Strength, alone", "Highest of label 0", "not viability"):
            assert told in text


BROKEN = [
    ("id,members,date\na,x y,2000\n", r"cases\.csv:1: there is no column 'label'"),
    ("id,members,date,label\n", r"cases\.csv: the table has no cases"),
    ("id,members,date,label\na,x y,2000,2\n", r"cases\.csv:2, column 'label': label is '2'; write 1"),
    ("id,members,date,label\na,x y,20x,1\n", r"cases\.csv:2, column 'date': '20x' is not a date"),
    ("id,members,date,label\na,x y,2000,1\na,x y,2000,1\n", r"cases\.csv:3, column 'id': 'a' is also the id of row 2"),
    ("id,members,date,label,weight\na,x y,2000,1,-1\n", r"column 'weight': weight is '-1'"),
    ("id,members,date,label\na,x, y,2000,1\n", r"has 1 cells more than the first row"),
    ("id;members;date;label\na;x y;2000;1\n", "save it as CSV with commas"),
    ("id,members,date,label,label\na,x y,2000,1,1\n", "has 2 columns called 'label'"),
    ("id,members,date,label\n,,2000,1\n", "the case has no id"),
    ("", "is empty"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_a_broken_file_of_cases_is_told_of_with_its_row(tmp_path: Path, text: str, message: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(StudyError, match=message):
        written(tmp_path, text)


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    """As is a folder."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(StudyError, match=r"cannot be read|is a folder"):
            read_cases(path)


def test_progress_ends_at_its_total(plain: Study, twelve: Cases) -> None:
    """Half is scoring, half is measuring."""
    told: list[tuple[int, int]] = []
    backtest(plain, twelve, resamples=1, progress=lambda done, of: told.append((done, of)))
    assert (24, 24) == told[-1]
    assert sorted(told) == told
