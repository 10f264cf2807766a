"""Which coalition would be better: every coalition of some states, searched.

In reading order:

- `search`: the question, and its answer
- `field`: which coalitions are searched
- `leaders`: which are kept on the way
- `acceptability`: how often they lead when weights and data are drawn
"""
