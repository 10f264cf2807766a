"""The page in a browser: sliders and switches give the engine's numbers, nothing leaves it, everybody can use it."""

import json
import random
import shlex
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from programs import FLAGS, program
from studies import loaded
from viability.analyses.points import contributions
from viability.engine.evaluate import evaluate
from viability.report.answers import Answers
from viability.report.live import plain_weights
from viability.report.page import page as written
from viability.study.scenario import Scenario, SetWeight
from viability.study.study import Study
from viability.study.whatif import apply

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests/small_study"


Visit = Callable[..., Page]


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
    path.write_text(made(study, only=("scale", "points")), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """Open the tab that all tests share, for another one takes longer than the page in it."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(tab: Page) -> Iterator[Visit]:
    """Return a function that opens a page anew, and hold at the end that all were silent and asked for nothing."""
    heard: list[str] = []
    visited = {"about:blank"}

    def asked(url: str) -> None:
        if not url.startswith("data:") and url.partition("#")[0] not in visited:
            heard.append(url)

    listeners: dict[Any, Callable[[Any], None]] = {
        "console": lambda message: heard.append(message.text),
        "pageerror": lambda error: heard.append(str(error)),
        "dialog": lambda dialog: heard.append(dialog.message),
        "request": lambda request: asked(request.url),
    }

    def visits(path: Path, address: str = "") -> Page:
        visited.add(path.as_uri())
        tab.goto("about:blank")
        tab.set_viewport_size({"width": 1440, "height": 900})
        tab.goto(address or path.as_uri())
        return tab

    for event, listener in listeners.items():
        tab.on(event, listener)
    yield visits
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)
    assert [] == heard


@pytest.fixture
def opened(visit: Visit, shipped: Path) -> Page:
    """Open the page of the study that comes along."""
    return visit(shipped)


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


def test_the_address_carries_what_is_shown(visit: Visit, opened: Page, shipped: Path) -> None:
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
    assert before["answers"] == state_of(visit(shipped, opened.url))["answers"]


def test_the_command_gives_what_is_shown(
    opened: Page, started: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copied command, run, gives the index and the verdict of the page."""
    opened.get_by_label("Institutional capacity", exact=True).fill("3")
    opened.get_by_label("Uzbekistan", exact=True).uncheck()
    opened.get_by_role("button", name="Copy the command").click()
    opened.get_by_text("Copied.").wait_for()
    command = opened.evaluate("navigator.clipboard.readText()")
    assert opened.locator("#command").inner_text() == command
    monkeypatch.chdir(ROOT)
    code, told, said = started(*shlex.split(command)[1:], "--format", "json", "--draws", "10")
    assert 0 == code, said
    answers = state_of(opened)["answers"]
    rows = {row["id"]: row for row in json.loads(told)["rows"] if row["level"] == "index"}
    assert [*answers] == [*rows]
    for name, row in rows.items():
        assert pytest.approx(row["score"], abs=1e-9) == answers[name]["index"]
        assert row["verdict"] == answers[name]["verdict"]


THIN = """() => {
  const met = {}
  const kind = each => `${each.tagName}.${each.className} ${[...each.attributes].map(one => one.name)}`
  const kinds = (each, above) => {
    const own = `${above} > ${kind(each)}`
    return [own, ...[...each.children].flatMap(child => kinds(child, own))]
  }
  const thin = (above, children) => {
    for (const child of [...children]) {
      const [own, ...inner] = kinds(child, above)
      if ([own, ...inner].every(one => met[one] >= 2)) { child.remove(); continue }
      met[own] = (met[own] ?? 0) + 1
      thin(own, child.children)
    }
  }
  thin("", document.body.children)
  for (const script of document.querySelectorAll("script")) script.remove()
  return document.documentElement.outerHTML
}"""
"""Gives the page, as it stands, with two elements of each kind: by tag, classes and attributes, and those around it.

Rules of style tell elements apart by these, and so does axe; each more of a kind takes it as long as the first. Without
its script the page does not miss what is gone.
"""


def test_everybody_can_use_it(opened: Page) -> None:
    """Axe finds no violation in the whole page, all opened, and nothing is wider than the screen, in both themes."""
    some = "#criteria details:nth-of-type(-n+3), #try details, #state-kyrgyzstan"
    opened.evaluate(f"for (const box of document.querySelectorAll('{some}')) box.open = true")
    for width in (1440, 375):
        opened.set_viewport_size({"width": width, "height": 900})
        assert width >= opened.evaluate("document.documentElement.scrollWidth")
    # each drawing is one picture, told of as a whole; axe takes half its time to find that it cannot judge what is in
    assert 0 == opened.locator("svg:not([role=img][aria-labelledby])").count()
    opened.evaluate("for (const drawing of document.querySelectorAll('svg')) drawing.replaceChildren()")
    opened.set_content(opened.evaluate(THIN))
    sights: tuple[tuple[int, Literal["light", "dark"]], ...] = ((375, "dark"), (1440, "light"))
    for width, theme in sights:
        opened.set_viewport_size({"width": width, "height": 900})
        opened.emulate_media(color_scheme=theme)
        found = Axe().run(opened)
        assert [] == [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]


@pytest.mark.parametrize("compensation", [0.0, -1.0, -np.inf, 0.5])
def test_other_means_are_the_engines(visit: Visit, tmp_path: Path, compensation: float) -> None:
    """Under any compensation, and with what is unknown, the page weighs as the engine does."""
    study = loaded(SMALL)
    study = study.replace(framework=study.framework.replace(compensation=compensation))
    path = tmp_path / "report.html"
    path.write_text(made(study), encoding="utf-8")
    page = visit(path)
    for chosen in ("alfa,bravo", "alfa,bravo,charlie"):
        page.goto(f"{path.as_uri()}#members={chosen}&weights={next(iter(study.framework.pillars))}:3")
        same(state_of(page), study)


def test_what_others_wrote_does_nothing(visit: Visit, tmp_path: Path) -> None:
    """Names, notes, titles and addresses that are markup or scripts are shown as text."""
    study = loaded(SMALL)
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
    page = visit(path)
    page.wait_for_timeout(100)
    assert script == page.locator("h1").inner_text()
    assert 2 == page.locator("script").count()
    assert 0 == page.locator("img, a[href^='javascript']").count()
    same(state_of(page), hostile)


def test_too_few_members_are_refused(opened: Page) -> None:
    """The last two members stay, and the page says why."""
    for name in ("Türkiye", "Azerbaijan", "Kazakhstan"):
        opened.get_by_label(name, exact=True).uncheck()
    opened.get_by_label("Kyrgyzstan", exact=True).click()
    assert opened.get_by_text("A coalition is two or more states.").is_visible()
    assert ["kyrgyzstan", "uzbekistan"] == state_of(opened)["members"]
    opened.get_by_label("Hungary", exact=True).check()
    assert not opened.get_by_text("A coalition is two or more states.").is_visible()
