"""Grading that a submission cannot touch: its code runs in a sandbox, and only values come out to be checked.

`inside` is what lies in the sandbox with the student's code. `sandbox` starts one, with `bubblewrap`, `limits`, and a
filter on `syscalls`; a `session` is the time of one, with its output; a `node` is a process in it, with its `mailbox`,
`watch` ends what uses too much, and a `remote` is a student's function. `judge` runs the master's checks on what comes
out, `pool` does so for a class, and `judged` asks for it; `outputs` are as notebooks have them. Code is read by
`mentioned` for what an exercise does without, by `unusual` for what none needs.
"""
