"""The practice problems as a question bank for learning platforms: ``make question-bank [N=7]``.

`items` says what a question of a bank is; `moodle` writes them as Moodle XML, `qti` as a package of QTI 2.1. A problem
is asked for a number, for several (the numbers of a matrix, the lengths of a size), or for a choice; places and
formulas are chosen among the right answer and those that its mistakes give. What a mistake's answer is told is its
sentence, and the solution follows.
"""
