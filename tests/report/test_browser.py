"""The page in a browser: sliders and switches give the engine's numbers, nothing leaves it, everybody can use it."""

import json
import random
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from programs import FLAGS, program
from viability.analyses.points import contributions
from viability.engine.evaluate import evaluate
from viability.files.folder import load_study
from viability.report.answers import Answers
from viability.report.live import plain_weights
from viability.report.page import page as written
from viability.study.scenario import Scenario, SetWeight
from viability.study.study import Study
from viability.study.whatif import apply

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests/small_study"


def made(study: Study, *whatifs: Scenario, only: tuple[str, ...] = ("scale",)) -> str:
    """Write the page of a study, with few draws and few figures."""
    asked = apply(study, *whatifs)
    answers = Answers(study=study, whatifs=whatifs, asked=asked, draws=100, seed=1)
    command = {"words": ["viability", "score"], "weights": [], "members": False, "plain": plain_weights(asked)}
    return written(answers, command, lambda name: f"viability figure {name} {name}.svg", only=only)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program("browser"), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def shipped(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the study that comes along."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(made(study, only=("scale", "points", "pairs", "network")), encoding="utf-8")
    return path


@pytest.fixture
def heard() -> list[str]:
    """Return what a page says, asks for and stumbles over."""
    return []


@pytest.fixture
def opened(browser: Browser, shipped: Path, heard: list[str]) -> Iterator[Page]:
    """Open the page, and hold at the end that it was silent and asked for nothing."""
    yield from visit(browser, shipped, heard)
    assert [] == heard


def visit(browser: Browser, path: Path, heard: list[str], **given: Any) -> Iterator[Page]:  # noqa: ANN401 - playwright's own
    """Open a page in a context of its own and listen to it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, **given)
    page = context.new_page()
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.on("request", lambda request: heard.append(request.url) if request.url != path.as_uri() else None)
    page.on("request", lambda request: heard.remove(request.url) if request.url.startswith("data:") else None)
    page.goto(path.as_uri())
    yield page
    context.close()


def state_of(page: Page) -> dict[str, Any]:
    """Return what the page says that it shows."""
    shown: dict[str, Any] = page.evaluate(
        "JSON.parse(JSON.stringify(window.viability, (k, v) => Number.isNaN(v) ? null : v))"
    )
    return shown


def expected(study: Study, weights: dict[str, float], members: list[str]) -> Study:
    """Return the study with the page's weights and members."""
    changes = tuple(SetWeight(weight=name, value=value) for name, value in weights.items())
    return apply(study, Scenario(id="", title="", members=tuple(members), changes=changes))


def same(shown: dict[str, Any], study: Study) -> None:
    """Hold every number of a page equal to the engine's."""
    edited = expected(study, shown["weights"], shown["members"])
    for name, found in evaluate(edited).questions.items():
        mine = shown["answers"][name]
        near = partial(pytest.approx, abs=1e-9, nan_ok=True)
        number = float(found.viability[0])
        assert near(number) == mine["index"]
        assert near(float(found.cohesion[0])) == (np.nan if mine["cohesion"] is None else mine["cohesion"])
        assert near(float(found.total_coverage()[0])) == mine["coverage"]
        assert found.study.framework.verdict(int(found.verdicts[0])) == mine["verdict"]
        assert near(found.pillar_scores[0].tolist()) == [np.nan if p is None else 100 * p for p in mine["pillars"]]
        assert [k for k, b in enumerate(found.blocked[0]) if b] == mine["blocking"]
        for part, point in zip(contributions(found), mine["points"], strict=True):
            assert near([part.gained, part.lost, part.share]) == [point["gained"], point["lost"], point["share"]]


def test_sliders_and_switches_give_the_engines_numbers(opened: Page, study: Study) -> None:
    """Moved sliders and switched members give indices, verdicts, coverages and points equal to the engine's."""
    same(state_of(opened), study)
    assert not opened.locator(".stale-note").first.is_visible()
    opened.get_by_label("Military capacity", exact=True).fill("2.5")
    opened.locator("details.more summary").first.click()
    opened.get_by_label("Disputes between members", exact=True).fill("0")
    opened.get_by_label("Hungary", exact=True).check()
    opened.get_by_label("Kyrgyzstan", exact=True).uncheck()
    shown = state_of(opened)
    assert (2.5, 0) == (shown["weights"]["military_capacity"], shown["weights"]["security_perceptions.disputes"])
    assert {"hungary"} == {*shown["members"]} - {*study.members}
    same(shown, study)
    assert "not recomputed; run the command" in opened.locator(".stale-note").first.inner_text()
    assert opened.locator(".stale-note").first.is_visible()
    colour = "element => getComputedStyle(element).color"
    muted = opened.locator(".stale-note").first.evaluate(colour)
    assert muted == opened.get_by_text("Nine of ten results").first.evaluate(colour)
    index = shown["answers"]["viability"]["index"]
    assert f"{index:.1f}" == opened.locator("#index-viability").inner_text()
    opened.get_by_role("button", name="Reset").click()
    same(state_of(opened), study)
    assert [*study.members] == state_of(opened)["members"]
    assert not opened.locator(".stale-note").first.is_visible()
    assert muted != opened.get_by_text("Nine of ten results").first.evaluate(colour)


def test_any_link_gives_the_engines_numbers(opened: Page, study: Study) -> None:
    """Weights and members drawn at random, told in the address, give the engine's numbers."""
    rng = random.Random(1)  # noqa: S311 - a test's choice
    names = [*plain_weights(study)]
    states = [name for name, state in study.states.items() if state.candidate]
    for _ in range(12):
        chosen = rng.sample(states, rng.randint(2, len(states)))
        moved = {name: round(rng.uniform(0.1, 4), 1) for name in rng.sample(names, 5)}
        address = ",".join(f"{name}:{value}" for name, value in moved.items())
        opened.goto(f"{opened.url.partition('#')[0]}#members={','.join(chosen)}&weights={address}")
        shown = state_of(opened)
        assert {*chosen} == {*shown["members"]}
        assert moved == {name: shown["weights"][name] for name in moved}
        same(shown, study)


def test_the_address_carries_what_is_shown(browser: Browser, opened: Page, shipped: Path, heard: list[str]) -> None:
    """A link copied from the address opens on the same numbers, and places within the page leave it alone."""
    slider = opened.get_by_label("Foreign-policy orientation", exact=True)
    slider.focus()
    slider.press("ArrowRight")
    opened.get_by_label("Turkmenistan", exact=True).check()
    before = state_of(opened)
    assert 1.1 == before["weights"]["foreign_policy"]
    assert opened.url.endswith(
        "#members=turkiye,azerbaijan,kazakhstan,kyrgyzstan,uzbekistan,turkmenistan&weights=foreign_policy:1.1"
    )
    opened.locator("a[href='#criterion-disputes']").first.click()
    assert opened.locator("#criterion-disputes").get_attribute("open") is not None
    address = opened.url
    for other in visit(browser, shipped, heard):
        other.goto(address)
        assert before["answers"] == state_of(other)["answers"]


def test_the_command_gives_what_is_shown(opened: Page) -> None:
    """The copied command, run, gives the index and the verdict of the page."""
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_label("Institutional capacity", exact=True).fill("3")
    opened.get_by_label("Uzbekistan", exact=True).uncheck()
    opened.get_by_role("button", name="Copy the command").click()
    opened.get_by_text("Copied.").wait_for()
    command = opened.evaluate("navigator.clipboard.readText()")
    assert opened.locator("#command").inner_text() == command
    words = [sys.executable, "-m", "viability", *shlex.split(command)[1:], "--format", "json", "--draws", "10"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert 0 == done.returncode, done.stderr
    answers = state_of(opened)["answers"]
    rows = {row["id"]: row for row in json.loads(done.stdout)["rows"] if row["level"] == "index"}
    assert [*answers] == [*rows]
    for name, row in rows.items():
        assert pytest.approx(row["score"], abs=1e-9) == answers[name]["index"]
        assert row["verdict"] == answers[name]["verdict"]


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (375, "dark")])
def test_everybody_can_use_it(browser: Browser, shipped: Path, heard: list[str], width: int, theme: str) -> None:
    """Axe finds no violation in the whole page, all opened, and nothing is wider than the screen."""
    for page in visit(browser, shipped, heard, color_scheme=theme, bypass_csp=True):  # axe is a script of its own
        page.set_viewport_size({"width": width, "height": 900})
        some = "#criteria details:nth-of-type(-n+3), #try details, #state-kyrgyzstan"
        page.evaluate(f"for (const box of document.querySelectorAll('{some}')) box.open = true")
        found = Axe().run(page)
        assert [] == [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]
        assert width >= page.evaluate("document.documentElement.scrollWidth")
    assert [] == heard


