"""What-ifs by options: names, weights, values, members, dates, and which of two wins."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.asking import ARGUMENTS, ASKING, ROOT, SMALL, Made, Run, scores, shares


@pytest.mark.parametrize("name", ["Turkey", "TUR", "TR", "tur", "türkiye", "TÜRKIYE", "Turkiye", "turkiye"])
def test_a_state_goes_by_any_of_its_names(name: str, run: Run) -> None:
    """Ids, ISO codes, names and aliases are understood in any case, with or without accents."""
    body = json.loads(run("pairs", "--members", f"{name}, aze", "--format", "json", study=str(ROOT)))
    assert "turkiye azerbaijan" == body["members"]


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        ("AZ, Özbekistan", "azerbaijan uzbekistan"),
        ("Kazakistan, K\u0131rg\u0131zistan", "kazakhstan kyrgyzstan"),  # with the dotless i
        ("Macaristan, KKTC", "hungary trnc"),
        ("Türkmenistan, UZ", "turkmenistan uzbekistan"),
        ("HU, TM", "hungary turkmenistan"),
    ],
)
def test_states_of_the_study_go_by_their_turkish_names_and_short_codes(names: str, ids: str, run: Run) -> None:
    """A Turkish reader writes the names and the codes of two letters that are at hand."""
    body = json.loads(run("pairs", "--members", names, "--format", "json", study=str(ROOT)))
    assert set(ids.split()) == {*body["members"].split()}


def test_members_may_be_repeated_or_separated_by_commas(made: Made) -> None:
    """Both ways of naming several members lead to the same coalition, in the study's order."""
    comma = made("pairs", "--members", "charlie,alfa")
    repeated = made("pairs", "--members", "charlie", "--members", "alfa")
    assert "alfa charlie" == comma["members"] == repeated["members"]
    assert comma["rows"] == repeated["rows"]


def test_a_weight_is_replaced_as_written_or_given_as_a_share(made: Made) -> None:
    """`=3` replaces the weight as written, `=80%` sets its share with the others in proportion."""

    # two pillars of weight 1; two criteria of weight 1 in each
    def found(*weights: str) -> dict[str, float]:
        return shares(made("score", "--draws", "1", *(part for w in weights for part in ("--weight", w))))

    assert {"will": 0.75, "means": 0.25}.items() <= found("will=3").items()
    assert (0.8, 0.2) == pytest.approx(tuple(found("will=80%")[p] for p in ("will", "means")))
    # a criterion: 3 of 4 within a pillar that holds half of the index
    assert (0.375, 0.125) == pytest.approx(
        tuple(found("will.defence_ties=3")[c] for c in ("defence_ties", "shared_threat"))
    )
    assert found("defence_ties=75%") == pytest.approx(found("will.defence_ties=3"))
    assert found("will=3", "will=1") == found()  # the later wins


def test_shares_that_cannot_hold_together_are_answered_with_what_to_write(app: typer.Typer) -> None:
    """What is wrong is one line, and each way out is a line below it, to be pasted."""
    words = ["--study", str(SMALL), "--draws", "1"]
    found = CliRunner().invoke(app, ["score", *words, "--weight", "will=60%", "--weight", "means=60%"])
    assert (2, "") == (found.exit_code, found.stdout)
    wrong, given, same, fewer = found.stderr.splitlines()
    assert "error: the shares of pillars add up to 120 %; lower them to 100 %, or write plain numbers" == wrong
    assert "  as given: will 60 %, means 60 %" == given
    assert "  the last one left out, so that 'means' takes 40 %: --weight will=60%" == fewer
    assert "  in the same proportion: --weight will=50% --weight means=50%" == same
    assert 0 == CliRunner().invoke(app, ["score", *words, *same.partition(": ")[2].split()]).exit_code


def test_options_of_draws_are_heeded_by_strategies_or_refused(app: typer.Typer, made: Made) -> None:
    """What is drawn is what was asked for, and weights, which stay as they are, cannot be asked to be drawn."""
    assert 7 == made("compare", "--strategies", "--draws", "7")["draws"]
    words = ["compare", "--strategies", "--weights-drawn", "uniform", "--study", str(SMALL)]
    found = CliRunner().invoke(app, words)
    assert (2, "") == (found.exit_code, found.stdout)
    assert "the data alone vary; leave out --weights-drawn" in found.stderr


