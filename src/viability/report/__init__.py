"""Results to what one hands on: figures, a page, documents, a package of data. It computes nothing.

What draws and writes here comes with an extra of the program, and is imported where it is used.

In reading order:

- `needs`: says what to install where part of it is missing
- `figures`: each figure by its name, and what all share
- `outlines`: text of a drawing to outlines, so that it looks the same everywhere
- `answers`: all results that figures and pages tell of
- `live`: what a page needs to weigh by itself
- `profiles`: every value with its sources, as tables of a page
- `page`: the self-contained page, from what lies in `templates/`
- `document`: any result as a Word document
- `package`: a Frictionless data package
"""
