"""Claims put to the test: each figure worked by hand on the small study.

Alfa feels the north at 2, Bravo at 1 of medium quality, so that the strongest threat they share lies on a triangle from
0.5 over 1 to 1.5. Alfa's resolve was 1 in 2010 (0.5 to 1.5), and is 2 (1 to 2) since June 2015.

Longer than other files: what is worked above holds for all of it.
"""

import csv
from itertools import combinations
from pathlib import Path

import pytest

from strategies import asks, build
from viability.analyses.claims import Trial, claims
from viability.analyses.explain import explain
from viability.errors import FrameworkError, StudyError, UnknownName
from viability.files.coalitions import load_coalitions
from viability.files.folder import load_study
from viability.output.claims import sentence, sheet, view
from viability.output.explain import view as explain_view
from viability.output.terminal import drawn
from viability.study.address import Address
from viability.study.claims import Claim
from viability.study.study import Study
from viability.study.whatif import apply, what_if

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def above(about: str, value: float, **more: object) -> dict[str, object]:
    """Return a claim that something is above a reference."""
    reference = {"group": "a level", "value": value, "how": "By hand.", **more}
    return {"about": about, "test": "above", "reference": reference}


def trial(study: Study, **plain: object) -> Trial:
    """Test one claim."""
    claim = Claim.read({"id": "it", "claim": "It is so.", **plain})
    return claims(study.replace(claims={"it": claim}), draws=20_000).rows[0]


@pytest.mark.parametrize(
    ("reference", "share", "outcome"),
    [
        (0.5, 1.0, "borne out"),
        (0.7, 0.92, "borne out"),  # 1 - 0.2^2 / (1 x 0.5)
        (0.75, 0.875, "open"),  # 1 - 0.25^2 / 0.5
        (1.0, 0.5, "open"),
        (1.3, 0.08, "not borne out"),
        (1.5, 0.0, "not borne out"),
    ],
)
def test_one_reference_changed_moves_the_outcome(alliance: Study, reference: float, share: float, outcome: str) -> None:
    """The share of draws above the reference decides, and a strict test fails at the reference itself."""
    found = trial(alliance, **above("shared_threat", reference))
    assert share == pytest.approx(found.share, abs=0.01)
    assert outcome == found.outcome


def test_one_datum_changed_moves_the_outcome(alliance: Study) -> None:
    """With Bravo sure of its rating the shared threat is 1 in every draw, which is not above 1, but above 0.9."""
    sure = what_if(alliance, set={"bravo.threats.north": 1})
    assert 0.0 == trial(sure, **above("shared_threat", 1)).share
    assert 1.0 == trial(sure, **above("shared_threat", 0.9)).share
    assert 1.0 == trial(what_if(alliance, set={"bravo.threats.north": 2}), **above("shared_threat", 1.9)).share


def test_a_reference_with_a_range_is_drawn_too(alliance: Study) -> None:
    """Against a like triangle the test holds in half of the draws, and the reference has a range."""
    found = trial(alliance, **above("shared_threat", 1, low=0.5, high=1.5))
    assert 0.5 == pytest.approx(found.share, abs=0.01)
    assert found.against is not None
    # of a triangle from 0.5 over 1 to 1.5 a twentieth lies below 0.5 + sqrt(0.05 x 0.5)
    assert 0.658 == pytest.approx(found.against.range.low, abs=0.01)


def test_goalposts_do_not_clip(alliance: Study) -> None:
    """Two that spend 500 and 60 spend 560 together, though the criterion scores no more from 400 on."""
    rich = what_if(alliance, set={"alfa.expenditure": 500, "bravo.expenditure": 60})
    found = trial(rich, **above("pooled_expenditure", 559))
    assert (1.0, 560.0) == (found.share, found.found and found.found.value)


@pytest.mark.parametrize(("worst", "best", "value"), [(0, 2, 0.0), (2, 0, 2.0)])
def test_goalposts_say_which_link_is_weakest(alliance: Study, worst: float, best: float, value: float) -> None:
    """A weakest link is the least where more is better, and the greatest where less is."""
    held = what_if(alliance, with_=["charlie"], set={"alfa.charlie.defence_tie": 0, "bravo.charlie.defence_tie": 2})
    criterion = held.criteria["defence_ties"]
    posts = {"worst": worst, "best": best, "reason": "By hand."}
    turned = criterion.replace(aggregator="weakest-link", goalposts=posts)
    found = trial(held.replace(criteria={**held.criteria, "defence_ties": turned}), **above("defence_ties", 1))
    assert found.found is not None
    assert value == found.found.value


