"""A study to numbers: the one road that every number takes.

In reading order:

- `arrays`: types, and what counts as equal
- `entries`: values with their origin, the ends of their ranges, and as what they count
- `observations`: what holds at the study's day, as one flat vector with its origins
- `measures`: what each measure reads off it
- `aggregators`: how items become the coalition's
- `readings`: one criterion read once: its items, who they are about, what stands behind them
- `company`: what is read when threat sources are members
- `coverage`: how much of what criteria read is known
- `weighing`: scores to pillars, index and verdict
- `evaluate`: all of it, for any coalitions
- `blocks`: which sets of states are scored together
- `folds`: one operation over the items of all subsets, or of listed sets, at once
- `subset_tables`: aggregators over all subsets at once
- `tails`: every set of so many states, by its last two or three
- `weighted_sums`: indices that are a weighted sum of one table
- `weigh_subsets`: blocks of sets weighed
- `evaluate_subsets`: all coalitions of some states
- `draws`: random weights and values
"""
