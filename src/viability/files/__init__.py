"""Folders to studies, and back. Nobody else opens a study's files.

In reading order:

- `places`: where studies lie, and how they are called
- `strict_yaml`: one YAML document to plain data
- `pages`: one file, its data, and the way back from a key to its line
- `faults`: what is wrong with plain data that a model refuses
- `profiles`: states
- `csv_rows`: one table to rows of text
- `declared`: what a study says of its tables
- `crosswalk`: codes and names to states, right for the year
- `opened`: a table with its columns, and the page that tables make of a state
- `table_rows`: rows to values
- `tables`: all tables of a study, to the plain data of profiles
- `framework`: codebook, registers and criteria
- `claims`: claims and further coders
- `coalitions`: groups of states with a name
- `cases`: cases of a back-test
- `reference`: the reference class that ships with the world study
- `standings`: where the coalitions of the shipped study stand in it
- `countries`: the codes of ISO 3166
- `wanted`: which profiles a question needs
- `scenarios`: scenario files, the study's and one's own
- `idle`: what in a scenario changes nothing
- `unread`: what in its folder looks as if it were part of a study
- `slips`: what a study survives and is probably not meant
- `folder`: a study read and checked; what has to hold between files
- `writing`: a study to a folder
- `whole`: folders and files that appear whole or not at all
- `beginning`: the beginning of a study of one's own, with the example in its folder
- `schema`: JSON Schema of every file, for editors
- `adding`: tables and sources added to a study
- `blank`: a profile whose every value is a question
- `saved`: a what-if to a scenario of its study
- `results`: saved results, as JSON
- `asked`: what one names to compare: scenarios, files, results, coalitions, options under a label
"""
