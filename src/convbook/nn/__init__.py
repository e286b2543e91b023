"""The pieces of a convolutional network, each with its gradient, in NumPy alone (chapters 2 to 10).

`conv`, `pooling`, `activations`, `losses`, `layers`, `network` and `optimizers` compute; `gradcheck` measures gradients
by finite differences. `geometry` and `im2col` are shapes and windows; `loops` says what `conv` does number by number.
"""
