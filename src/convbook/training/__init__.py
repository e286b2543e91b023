"""The paper's network and how it is trained, with Keras (chapter 12).

`models` builds it, `train` trains it and can go on after a kill (`checkpoints`), `recipes` are better ways to train it.
`trained` has the weights that come with the book; `intervals` says how sure an accuracy is.
"""
