"""One question a file: a study in, a frozen result out.

What questions are made of, in reading order:

- `about`: of what a result is; every result holds one
- `uncertainty`: ranges and shares of verdicts under draws
- `points`: points by criterion, and who decides each
- `things`: what a study says of what has an id and no score
- `gaps`: what a study does not know, by state and by criterion
- `shapley`: what each member brings on average
- `measured`: a reference coalition of the world study, as a claim's criterion reads it
- `steps`: which values may move, and where
- `causes`: what moved the index between two dates
- `themes`: a path told by criteria
- `standing`: where a coalition stands among others, in the numbers of one line
- `cautions`: what to mind before reading a headline
- `sliders`: every coalition of a few states, scored for others to weigh

The questions, each by the name of its command:

- `score`: how viable, how sure, and what stands in the way
- `compare`: scenarios side by side
- `strategies`: what an actor could decide on
- `pairs`: who pulls together with whom
- `members`: who carries the coalition
- `candidates`: who would fit
- `coalitions`: which would be better
- `sensitivity`: what the answer depends on
- `path`: what would have to change
- `trend`: whether it was different before
- `agreement`: how far coders agree
- `claims`: what the evidence bears out
- `explain`: where a number comes from
- `list`: what a study holds
- `cite`: what to cite
- `check`: what is wrong with a study
- `place`: where a coalition stands among groups that allied and groups that did not
- `backtest`: whether the index says anything about the world
- `again`: whether a saved result still comes out
"""
