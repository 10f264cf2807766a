"""What the answer depends on.

In reading order: `answer` (all of it), `variance` (which doubt), `tornado` (which criteria and data), `break_even`
(which single weight, which compensation), `weights` (any weights), `effective` (what criteria weigh in effect),
`standing` (what all of them weigh anew).
"""