@pytest.mark.parametrize("compensation", [0.0, -1.0, -np.inf, 0.5])
def test_other_means_are_the_engines(browser: Browser, tmp_path: Path, heard: list[str], compensation: float) -> None:
    """Under any compensation, and with what is unknown, the page weighs as the engine does."""
    study = load_study(SMALL)
    study = study.replace(framework=study.framework.replace(compensation=compensation))
    path = tmp_path / "report.html"
    path.write_text(made(study), encoding="utf-8")
    for page in visit(browser, path, heard):
        for chosen in ("alfa,bravo", "alfa,bravo,charlie"):
            page.goto(f"{path.as_uri()}#members={chosen}&weights={next(iter(study.framework.pillars))}:3")
            same(state_of(page), study)
    assert [] == heard


def test_what_others_wrote_does_nothing(browser: Browser, tmp_path: Path, heard: list[str]) -> None:
    """Names, notes, titles and addresses that are markup or scripts are shown as text."""
    study = load_study(SMALL)
    script = "</script><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}"
    first = study.members[0]
    state = study.states[first]
    attributes = {name: tuple(datum.replace(note=script) for datum in data) for name, data in state.attributes.items()}
    sources = {name: one.replace(title=script, href="javascript:alert(3)") for name, one in study.sources.items()}
    criteria = {
        name: one.replace(title=script, question=script, when_low=script) for name, one in study.criteria.items()
    }
    hostile = study.replace(
        title=script,
        states={**study.states, first: state.replace(name=script, attributes=attributes)},
        sources=sources,
        criteria=criteria,
    )
    path = tmp_path / "report.html"
    path.write_text(made(hostile, only=("scale", "points", "pairs", "tornado")), encoding="utf-8")
    for page in visit(browser, path, heard):
        page.wait_for_timeout(100)
        assert script == page.locator("h1").inner_text()
        assert 2 == page.locator("script").count()
        assert 0 == page.locator("img, a[href^='javascript']").count()
        same(state_of(page), hostile)
    assert [] == heard


def test_too_few_members_are_refused(opened: Page) -> None:
    """The last two members stay, and the page says why."""
    for name in ("Türkiye", "Azerbaijan", "Kazakhstan"):
        opened.get_by_label(name, exact=True).uncheck()
    opened.get_by_label("Kyrgyzstan", exact=True).click()
    assert opened.get_by_text("A coalition is two or more states.").is_visible()
    assert ["kyrgyzstan", "uzbekistan"] == state_of(opened)["members"]
    opened.get_by_label("Hungary", exact=True).check()
    assert not opened.get_by_text("A coalition is two or more states.").is_visible()
