"""What every column means that a command writes: the one text behind docs/data.md and the first sheet of a workbook.

Longer than other modules, for it is a table.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple


class Column(NamedTuple):
    """One column, or several that are told in one breath."""

    names: str
    """Separated by blanks. PILLAR and CRITERION stand for any id, N for a number."""
    type: str
    meaning: str


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "provenance": (
        Column("study", "text", "title of the study"),
        Column("location", "text", "its folder, or `shipped`"),
        Column("framework_version", "text", "version of the framework"),
        Column("as_of", "text", ("day whose data count, or `newest`; in trend the day the study itself is set to")),
        Column("data_to", "text", "date of the newest value that counts for the members"),
        Column("members", "text", "ids of the members, separated by blanks"),
        Column("compensation", "number", "exponent of the mean"),
        Column(
            "framework_sum",
            "text",
            "SHA-256 of framework, criteria, codebook and weights (backtest); of the structural framework (place)",
        ),
        Column("structural_day", "text", "the day as of which the world study was asked (place)"),
        Column("cases_file cases_sum", "text", "the file of cases, and its SHA-256 (backtest)"),
        Column(
            "cases_scored cases_left_out", "integer", "how many cases were scored, and how many could not be (backtest)"
        ),
        Column("baseline_columns outcome_column", "text", "columns that the index was held against (backtest)"),
        Column("resamples", "integer", "of clusters of cases (backtest)"),
        Column("made_on", "text", "the day on which it was run (backtest)"),
        Column("draws seed", "integer", "how many draws, and the seed of whatever was drawn"),
        Column(
            "weights_drawn",
            "text",
            "`uniform`, `around` or `fixed`; where questions differ, each with the questions of which it is true",
        ),
        Column("questions", "text", "which are answered, in studies of several: one, or all in score and compare"),
        Column(
            "viability necessity", "number", "index of the whole coalition, by the question's id (members, sensitivity)"
        ),
        Column("viability_now necessity_now cohesion_now", "number 0-100", "as the coalition is (candidates)"),
        Column(
            "permutations",
            "integer",
            ("orders of joining drawn for the Shapley values: 0 where they are exact (members)"),
        ),
        Column("unknown_coalitions", "integer", "coalitions of which nothing is known (members)"),
        Column("candidates must never", "text", "ids of the states that might, do and never belong (coalitions)"),
        Column("by", "text", "`viability`, `necessity` or `cohesion`: what orders (coalitions, candidates)"),
        Column(
            "eligible left_out unjudged",
            "integer",
            (
                "coalitions that fit, those among them of which nothing is known, and those of which too little is for "
                "a verdict (coalitions); the latter two are not ranked"
            ),
        ),
        Column(
            "rivals",
            "integer",
            ("coalitions among which leaders were ranked in each draw; 0 without draws (coalitions)"),
        ),
        Column("samples", "integer", "base samples of the decomposition of variance (sensitivity)"),
        Column("to only", "text", ("verdict aimed at; the state or pillar whose values alone move (path)")),
        Column("stopped", "text", "`reached`, `no gain`, `blocked` or `out of steps` (path)"),
        Column(
            "needed", "integer", ("steps to the verdict, were any number allowed; empty if none leads there (path)")
        ),
        Column("farthest", "number", "index where the steps would end, were any number allowed (path)"),
        Column("every", "text", "`year` or `event` (trend)"),
        Column("state", "text", "whom it is about (explain STATE)"),
        Column("thing", "text", "what it is about: its kind and id (explain of what has no score)"),
        Column("coders not_counted", "text, integer", "further coders; codings that are kept apart (agreement)"),
        Column(
            "claim outcome holds",
            "text, number",
            "how it came out, in what share of draws (explain CLAIM)",
        ),
        Column(
            "changes",
            "text",
            (
                "the what-ifs, in order, separated by semicolons; in compare the options, which come "
                "after every scenario"
            ),
        ),
        Column(
            "warnings",
            "integer",
            (
                "how many warnings of slips the files that were read give, as `viability check` shows them for the "
                "study; dates after today apart"
            ),
        ),
        Column("problems", "integer", "how many there are, also those that are not listed (check)"),
        Column("program_version", "text", "version of the program"),
        Column("scenarios", "text", "what the scenarios applied or compared do; in JSON the scenarios in full"),
        Column("fingerprint", "text", "SHA-256 over everything that was read of the study, scenarios left out"),
        Column(
            "world_fingerprint",
            "text",
            (
                "such a sum over what was read beside the study: the members' figures in the world study and the "
                "groups to compare with (score, place)"
            ),
        ),
        Column("fingerprint_parts", "object", "JSON alone: such a sum for each part and each state, 16 digits of it"),
        Column("command", "text", "the command line that makes the result again, for a POSIX shell"),
        Column("saved_fingerprint", "text", "the fingerprint of what was read when the result was saved (again)"),
        Column("of compared", "text, integer", "the command of the saved result; how many numbers it holds (again)"),
    ),
    "score": (
        Column(
            "level",
            "text",
            "`index`, `cohesion`, `pillar`, `criterion`, or `standing`: the structural index, and how many per cent of "
            "groups have less (`viability place` tells of them in full)",
        ),
        Column("id", "text", "the id of a question, such as `viability`; `cohesion`; or the id of pillar or criterion"),
        Column("title", "text", "its title"),
        Column("pillar", "text", "pillar of a criterion"),
        Column("question", "text", "question of a pillar or criterion; in studies of several questions"),
        Column("role", "text", "`catalyst`, `obstacle` or `theory` (criterion)"),
        Column("score", "number 0-100", "index, cohesion or score"),
        Column(
            "low median high",
            "number 0-100",
            (
                "5, 50 and 95 % of the draws: with data and weights varied for index, cohesion and pillar, with data "
                "alone in doubt for a criterion"
            ),
        ),
        Column(
            "data_low data_high",
            "number 0-100",
            "the same 90 % range with data alone in doubt and the weights as given (index, pillar)",
        ),
        Column(
            "geometric",
            "number 0-100",
            "the index with pillars that do not make up for each other (index; in studies of several questions)",
        ),
        Column("cohesion", "number 0-100", "cohesion of a pillar"),
        Column("weight", "number", "weight as written (pillar, criterion)"),
        Column(
            "share", "number 0-1", ("pillar: its weight among pillars; criterion: its share of the index, 0 if unknown")
        ),
        Column(
            "coverage",
            "number 0-1",
            "known share of the values that a criterion reads; of a pillar and an index the mean of these by weight",
        ),
        Column("gained lost", "number", "points (criterion)"),
        Column("verdict", "text", "of the index"),
        Column("same_verdict", "number 0-1", "share of draws with that verdict (index)"),
        Column("at_worst at_best", "number 0-100", "index if all that is missing were at its worst, best (index)"),
        Column("blocking", "text", "ids of the criteria that cap the verdict (index)"),
        Column("drags", "text", ("ids of the member or pair without which the criterion would score highest")),
        Column("drags_alike", "whole number", "how many others move it as much and score as high alone"),
        Column(
            "drags_value drags_unit",
            "number, text",
            ("raw value behind it and its unit (`rating`, `share` for an overlap, `states` for a count)"),
        ),
        Column("drags_date", "text", "newest date behind it, or `assumed`"),
        Column("drags_sources", "text", "ids of its sources"),
        Column(
            ("carries carries_alike carries_value carries_unit carries_date carries_sources"),
            "as above",
            ("the same for the member or pair without which it would score lowest"),
        ),
        Column("baseline", "number 0-100", "score before the what-ifs; empty without any"),
        Column("difference", "number", "score less baseline"),
    ),
    "compare": (
        Column("scenario", "text", "`baseline`, or the scenario's id"),
        Column("scenario_as_of", "text", "its day, or `newest`"),
        Column("scenario_data_to", "text", "date of the newest value that counts for its members"),
        Column("scenario_members", "text", "its members"),
        Column(
            "level id title pillar question score low median high data_low data_high geometric share coverage verdict "
            "same_verdict",
            "",
            "as in `score`",
        ),
        Column("difference", "number", "score less that of the baseline"),
    ),
    "sliders": (
        Column("members size", "text, integer", "ids of the members of a coalition, and how many they are"),
        Column(
            "viability necessity cohesion",
            "number 0-100",
            "its indices, by the ids of the study's first two questions; of one question its index and its cohesion",
        ),
        Column("verdict", "text", "under the first question"),
        Column("front", "true or false", "whether no other coalition has more of one index and as much of the other"),
    ),
    "tornado": (
        Column("part of", "text", "`criterion` or `value`, and its id or address"),
        Column("low high", "number 0-100", "index with it at its low and at its high end, all else as given"),
        Column("swing", "number", "greatest less least index between the ends"),
    ),
    "pairs": (
        Column("a b", "text", "the two states"),
        Column("a_iso3 b_iso3", "text", "their ISO 3166 codes; empty where there is none"),
        Column("cohesion", "number 0-100", "pair cohesion"),
        Column("PILLAR", "number 0-100", "one column for each pillar, by its id: cohesion in that pillar"),
    ),
    "members": (
        Column("state iso3 name", "text", "id, ISO 3166 code (empty if it has none) and name of the member left out"),
        Column(
            "viability_without necessity_without",
            "number 0-100",
            "index of the coalition without it; empty if one state would be left",
        ),
        Column("difference", "number", "that less the index of the whole coalition"),
        Column(
            "difference_low difference_high", "number", "5 and 95 % of the difference over draws; empty if not drawn"
        ),
        Column("lower", "number 0-1", "share of the draws in which the index without the member is the lower one"),
        Column("cohesion_without", "number 0-100", "its cohesion"),
        Column("verdict_without", "text", "its verdict"),
        Column("shapley", "number", "Shapley value of the member, in points of the index"),
        Column("shapley_error", "number", "its standard error; 0 where it is exact"),
        Column(
            "shapley.PILLAR shapley.CRITERION",
            "number",
            "the part of it that comes through a pillar or criterion",
        ),
    ),
    "candidates": (
        Column("state iso3 name", "text", "id, ISO 3166 code (empty if it has none) and name of the candidate"),
        Column("known", "number 0-1", "known share of what is asked of it, the least of all questions"),
        Column(
            "viability_with necessity_with cohesion_with",
            "number 0-100",
            "the index of the coalition with it, by question, and its cohesion",
        ),
        Column("viability_difference necessity_difference cohesion_difference", "number", "that less what it is now"),
        Column("viability_rank necessity_rank cohesion_rank", "integer", "from 1; empty if too little is known of it"),
        Column(
            "viability_rank_low necessity_rank_low cohesion_rank_low",
            "integer",
            "5 % of its rank over draws of data and weights",
        ),
        Column("viability_rank_high necessity_rank_high cohesion_rank_high", "integer", "95 % of it"),
        Column("viability_verdict necessity_verdict", "text", "verdict of the coalition with it"),
    ),
    "coalitions": (
        Column(
            "list",
            "text",
            (
                "`leader`, `best_of_size`, `pareto_cohesion`, `pareto_size`, `pareto_` and another question (the front "
                "of both indices), or `own` for the study's coalition"
            ),
        ),
        Column("rank", "integer", "place under that heading, from 1"),
        Column("members", "text", "ids, separated by blanks"),
        Column("members_iso3", "text", "their ISO 3166 codes; the id of a state without one"),
        Column("size", "integer", "number of members"),
        Column("viability necessity cohesion", "number 0-100", "necessity in studies that ask for it"),
        Column("verdict", "text", ""),
        Column("coverage", "number 0-1", "known share of the values that criteria read, by weight"),
        Column("none_dropped", "true or false", "no member's leaving raises the index"),
        Column(
            "would_be_dropped",
            "text",
            (
                "`STATE:INDEX` of each whose leaving raises it, with the index then; the greatest gain first, "
                "separated by blanks"
            ),
        ),
        Column("none_admitted", "true or false", "no joining of another state searched raises the index"),
        Column("should_be_admitted", "text", "`STATE:INDEX` of each whose joining raises it"),
        Column(
            "ranks_first",
            "number 0-1",
            ("leaders: share of draws in which no rival has a higher index; empty without draws"),
        ),
    ),
    "sensitivity": (
        Column("part", "text", "which question, below"),
        Column("of", "text", "what it is about"),
        Column("quantity", "text", "which number"),
        Column("value", "number", "empty if there is none"),
        Column("note", "text", "a word on it, below"),
    ),
    "path": (
        Column("step", "integer", "0 for the start"),
        Column("move", "integer", "steps with the same number were chosen together"),
        Column("path", "text", "the value that moves, as `--set` names it"),
        Column("before after", "number", "the value before and after"),
        Column("gain", "number", ("points of the index; 0 or less where the step pays only together with others")),
        Column("criterion", "text", "id of the criterion that gains most by the step"),
        Column("viability", "number 0-100", "after the step"),
        Column("verdict", "text", "after the step"),
        Column("blocking", "text", "ids of the criteria that block after the step"),
    ),
    "trend": (
        Column("date", "text", "as evaluated"),
        Column("viability necessity cohesion", "number 0-100", "of the question asked; empty where nothing is known"),
        Column("PILLAR", "number 0-100", "one column for each pillar, by its id: its score"),
        Column("verdict", "text", ""),
        Column("blocking", "text", "ids of the criteria that cap the verdict"),
        Column("coverage", "number 0-1", "known share of the values that criteria read, by weight"),
        Column("change", "number", "points of the index since the date before"),
        Column(
            "matched",
            "number",
            "0-100, the index without what became known: from the last date back by what the values known at both of "
            "two neighbouring dates moved",
        ),
        Column("changed_values", "integer", "how many values and memberships are not what they were"),
        Column("cause_N", "text", "what moved the index most: value, before and after"),
        Column("cause_N_date", "text", "since when it is so"),
        Column("cause_N_effect", "number", "points, measured alone"),
        Column("cause_N_sources", "text", "ids"),
    ),
    "explain_criterion": (
        Column(
            "level",
            "text",
            "`index`, `pillar`, `criterion`, or `item`: a member or a pair under the criterion above it",
        ),
        Column("id title", "text", "of the question, pillar or criterion; empty for items"),
        Column("pillar", "text", "of a criterion and its items"),
        Column("criterion", "text", "of an item: the id of its criterion"),
        Column("states states_iso3", "text", "the member, or the two states of the pair, by id and by ISO 3166 code"),
        Column("raw", "number", "measured value; empty if unknown"),
        Column("unit", "text", ("of the value; `rating`, `share` for an overlap, `states` for a count")),
        Column("worst best", "number", "goalposts; empty for evenness"),
        Column("placed", "number 0-1", "place between the goalposts; empty where they stand on a total"),
        Column("aggregator", "text", "of the criterion"),
        Column("score", "number 0-100", "of the index, pillar or criterion; empty for items"),
        Column("share", "number 0-1", "of the pillar or criterion in the index"),
        Column(
            "gained lost",
            "number",
            "points, as at compensation 1; those of pillars, and of criteria, add up to the row above",
        ),
        Column("coverage", "number 0-1", "known share of the values (index) or of members or pairs (criterion)"),
        Column("verdict", "text", "of the index"),
        Column("dates quality", "text", "of the values behind the item, separated by blanks"),
        Column("sources", "text", "ids, each once"),
    ),
    "explain_state": (
        Column("path", "text", "how `--set` names the value"),
        Column("value low high", "number", "value and range; empty if missing"),
        Column("unit", "text", "unit, or `rating`"),
        Column("date", "text", "or `assumed`"),
        Column("quality", "text", ""),
        Column("sources", "text", "ids"),
        Column("note", "text", "the note, or `missing`"),
        Column("criteria", "text", "ids of the criteria that read it"),
    ),
    "claims": (
        Column("claim words", "text", "id of the claim, and the claim in our words"),
        Column("about", "text", "a criterion, the address of a value, or STATE.CRITERION"),
        Column("test", "text", "`above`, `below`, `fell_since` or `rose_since`; empty where there is none"),
        Column("outcome", "text", "`borne out`, `not borne out`, `open` or `not tested`"),
        Column("holds", "number 0-1", "share of draws in which the test holds strictly"),
        Column("value low high unit", "number, text", "the figure, 5 and 95 % of its draws, its unit"),
        Column("against against_low against_high", "number", "the reference, or the same figure on the other day"),
        Column("known read", "integer", "members or pairs behind the figure, and how many there are"),
        Column("reference since", "text", "the reference group with its year, or the other day"),
        Column("reason", "text", "why it is not tested"),
        Column("evidence", "text", "where to look"),
        Column("sources", "text", "ids, those of the reference last"),
    ),
    "place": (
        Column("part", "text", "`index`, `criterion`, `nearest_allied` or `nearest_other`"),
        Column("id title", "text", "`structural`, the id of a criterion, or of a group"),
        Column("date", "text", "the year at whose end a group was scored"),
        Column("value", "number 0-100", "structural index or score of the coalition; index of a group"),
        Column("known", "number 0-1", "known share of the values that criteria read, by weight (index)"),
        Column("allied_groups hard_groups near_groups easy_groups", "integer", "how many groups were compared (index)"),
        Column(
            "allied_above hard_above near_above easy_above",
            "number 0-1",
            "the share of them with a lower index; `allied` signed a treaty the year after, the others did not (index)",
        ),
        Column("allied_low hard_low near_low easy_low", "number 0-100", "5 % of their index (index)"),
        Column("allied_median hard_median near_median easy_median", "number 0-100", "the middle of it (index)"),
        Column("allied_high hard_high near_high easy_high", "number 0-100", "95 % of it (index)"),
        Column("allied_mean hard_mean near_mean easy_mean", "number 0-100", "their mean score (criterion)"),
        Column("distance", "number 0-1", "root mean square of the differences of scores (groups)"),
        Column(
            "score_common_rival score_opponents_share score_rivalry_inside score_regime_likeness score_voting_nearness "
            "score_burden_evenness score_capital_nearness score_pooled_share score_state_capacity",
            "number 0-100",
            "the score of a group on each criterion",
        ),
    ),
    "backtest": (
        Column(
            "quantity",
            "text",
            "`auc`, `difference` (the index's area less a rival's on the same cases), `concordance` (within matches), "
            "`share` (of label 1), `outcome`, `outcome_difference`, `highest`, `lowest`, `left_out`",
        ),
        Column(
            "set", "text", "`all`, or a set of cases by its name; `label 1` or `label 0` where it is of these alone"
        ),
        Column(
            "kind",
            "text",
            "what `of` is: `index`; `variant` (`coverage`, `equal_weights`, `geometric`), `criterion` (alone), "
            "`without` (the index without it) or `column` of the cases; `tenth`, `verdict`, `coverage` (from so much "
            "on), `case`",
        ),
        Column("of", "text", "which of that kind, by its id"),
        Column("value", "number", "the number; of a case its index; empty where it is not defined"),
        Column("low high", "number", "95 % of the resamples; empty where there is no interval"),
        Column(
            "cases ones", "integer", "of how many cases it is, and how many of them have label 1; of a case its label"
        ),
        Column("note", "text", "why there is no value or interval; the range of a share; the members of a case"),
    ),
    "agreement": (
        Column("part", "text", "`agreement`, `without_noughts`, `disagreement`, or `apart` for codings not counted"),
        Column("of", "text", "id of the attribute, or `all`; in the other parts the address of the value"),
        Column("count", "integer", "ratings"),
        Column("exact within", "number 0-1", "share that coders call the same, and within one level"),
        Column("alpha", "number", "Krippendorff's alpha for ordinal data"),
        Column("low high", "number", "95 % of resamples of alpha; of a disagreement the range of the profile's value"),
        Column("date", "text", "of the observation"),
        Column("coder", "text", "id of the further coder"),
        Column("value coded", "number", "the profile's value, and the coder's"),
        Column("note", "text", "the profile's reason"),
        Column("reason", "text", "the coder's reason; for codings not counted `gone`, `older`, `undated` or `later`"),
    ),
    "strategies": (
        Column("part rank", "text, integer", "`alone` or `pair`; place in it by the first index, equals alike"),
        Column("strategies", "text", "ids of the scenarios"),
        Column("viability necessity", "number 0-100", "the index with it, by question"),
        Column("viability_gain necessity_gain", "number", "that less the index as things are"),
        Column("viability_low necessity_low", "number", "5 % of the draws of the gain"),
        Column("viability_high necessity_high", "number", "95 % of them"),
        Column("verdict blocking", "text", "of the first question; ids of the criteria that cap it"),
        Column("actor exists proposed_by refused_by law sources", "text", "as the scenarios' `strategy` say"),
    ),
    "explain_thing": (
        Column("what", "text", "what is told, such as `Publisher`, or the address of a value"),
        Column("value low high", "number", "the value with its range; empty for what is told"),
        Column("unit date quality", "text", "as in `explain STATE`"),
        Column("sources", "text", "ids"),
        Column("note", "text", "what is told, or the facts that decide the value"),
    ),
    "explain_claim": (
        Column("claim", "text", "id of the claim"),
        Column("side", "text", "`found` for what the claim is about, `against` for the same on the other day"),
        Column("day", "text", "of the evaluation"),
        Column("path", "text", "how `--set` names the value"),
        Column("value", "number", ""),
        Column("date quality note sources", "text", "of the value"),
    ),
    "again": (
        Column(
            "part",
            "text",
            (
                "`program`, `framework`, `study`, `request` for what may be a cause; "
                "`number`, `text`, `row` for what moved; `none` where nothing differs"
            ),
        ),
        Column("what", "text", "which version, part of the study or option; or the row and the column"),
        Column("before after", "number or text", "as saved, and as it is now; empty where there is none"),
        Column("difference", "number", "after less before"),
    ),
    "cite": (
        Column("id", "text", "id of the source; `viability` and `framework` for these"),
        Column("reference", "text", "`program`, `framework` or `source`"),
        Column("title publisher edition", "text", "as the source has them"),
        Column("date accessed", "text", "when it was published, and when it was read"),
        Column("stored", "text", "`yes` where a copy was kept when it was read"),
        Column("href", "text", "address"),
        Column("weak", "text", "why to distrust it"),
    ),
    "list": (
        Column("what", "text", "the kind of what is listed; `kinds` where each row is one"),
        Column("id title", "text", "as commands and files name it, and what it is called"),
        Column("number", "integer", "how many there are of the kind; members of a coalition"),
        Column("iso3 part values", "text, integer", "code; `member`, `candidate` or `beside`; its values (states)"),
        Column("pillars verdicts", "integer, text", "how many pillars, and the verdicts with their floors (questions)"),
        Column("criteria", "integer, text", "how many (questions, pillars), or the ids of those that read it"),
        Column("question pillar role", "text", "where it belongs, and its part in the argument (pillars, criteria)"),
        Column("weight", "number", "as written (pillars, criteria)"),
        Column("share", "number 0-1", "of the question's index, were everything known (pillars, criteria)"),
        Column("asks", "text", "what the pillar asks"),
        Column("does actor", "text", "what the scenario changes, and who would have to act (scenarios, strategies)"),
        Column("about test", "text", "what the claim is about, and how it is tested (claims)"),
        Column("of unit range", "text", "whose value, in what unit, between what ends (attributes)"),
        Column("kind definition", "text", "kind and meaning (threats, institutions)"),
        Column("answer shows", "text", "the command whose answer it draws, and what it shows (figures)"),
        Column("credibility", "number", "newest rating (institutions)"),
        Column("members", "text", "the members in it at the day (institutions), of it (coalitions, studies)"),
        Column(
            "publisher date", "text", "who published it, and when; else its edition (sources); as of when (coalitions)"
        ),
        Column("version", "text", "of the framework (studies)"),
        Column("behind", "text", "`yes` where a value of the members at the day rests on it (sources)"),
    ),
    "check": (
        Column(
            "severity",
            "text",
            "`problem`; `warning` for what looks like a slip; `state` or `criterion` for what is empty or old",
        ),
        Column("file", "text", "path within the study"),
        Column("line", "integer", "of a table the row; empty for a file as a whole"),
        Column("column", "text", "of a table"),
        Column("message", "text", "what is wrong"),
        Column("hint", "text", "what to do"),
        Column("of", "text", "id of the state or criterion, as are the following"),
        Column("asked", "integer", "values that are asked for, of members and of states that might join"),
        Column("empty expired", "integer", "of which nothing is known; of which what was no longer counts"),
        Column("old", "integer", "that count and are more than five years old"),
        Column("oldest", "text", "oldest date among those that count"),
        Column("missing", "text", "what is empty or no longer counts, as paths separated by blanks"),
    ),
}
"""The columns of each kind of sheet, and those of the provenance, in order."""

_AS_SCORE = "as in `score`"


def column_of(kind: str, name: str) -> Column | None:
    """Return what a column of a kind of sheet holds; None where nothing is told of it."""
    told = COLUMNS.get(kind, ())
    found = next((column for column in told if name in column.names.split()), None)
    # what stands for any id at all comes last
    forms = sorted(told, key=lambda column: column.names == "PILLAR")
    found = found or next((column for column in forms if _fits(column, name)), None)
    return column_of("score", name) if found is not None and found.meaning == _AS_SCORE else found


def _fits(column: Column, name: str) -> bool:
    """Tell whether a name is one of those that stand for many."""
    forms = (re.sub("PILLAR|CRITERION", ".+", re.escape(form)).replace("_N", r"_\d+") for form in column.names.split())
    return any(re.fullmatch(form, name) for form in forms)


def as_table(kind: str) -> str:
    """Return the columns of a kind of sheet as a Markdown table."""
    lines = ["| column | type | meaning |", "| --- | --- | --- |"]
    for column in COLUMNS[kind]:
        names = ", ".join(f"`{name}`" for name in column.names.split())
        lines.append(f"| {names} | {column.type} | {column.meaning} |")
    return "\n".join(lines) + "\n"
