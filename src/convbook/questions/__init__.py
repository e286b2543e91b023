"""What a page asks its reader: `question` is the place to answer, with its JavaScript beside it; `usual` has the
sentences for mistakes that are made in several places.
"""
