"""``make course``: from a private repository of the book a public one, for the students of a course.

`schedule` says what is released on a day, and `contents` which pages that makes. `course` knows the addresses that its
files have on GitHub, on a GitLab or on a web server, and `buttons` leads there. `stage` writes the public files:
pages, copies of the exercises, `solved` ones once they are released, and the package as a `wheel`. `markdown` mends
links, `readme` says what is there. `pages` builds the pages, `repository` commits all on top of the last commit.
"""
