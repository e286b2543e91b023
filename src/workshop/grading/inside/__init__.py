"""What lies in the sandbox, beside the student's code: `worker` runs it, in a `shell`; `wire` is what comes out.

Nothing here may import from the rest of the workshop: the sandbox does not have it.
"""
