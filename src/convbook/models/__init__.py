"""The one place where a Keras model is read: what it takes, what its layers give, and how they follow one another.

`pictures` makes of any picture the batch that the model takes, `calls` runs it and keeps what every layer got and gave,
`scores` finds what comes before its softmax, `steps` reads its graph (chapters 12 to 15 use them).
"""