def test_a_criterion_is_read_for_one_member(alliance: Study) -> None:
    """Of three members, those pairs count that hold the one: Charlie's ties are 0 and 2, so 1 on average."""
    held = what_if(alliance, with_=["charlie"], set={"alfa.charlie.defence_tie": 0, "bravo.charlie.defence_tie": 2})
    found = trial(held, **above("charlie.defence_ties", 0.5)).found
    assert found is not None
    assert (1.0, 2) == (found.value, found.read)
    assert "Charlie is not a member of this coalition" == trial(alliance, **above("charlie.defence_ties", 0.5)).reason


def test_a_value_that_rose_is_compared_with_itself(alliance: Study) -> None:
    """Of draws from both triangles the newer is greater but for one in 48, whatever criteria read the value."""
    # 4 x integral from 0 to 0.5 of (0.5 - u) u^2 = 0.0208
    found = trial(alliance, about="alfa.resolve", test="rose_since", since=2012)
    assert 0.979 == pytest.approx(found.share, abs=0.005)
    assert (2.0, 1.0) == (found.found and found.found.value, found.against and found.against.value)
    fallen = trial(alliance, about="alfa.resolve", test="fell_since", since=2012)
    assert 1 == pytest.approx(found.share + fallen.share, abs=0.001)


@pytest.mark.parametrize("about", ["bravo.resolve", "shared_threat", "alfa.shared_threat"])
@pytest.mark.parametrize("test", ["rose_since", "fell_since"])
def test_what_did_not_change_differs_by_nothing(alliance: Study, about: str, test: str) -> None:
    """An observation that holds on both days is drawn once, so that neither test holds in a single draw."""
    later = alliance.replace(as_of="2020-12-31")
    found = trial(later, about=about, test=test, since=2016)
    assert 0.0 == found.share
    assert found.found is not None
    assert found.against is not None
    assert found.found.range == found.against.range


def test_what_changed_moves_what_is_made_of_it(alliance: Study) -> None:
    """Once Bravo feels the north at 2 the shared threat has risen, with what did not change drawn once."""
    address = Address.parse(alliance, "bravo.threats.north")
    old = address.held(alliance)[0]
    new = old.replace(value=2.0, date="2018", low=2.0, high=2.0)
    later = address.replaced(alliance, (old, new)).replace(as_of="2020-12-31")
    found = trial(later, about="shared_threat", test="rose_since", since=2016)
    assert (1.0, "borne out") == (found.share, found.outcome)


def test_only_what_is_known_on_both_days_is_compared(alliance: Study) -> None:
    """A pair whose tie is not known on the earlier day stays out on both: Alfa and Bravo's 1 did not rise."""
    held = what_if(alliance, with_=["charlie"])
    address = Address.parse(held, "alfa.charlie.defence_tie")
    tie = Address.parse(held, "alfa.bravo.defence_tie").held(held)[0]
    held = address.replaced(held, (tie.replace(value=2.0, date="2018"),))
    bravo = Address.parse(held, "bravo.charlie.defence_tie")
    held = bravo.replaced(held, (tie.replace(value=2.0, date="2018"),)).replace(as_of="2020-12-31")
    found = trial(held, about="defence_ties", test="rose_since", since=2016)
    assert 0.0 == found.share
    assert found.found is not None
    assert ((("alfa", "bravo"),), 3) == (found.found.items, found.found.read)


def test_a_claim_that_cannot_be_tested_says_why(alliance: Study) -> None:
    """There are claims that nothing tests, days of which nothing is known, and days to come."""
    assert "Nobody knows." == trial(alliance, not_tested="Nobody knows.").reason
    early = trial(alliance, about="alfa.resolve", test="rose_since", since=1990)
    assert "nothing is known of it on 1990-12-31" == early.reason
    late = trial(alliance, about="shared_threat", test="rose_since", since=2030)
    assert "the study's day, 2015-12-31, is not after 2030" == late.reason
    assert "nothing is known of it" == trial(alliance, **above("league.credibility", 1)).reason


def test_weights_play_no_part(alliance: Study) -> None:
    """A criterion without weight is tested as any other."""
    light = what_if(alliance, weights={"will.shared_threat": 0})
    assert trial(alliance, **above("shared_threat", 0.75)).share == trial(light, **above("shared_threat", 0.75)).share


