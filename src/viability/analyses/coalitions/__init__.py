"""Which coalition would be better: every coalition of some states, searched.

In reading order:

- `search`: the question, and its answer
- `field`: which coalitions are searched
- `leaders`: which are kept on the way
- `sweep`: all of them, a part at a time
- `acceptability`: how often they lead when weights and data are drawn, some draws at a time
- `parts`: what the last two have in common: work that is done part by part
- `workers`: parts dealt out to processes of this machine
- `cluster`: the same on many machines
"""
