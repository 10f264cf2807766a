"""What people write, and what what-ifs make of it. No files, no arrays.

In reading order:

- `vocabulary`: the closed lists of measures and aggregators, and what is true of each
- `fields`: what models are made of: the frozen base, dates, names, numbers
- `names`: how names are matched, as freely as people type them
- `profile`: states and what is known of them
- `criterion`: one criterion: measure, goalposts, aggregator
- `framework`: questions, pillars, bands
- `claims`: assertions to be tested, and what they are held against
- `codings`: ratings of further coders
- `cases`: groups of states of which the outcome is known
- `reference`: groups that allied and groups that did not, as they were scored
- `standing`: where a coalition stands among these
- `scenario`: scenarios and their changes, as written and in words
- `options`: what-ifs as options of the command line say them
- `study`: all of it together, and how things are found by name
- `address`: where a value stands
- `subject`: what a claim is about
- `weights`: weights as what-ifs set them, all of one level together
- `whatif`: the study that scenarios lead to
- `fingerprint`: what tells one state of a study from another

The nouns can be had from here: `from viability.study import Scenario, SetValue`.
"""

from viability.study.claims import Claim, ReferenceGroup
from viability.study.codings import Coder, Coding
from viability.study.criterion import Criterion, Goalposts, Measure, Reference
from viability.study.framework import Band, Framework, Pillar
from viability.study.profile import Attribute, Datum, Institution, Membership, Source, State, Threat
from viability.study.scenario import Join, Leave, ScaleValue, Scenario, SetValue, SetWeight, Strategy
from viability.study.study import Study

__all__ = [
    "Attribute",
    "Band",
    "Claim",
    "Coder",
    "Coding",
    "Criterion",
    "Datum",
    "Framework",
    "Goalposts",
    "Institution",
    "Join",
    "Leave",
    "Measure",
    "Membership",
    "Pillar",
    "Reference",
    "ReferenceGroup",
    "ScaleValue",
    "Scenario",
    "SetValue",
    "SetWeight",
    "Source",
    "State",
    "Strategy",
    "Study",
    "Threat",
]
