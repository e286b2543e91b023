"""What a class handed in: found, whatever it is called, and put back into the form of its page.

`collect` finds the submissions in a folder, with `listing`, `platforms`, `roster` and `choosing`. `notebook_file` reads
one, and `matching` puts its cells in order, with `page`, `cell_text`, `recognition`, `answer_cells` and `notes`.
"""
