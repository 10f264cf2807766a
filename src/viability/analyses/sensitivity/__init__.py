"""What the answer depends on.

In reading order: `answer` (all of it), `sobol` (any function), `variance` (which doubt), `tornado` (which criteria and
data), `break_even` (which single weight, which compensation), `weights` (any weights), `effective` (what criteria weigh
in effect), `standing` (what all of them weigh anew), `field` (coalitions), `discrimination` (are they told apart),
`likeness` (which criteria say one thing twice, or nearly always the same).
"""
