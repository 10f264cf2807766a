"""Whether the index says anything about the world: cases of which the outcome is known, scored as of their day.

In reading order:

- `scored`: cases to indices, through the one engine, all of a date at once
- `compared`: what the index is held against: coverage, single criteria, columns of the cases
- `resampled`: how well numbers tell two kinds of cases apart, with intervals over clusters of cases
- `bench`: what is measured of scored cases: areas by set, shares by tenth and verdict, what lasted
- `answer`: the question, and its answer
"""
