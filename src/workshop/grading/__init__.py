"""Grading that a submission cannot touch: its code runs in a sandbox, and only values come out to be checked.

`inside` is what lies in the sandbox with the student's code. `sandbox` makes one, with its `limits`; a `session` is
the time of one, with its output; a `node` is a process in it, `watch` ends what uses too much, and a `remote` is a
function of a student's. `judge` runs the master's checks on what comes out, `pool` does so for a class, and `judged`
asks for it; `outputs` are as notebooks have them. What code uses is read off its text: by `mentioned` for what an
exercise does without, by `unusual` for what none needs.
"""