def test_a_line_break_in_an_argument_breaks_no_message(
    app: typer.Typer, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is repeated of a name or of a file stands on one line, and a profile for such a name is not begun."""
    monkeypatch.chdir(tmp_path)
    for words, told in (
        (["score", "--a\nb"], "error: there is no option --a\ufffdb; `viability score -h` lists the options"),
        (["score", "--draws", "5", "-o", "a\nb.csv"], "wrote a\ufffdb.csv ("),
        (["score", "--draws", "a\nb"], "error: --draws: "),
        (["new", "state", "Zed\nland"], "error: 'Zed\ufffdland' holds a line break or another character that is not"),
    ):
        done = CliRunner().invoke(app, [*words, "--study", str(small)])
        assert done.stderr.startswith(told), words
        assert 1 == len(done.stderr.splitlines()), words
    assert not [*small.glob("states/zed*")]


def test_slips_of_a_scenario_file_of_ones_own_are_counted(made: Made, tmp_path: Path) -> None:
    """A scenario need not lie in the study for what changes nothing in it to be told, in `compare`, too."""
    path = tmp_path / "mine.yaml"
    path.write_text("title: Mine\nchanges: [{scale: alfa.expenditure, by: 1}]\n", encoding="utf-8")
    before = made("score", "--draws", "1")["warnings"]
    for words in (
        ("score", "--scenario", str(path)),
        ("compare", str(path)),
        ("compare", f"mine: {path}"),
        ("compare", f"mine: --scenario {path}"),
    ):
        assert before + 1 == made(*words, "--draws", "1")["warnings"], words


def test_the_options_win_over_scenarios_and_later_over_earlier(made: Made, small: Path) -> None:
    """Scenarios apply in the order given, options after them, and of two options the later wins."""
    for name, value in (("low", 140), ("high", 300)):
        text = f"title: Any\nas_of: 2014\nchanges: [{{set: alfa.expenditure, value: {value}}}]\n"
        (small / f"scenarios/{name}.yaml").write_text(text)

    def pooled(*arguments: str) -> float:
        return scores(made("score", "--draws", "1", *arguments, study=str(small)))["pooled_expenditure"]

    # Bravo's 60 are dated 2015, so that at the scenarios' day only Alfa's assumed value is known, of 400
    assert 75.0 == pytest.approx(pooled("--scenario", "low", "--scenario", "high"))
    assert 35.0 == pytest.approx(pooled("--scenario", "high", "--scenario", "low"))
    assert 50.0 == pytest.approx(pooled("--set", "alfa.expenditure=200", "--scenario", "low"))
    assert 50.0 == pytest.approx(pooled("--as-of", "2015", "--scenario", "low"))  # (140 + 60) / 400
    assert 25.0 == pytest.approx(
        pooled("--set", "alfa.expenditure=200", "--set", "alfa.expenditure=100", "--scenario", "low")
    )


def test_members_come_before_with_and_with_before_without(made: Made) -> None:
    """Whatever their order on the line, --members sets the coalition, --with adds and --without removes."""
    body = made("pairs", "--without", "alfa", "--with", "charlie", "--members", "alfa,bravo")
    assert "bravo charlie" == body["members"]
    assert "members alfa bravo; with charlie; without alfa" == body["changes"]
    joined = made("pairs", "--scenario", "charlie_joins", "--without", "alfa")
    assert "bravo charlie" == joined["members"]


def test_baseline_and_difference_are_those_of_two_runs(made: Made) -> None:
    """The baseline column is a run without the what-if, the score one of the study edited, the difference theirs."""
    plain, edited = made("score", "--draws", "10"), made("score", "--draws", "10", "--set", "bravo.alfa.defence_tie=2")
    before, after = scores(plain), scores(edited)
    assert before == {each["id"]: each["baseline"] for each in edited["rows"]}
    assert {name: after[name] - before[name] for name in before} == pytest.approx(
        {each["id"]: each["difference"] for each in edited["rows"]}
    )
    # the tie rises from 1 to 2 of 2: the criterion by 50, its pillar by 25, the index by 12.5
    assert (50.0, 25.0, 12.5) == pytest.approx(
        tuple(after[name] - before[name] for name in ("defence_ties", "will", "viability"))
    )


def test_every_kind_of_value_can_be_set(made: Made) -> None:
    """States' attributes, threats, ties and the credibility of institutions can be assumed."""
    found = scores(
        made(
            *("score", "--draws", "1", "--set", "Alfa.expenditure=340", "--set", "BRA.threats.north=2"),
            *("--set", "alfa.bravo.defence_tie=0", "--set", "pact.credibility=2"),
        )
    )
    # 400 of 400; min(2, 2) = 2 of 2; 0 of 2; Alfa in a pact of 2 (0.0), Bravo in none (1.0)
    assert {
        "pooled_expenditure": 100.0,
        "shared_threat": 100.0,
        "defence_ties": 0.0,
        "want_of_alternative": 50.0,
    } == pytest.approx({c: found[c] for c in found if c not in {"viability", "cohesion", "will", "means"}})


@pytest.mark.parametrize(
    ("compensation", "index"),
    [
        ("1", 54.375),
        # will 0.5 and 0.5; means 0.425 and 0.75: geometric sqrt(0.425 x 0.75) = 0.564579; sqrt(0.5 x 0.564579)
        ("0", 53.1309),
        # harmonic: means 2 / (1 / 0.425 + 1 / 0.75) = 0.542553; 2 / (1 / 0.5 + 1 / 0.542553) = 0.520408
        ("-1", 52.0408),
        ("-inf", 42.5),
    ],
)
def test_compensation_is_the_exponent_of_the_mean(compensation: str, index: float, made: Made) -> None:
    """--compensation 1, 0, -1 and -inf give the arithmetic, geometric and harmonic mean and the minimum."""
    body = made("score", "--draws", "1", "--compensation", compensation)
    assert index == pytest.approx(scores(body)["viability"], abs=1e-4)


def test_a_year_means_its_last_day(made: Made) -> None:
    """--as-of takes the newest data not later than a day, and a year stands for its last day."""
    assert "2014-12-31" == made("pairs", "--as-of", "2014")["as_of"]
    assert "2015-01-01" == made("pairs", "--as-of", "2015-01-01")["as_of"]
    early = scores(made("score", "--draws", "1", "--as-of", "2014"))
    assert 25.0 == pytest.approx(early["pooled_expenditure"])  # 100 of 400; Bravo's figure is of 2015


def test_the_same_seed_gives_the_same_bytes(run: Run) -> None:
    """Two runs with one seed are equal to the byte, and another seed draws otherwise."""
    first, again, other = (
        run("score", "--draws", "500", "--seed", seed, "--format", "csv") for seed in ("1", "1", "2")
    )
    assert first == again
    assert first.replace(",1,uniform,", ",2,uniform,") != other


def test_a_single_draw_and_no_limit_of_rows_are_allowed(run: Run) -> None:
    """One draw is enough for a result, and --top 0 shows every criterion, fewer rows say how many are hidden."""
    text = run("score", "--draws", "1", "--top", "0")
    assert 2 == sum(line.startswith("Want of an alternative ") for line in text.splitlines())
    assert "of 1 draws" in text
    assert "1 of 4 rows are shown, --top 0 shows all" in run("score", "--draws", "1", "--top", "1")


def test_what_if_holds_in_every_command(made: Made) -> None:
    """The shared options change the study of every command that evaluates one."""
    for name in ASKING:
        if name == "check":
            continue
        body = made(name, *ARGUMENTS.get(name, []), "--with", "charlie", "--compensation", "0")
        assert ("alfa bravo charlie", 0.0) == (body["members"], body["compensation"]), name
        assert "with charlie; compensation 0" == body["changes"], name
