"""What a report is asked: how many members a page can show."""

import pytest

from strategies import asks, build
from viability.errors import OutputError
from viability.report.answers import Answers, check_pairs
from viability.study.study import Study


def many(members: int) -> Study:
    """Build so many members on a hundred criteria."""
    states = {f"s{i:03}": {"attributes": {"arms": 2}} for i in range(members)}
    criteria = {f"c{i}": asks("attribute", "arms", worst=0, best=4) for i in range(100)}
    return build({"criteria": criteria, "codebook": {"arms": {"levels": 4}}, "states": states})


def test_a_page_shows_the_pairs_of_so_many_members_and_no_more() -> None:
    """120,000 pairs times criteria are 1,200 pairs on a hundred: 49 members form 1,176, and 50 form 1,225."""
    at_most = many(49)
    check_pairs(Answers(study=at_most, whatifs=(), asked=at_most))
    more = many(50)
    refused = r"50 members are too many for a report, .* \(1,225\) on 100 criteria; at most 49 can be. Name fewer"
    with pytest.raises(OutputError, match=refused):
        check_pairs(Answers(study=more, whatifs=(), asked=more))


def test_a_package_lists_more_pairs_than_a_page_shows() -> None:
    """A million are 10,000 pairs on a hundred criteria: 141 members form 9,870, whom a report says to export."""
    at_most = many(141)
    check_pairs(Answers(study=at_most, whatifs=(), asked=at_most), package=True)
    with pytest.raises(OutputError, match=r"or write the tables alone \(`viability export FOLDER`\)$"):
        check_pairs(Answers(study=at_most, whatifs=(), asked=at_most))
    more = many(142)
    refused = r"142 members are too many for a data package, .* \(10,011\) on 100 criteria; at most 141 can be"
    with pytest.raises(OutputError, match=refused):
        check_pairs(Answers(study=more, whatifs=(), asked=more), package=True)
