"""Folders to studies. Nobody else opens a study's files.

In reading order:

- `strict_yaml`: one YAML document to plain data
- `pages`: one file, its data, and the way back from a key to its line
- `faults`: what is wrong with plain data that a model refuses
- `profiles`: states
- `framework`: codebook, registers and criteria
- `claims`: claims and further coders
- `countries`: the codes of ISO 3166
- `wanted`: which profiles a question needs
- `slips`: what a study survives and is probably not meant
- `folder`: a study found, read and checked; what has to hold between files
"""
