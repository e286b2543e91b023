"""The paper's network and how it is trained, with Keras (chapter 12).

`models` builds it, `train` trains it and can go on after a kill (`checkpoints`), `recipes` are better ways to train it.
`predict` applies a network, `trained` has the book's weights, `intervals` tells how exact an accuracy is.
"""
