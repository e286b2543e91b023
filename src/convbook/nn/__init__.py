"""The pieces of a convolutional network, each with its gradient, in NumPy alone (chapters 2 to 10).

`tiny` is all of it on one page, without checks. `conv`, `pooling`, `activations`, `losses`, `layers`, `network` and
`optimizers` are the same with checks and speed; `geometry` and `im2col` are what they share, sizes and windows;
`checks` says what a network may be given.
`loops` says what a convolution is, number by number; `gradcheck` measures gradients by finite differences.
"""
