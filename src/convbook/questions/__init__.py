"""What a page asks its reader: `question` is the place to answer, with its JavaScript beside it."""