def test_a_claim_is_drawn_alike_whatever_others_there_are(alliance: Study) -> None:
    """A claim added beside it leaves the share of another as it is, and another seed does not."""
    one = Claim.read({"id": "one", "claim": "One.", **above("shared_threat", 0.75, low=0.7, high=0.8)})
    two = Claim.read({"id": "two", "claim": "Two.", "about": "alfa.resolve", "test": "rose_since", "since": 2012})
    alone = claims(alliance.replace(claims={"one": one}), draws=500)
    both = claims(alliance.replace(claims={"two": two, "one": one}), draws=500)
    assert alone.rows[0].share == both.rows[1].share
    assert alone.rows[0].share != claims(alliance.replace(claims={"one": one}), draws=500, seed=1).rows[0].share


def test_the_table_opens_with_a_sentence(alliance: Study) -> None:
    """The sentence counts every outcome, says of what evidence and of what day, and the rows hold the figures."""
    held: dict[str, dict[str, object]] = {
        "grave": above("shared_threat", 0.5),
        "graver": above("shared_threat", 1.5),
        "half": above("shared_threat", 1),
        "useful": {"not_tested": "Nobody knows."},
    }
    read = {name: Claim.read({"id": name, "claim": f"It is {name}.", **plain}) for name, plain in held.items()}
    result = claims(alliance.replace(claims=read), draws=1000)
    assert (
        "Of 4 claims, 1 is borne out by the evidence that this study holds, 1 is not, 1 stays open and "
        "1 could not be tested, as of 2015-12-31."
    ) == sentence(result)
    text = drawn(view(result, full=True))
    assert text.index("Of 4 claims") < text.index("It is grave.") < text.index("Nobody knows.")
    brief = drawn(view(result))
    places = [brief.index(told) for told in ("Borne out (1)", "[grave]", "Not borne out (1)", "[graver]", "Open (1)")]
    assert sorted(places) == places
    assert "Could not be tested: useful." in brief
    row = sheet(result).rows[0]
    assert ("grave", "borne out", 1.0, 1.0, 0.5) == tuple(
        row[name] for name in ("claim", "outcome", "holds", "value", "against")
    )


def test_a_study_without_claims_says_so_there_and_nowhere_else(alliance: Study) -> None:
    """The command has a line for it; an explained criterion knows no claim."""
    from viability.output.explain import view as explained  # noqa: PLC0415 - this test alone shows one

    assert "The study holds no claims" in drawn(view(claims(alliance, draws=10)))
    assert "laim" not in drawn(explained(explain(alliance, "shared_threat")))
    with pytest.raises(UnknownName, match="attribute or source 'grave'"):
        explain(alliance, "grave")


def test_explaining_a_claim_gives_the_trail(alliance: Study) -> None:
    """The values behind both sides stand with their notes and sources, and how the reference was found."""
    from viability.output.explain import view as explained  # noqa: PLC0415 - as above

    plain = {"id": "grave", "claim": "It is grave.", **above("shared_threat", 0.5), "evidence": "Look north."}
    text = drawn(explained(explain(alliance.replace(claims={"grave": Claim.read(plain)}), "grave")))
    for told in (
        "It is grave.",
        "above 0.5 of 2: a level",
        "By hand.",
        "Look north.",
        "Raided once.",
        "all of 1 pairs",
    ):
        assert told in text
    assert "Sources" in text


def test_draws_are_checked(alliance: Study) -> None:
    """No draw at all is refused."""
    with pytest.raises(FrameworkError, match="at least one draw is needed, not 0"):
        claims(alliance, draws=0)


def test_a_what_if_moves_a_claim(alliance: Study) -> None:
    """Claims are tested in the world of the what-if."""
    scenario = alliance.scenarios["charlie_joins"]
    held = apply(alliance, scenario)
    assert held.claims == alliance.claims
    assert trial(held, **above("shared_threat", 0)).found is not None


def test_a_threat_inside_is_none_from_without() -> None:
    """What Alfa and Bravo fear together is no longer shared once it is a member itself."""
    spec = {
        "pillars": {"power": 1},
        "codebook": {"threats": {"levels": 4}},
        "criteria": {"fear": asks("strongest_common", "threats", worst=0, best=4, pillar="power")},
        "states": {
            "alba": {"iso3": "ALB", "threats": {"cora": 3, "dune": 1}},
            "bora": {"iso3": "BIH", "threats": {"cora": 3, "dune": 1}},
            "cora": {"iso3": "CYP", "threats": {"cora": 0, "dune": 1}},
        },
    }
    study = build(spec)
    threats = {**study.threats, "cora": study.threats["cora"].replace(kind="state", state="CYP")}
    study = study.replace(threats=threats)
    two, three = study.with_members(["alba", "bora"]), study.with_members(["alba", "bora", "cora"])
    assert [3.0, 1.0] == [trial(s, **above("fear", 0.5)).found.value for s in (two, three)]  # type: ignore[union-attr]  # all is known


