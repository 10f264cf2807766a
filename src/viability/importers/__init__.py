"""Data sets of others to what a study can hold.

Whatever reads a data set makes an `Offer` of it; from there on all go one way: what is new is told from what is there,
and written as a table of its own.

In reading order:

- `offer`: what a data set has to say of the states of a study, with its sources
- `cells`: one file of the user's, CSV or Excel, to cells
- `declared`: what a person says of a table: which column is what, in which unit, from which source
- `settled`: the same completed: guessed where the header leaves no doubt, asked for, or refused
- `states`: codes and names of any system to the states of a study, right for the year
- `numbers`: numbers and dates as spreadsheets and people write them
- `table`: any tidy or wide table to an offer
- `merge`: an offer into a study, which keeps whatever a person wrote
"""
