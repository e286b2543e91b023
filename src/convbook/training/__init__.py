"""The paper's network and how it is trained, with Keras (chapter 12).

`models` builds it, `train` trains it, with `checks`, `batches`, `devices` and `progress`, and resumes after being
killed (`checkpoints`). `recipes` are better ways to train, `augment` changes the images for them. `predict` applies a
network, `trained` has the book's weights, `intervals` says how precise an accuracy is.
"""