VOTES = {"about": "voting_alignment", "test": "above"}


def nato(study: Study, **more: object) -> Trial:
    """Test that the shipped study's votes are farther apart than those of a coalition of the world study."""
    plain = {"id": "it", "claim": "They vote apart.", **VOTES, "reference": {"coalition": "nato_2026"}, **more}
    return claims(study.replace(claims={"it": Claim.read(plain)}), draws=500).rows[0]


def test_a_reference_coalition_is_measured_by_the_same_criterion(study: Study) -> None:
    """The mean distance of votes of NATO's members is that of all their pairs, computed here from the table alone."""
    found = nato(study)
    assert found.against is not None
    world = load_study("world", profiles=())
    path = Path(__file__).parents[2] / "studies/world/states/facts.csv"
    newest: dict[str, tuple[str, float]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        if row["un_ideal_point"] and "2020" <= row["year"] <= "2025":
            newest[row["state"]] = max(newest.get(row["state"], ("", 0.0)), (row["year"], float(row["un_ideal_point"])))
    members = load_coalitions("world")["nato_2026"].members
    points = [newest[member][1] for member in members if member in newest]
    gaps = [abs(one - other) for one, other in combinations(points, 2)]
    assert sum(gaps) / len(gaps) == pytest.approx(found.against.value)
    assert found.against.range.low < found.against.value < found.against.range.high
    reference = found.claim.reference
    assert reference is not None
    assert (32, "2025") == (len(reference.states), reference.year)
    assert "World Factbook" in reference.how
    assert world.title


def test_a_reference_coalition_is_told_as_any_other(study: Study) -> None:
    """Its title, year and figure stand in the table and in what explains the claim."""
    claim = Claim.read({"id": "apart", "claim": "They vote apart.", **VOTES, "reference": {"coalition": "nato_2026"}})
    asked = study.replace(claims={"apart": claim})
    shown = drawn(view(claims(asked, draws=50), full=True), 300)
    assert "North Atlantic Treaty Organization" in " ".join(shown.split())
    assert sheet(claims(asked, draws=50)).rows[0]["against"] is not None
    assert "nato_2026" in " ".join(drawn(explain_view(explain(asked, "apart"))).split())


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"reference": {"coalition": "nato_2206"}}, "unknown coalition 'nato_2206'; did you mean 'nato_2026'"),
        ({"about": "declared_will"}, "the world study has no attribute 'declared_will'"),
        ({"about": "kazakhstan.declared_will"}, "a reference coalition is measured by a criterion"),
    ],
)
def test_what_cannot_be_measured_of_a_coalition_is_not_tested(
    study: Study, more: dict[str, object], reason: str
) -> None:
    """And the reason says why."""
    found = nato(study, **more)
    assert ("not tested", True) == (found.outcome, reason in found.reason)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ({"coalition": "nato_2026", "value": 1}, "is measured; remove 'value'"),
        ({"group": "a level"}, "needs a value, or a coalition"),
        ({"value": 1, "group": "a level"}, "needs 'how'"),
    ],
)
def test_a_reference_is_a_value_or_a_coalition(reference: dict[str, object], message: str) -> None:
    """Not both, and not neither."""
    with pytest.raises(ValueError, match=message):
        Claim.read({"id": "it", "claim": "So.", "about": "x", "test": "above", "reference": reference})


def test_check_tells_of_a_coalition_that_there_is_not(small: Path) -> None:
    """With the line in which it is named."""
    (small / "criteria/_claims.yaml").write_text(
        "apart:\n  claim: Apart.\n  about: shared_threat\n  test: above\n  reference: {coalition: nato_2206}\n",
        encoding="utf-8",
    )
    with pytest.raises(StudyError, match=r"_claims\.yaml:5: coalition: unknown coalition 'nato_2206'"):
        load_study(small)


def test_under_one_question_its_claims_are_tested(study: Study) -> None:
    """A claim about a criterion of another question is left out, and each of the rest comes out as it does in all."""
    whole = {row.claim.id: row for row in claims(study, draws=100).rows}
    for question, about in (("viability", "common_danger"), ("necessity", "declared_will")):
        narrow = claims(study.asking(question), draws=100).rows
        assert any(row.claim.about == about for row in whole.values())
        assert not any(row.claim.about == about for row in narrow)
        assert [whole[row.claim.id].outcome for row in narrow] == [row.outcome for row in narrow]
