"""The pieces of a convolutional network, each with its gradient, in NumPy alone (chapters 2 to 10).

`conv`, `pooling`, `activations`, `losses` and `network` compute; `gradcheck` measures gradients by finite differences.
`geometry`, `im2col`, `winograd` and `parameters` are what they share: sizes, windows, fast products, dicts of arrays.
"""
