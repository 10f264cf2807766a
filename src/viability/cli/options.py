"""The options that commands share, as annotated types.

They are the fields of `Request`; `command` adds them to a command's own. Exit codes: 0 done, 1 `check` found
problems, 2 the request cannot be answered, 130 interrupted.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from viability.cli.completion import (
    complete_addresses,
    complete_coalitions,
    complete_compensations,
    complete_questions,
    complete_scenarios,
    complete_states,
    complete_studies,
    complete_weights,
)
from viability.engine.draws import MOST_DRAWS
from viability.output.destination import Format

STUDY, WHATIF, DOUBT, OUTPUT = "Study", "What if", "Doubt", "Output"


StudyOption = Annotated[
    Path | None,
    typer.Option(
        "--study",
        help="A folder with criteria/ and states/, or `world`; default: the nearest folder upwards, else the "
        "shipped study.",
        rich_help_panel=STUDY,
        autocompletion=complete_studies,
        show_default=False,
    ),
]

Members = Annotated[
    list[str],
    typer.Option(
        "--members",
        help="The coalition: ids, ISO codes or names; repeat or separate by commas.",
        rich_help_panel=WHATIF,
        autocompletion=complete_states,
        show_default=False,
    ),
]

CoalitionOption = Annotated[
    str | None,
    typer.Option(
        "--coalition",
        help="A coalition that the study names, as of its date unless --as-of says another.",
        rich_help_panel=WHATIF,
        autocompletion=complete_coalitions,
        show_default=False,
    ),
]

With = Annotated[
    list[str],
    typer.Option(
        "--with", help="Add a state.", rich_help_panel=WHATIF, autocompletion=complete_states, show_default=False
    ),
]

Without = Annotated[
    list[str],
    typer.Option(
        "--without",
        help="Leave a member out.",
        rich_help_panel=WHATIF,
        autocompletion=complete_states,
        show_default=False,
    ),
]

Weight = Annotated[
    list[str],
    typer.Option(
        "--weight",
        help="Change a weight: PILLAR=50% or PILLAR.CRITERION=50% sets its share, and the others keep their "
        "proportions; "
        "PILLAR=2 is a plain number as in the files. Repeatable.",
        rich_help_panel=WHATIF,
        autocompletion=complete_weights,
        show_default=False,
    ),
]

SetOption = Annotated[
    list[str],
    typer.Option(
        "--set",
        help="Assume a value: STATE.ATTRIBUTE=4, STATE.STATE.TIE=0, STATE.threats.THREAT=3, INSTITUTION.credibility=1.",
        rich_help_panel=WHATIF,
        autocompletion=complete_addresses,
        show_default=False,
    ),
]

ScenarioOption = Annotated[
    list[str],
    typer.Option(
        "--scenario",
        help="Apply a scenario: its name in the study, or the path of a file. Repeatable; they are applied in order.",
        rich_help_panel=WHATIF,
        autocompletion=complete_scenarios,
        show_default=False,
    ),
]

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="Use the newest data not later than YYYY, YYYY-MM or YYYY-MM-DD.",
        rich_help_panel=WHATIF,
        show_default=False,
    ),
]

Compensation = Annotated[
    str | None,
    typer.Option(
        "--compensation",
        help="How far a high score makes up for a low one: arithmetic (1) in full, geometric (0) less, harmonic (-1) "
        "still less, worst (-inf) not at all, or any number up to 1.",
        rich_help_panel=WHATIF,
        autocompletion=complete_compensations,
        show_default=False,
    ),
]

QuestionOption = Annotated[
    str | None,
    typer.Option(
        "--question",
        help="The question to answer: viability or necessity, as the framework calls them; default: the first.",
        rich_help_panel=WHATIF,
        autocompletion=complete_questions,
        show_default=False,
    ),
]

Roles = Annotated[
    Literal["paper"] | None,
    typer.Option(
        "--roles",
        help="paper: leave out the criteria that come from theory and not from the paper.",
        rich_help_panel=WHATIF,
        show_default=False,
    ),
]

Save = Annotated[
    str | None,
    typer.Option(
        "--save",
        help="Keep the what-if of these options as scenarios/NAME.yaml of the study. No file is overwritten.",
        rich_help_panel=WHATIF,
        show_default=False,
    ),
]

FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="The format of the result; default: what the ending of --output says, else a table.",
        rich_help_panel=OUTPUT,
        case_sensitive=False,
        show_default=False,
    ),
]

Output = Annotated[
    list[Path],
    typer.Option(
        "--output",
        "-o",
        help="Write to a file that ends in .csv, .docx, .json, .md, .txt or .xlsx. Repeatable: all files are written, "
        "or none.",
        rich_help_panel=OUTPUT,
        show_default=False,
    ),
]

DecimalComma = Annotated[
    bool,
    typer.Option(
        "--decimal-comma",
        help="CSV for a spreadsheet that writes 0,5: decimal commas, cells separated by semicolons.",
        rich_help_panel=OUTPUT,
    ),
]

Draws = Annotated[
    int,
    typer.Option(
        "--draws",
        help="How many times weights and data are varied at random.",
        min=1,
        max=MOST_DRAWS,
        rich_help_panel=DOUBT,
    ),
]

Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        help="The number from which random numbers are made; the same seed gives the same draws.",
        min=0,
        rich_help_panel=DOUBT,
    ),
]

Drawn = Annotated[
    Literal["uniform", "around", "fixed"] | None,
    typer.Option(
        "--weights-drawn",
        help="How unsure are the weights? uniform: any; around: near the study's; fixed: exactly these. "
        "Default: uniform, and around once a weight is set.",
        rich_help_panel=DOUBT,
        show_default=False,
    ),
]

Top = Annotated[
    int | None,
    typer.Option(
        "--top",
        help="Show all tables, with this many rows of obstacles and catalysts (--full: 8); 0 shows all rows.",
        min=0,
        rich_help_panel=OUTPUT,
        show_default=False,
    ),
]

Brief = Annotated[bool, typer.Option("--brief", help="Stop before the chart of all criteria.", rich_help_panel=OUTPUT)]

Full = Annotated[
    bool, typer.Option("--full", help="Show everything, also what the short view leaves out.", rich_help_panel=OUTPUT)
]

TableTop = Annotated[int, typer.Option("--top", help="Rows of each table; 0 shows all.", min=0, rich_help_panel=OUTPUT)]
