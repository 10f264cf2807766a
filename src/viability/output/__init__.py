"""Results to rows, and to what a terminal shows. Nothing here computes.

What views and tables are made of, in reading order:

- `sheet`: tidy rows with where they come from
- `text`: how numbers, units and names are written
- `words`: values in words: whose they are, what a level means
- `layout`: tables, headings, colours
- `levels`: what has a score in an assessment, as rows
- `sources`: sources, listed
- `things`: what has an id and no score; `pillars`: what holds what has one
- `apart`: whether coalitions are told apart, in a sentence
- `moved`: what a what-if moved, side by side
- `standing`: where a coalition stands among others, in one line
- `minded`: what to mind before reading a headline, in words
- `face`: the first screen of `score`, and `page`: the same as Markdown

Each result by the name of its command, with `sheet(result)` for its rows and `view(result)` for the terminal: `score`,
`compare`, `pairs`, `members`, `candidates`, `coalitions`, `sensitivity`, `path`, `trend`, `explain`, `claims`,
`agreement`, `list`, `cite`, `check`, `place`, `backtest`, `again`; `strategies`, which
`compare` shows; and `sliders`, every coalition of a few states.

- `frame`: any result as a data frame
- `made`: what made a result
- `columns`: what every column means
- `write`: a result in the formats and at the places asked for, of which each has its module: `terminal`, `csv_text`,
  `json_text`, `markdown`, `workbook` (with the index as `formulas`), and for the place `destination`
"""
