"""Every figure by its name: what it shows, and the question whose answer it draws.

Each stands in the module of its name, as a function of that name from a result to a drawing.

In reading order:

- `frame`: what all share: colours, type, the line below, and how they are saved
- `shades`, `words`: shades of cohesion, and what values are called by

Then one file a figure: `scale`, `points`, `pairs`, `network`, `plane`, `tornado`, `trend`, `themes`, `strategies`,
`claims`, `place`.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Listed(NamedTuple):
    """A figure as a list tells of it."""

    title: str
    answers: str
    """The command whose result it draws."""
    shows: str


FIGURES: Mapping[str, Listed] = {
    "scale": Listed("The verdicts", "score", "each index between the floors of its bands, both ranges, all verdicts"),
    "points": Listed("Points lost and gained", "score", "what each criterion costs and carries, by pillar"),
    "pairs": Listed("Who pulls together with whom", "pairs", "the cohesion of every pair, as a heat map"),
    "network": Listed("The pairs as a network", "pairs", "the same as lines between the members, the wider the closer"),
    "plane": Listed("Every coalition", "coalitions", "all coalitions of the candidates, and those that none beats"),
    "tornado": Listed("What could move the index", "sensitivity", "criteria and single values along their doubt"),
    "trend": Listed("Over time", "trend", "the index over time, and on the values that neighbouring dates share"),
    "themes": Listed("What would have to change", "path", "criterion by criterion, from the index to the next verdict"),
    "strategies": Listed("What could be decided", "compare --strategies", "what each strategy of the study adds"),
    "claims": Listed("Claims tested", "claims", "in how many draws each claim holds"),
    "place": Listed("The outside view", "place", "the index among groups that allied and groups that did not"),
}
"""Every figure, in the order in which a report shows them."""
