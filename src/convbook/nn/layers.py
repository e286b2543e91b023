"""The dense layer and the flattening before it, each with its gradient below it."""

import numpy as np

from convbook.arguments import as_numbers, as_type_of, check_shape


def dense(X, W, b):
    """A dense layer, (N, D), (D, K), (K,) -> (N, K): each output is a weighted sum of all inputs, plus a bias."""
    X, W = as_numbers(X, "X", {2: "(N, D)"}), as_numbers(W, "W", {2: "(D, K)"})
    b = as_type_of(W, b, "b")
    check_shape(W, "W", (X.shape[1], W.shape[1]), f"one row per column of X {X.shape}")
    check_shape(b, "b", W.shape[1:], f"one number per column of W {W.shape}")
    return X @ W + b


def dense_grad(dO, X, W):
    """Loss gradients (dX, dW, db), shaped as `X`, `W` and the bias; `dO` is (N, K), the shape of the output."""
    X, W = as_numbers(X, "X", {2: "(N, D)"}), as_numbers(W, "W", {2: "(D, K)"})
    dO = as_type_of(np.result_type(X, W), dO, "dO")
    check_shape(W, "W", (X.shape[1], W.shape[1]), f"one row per column of X {X.shape}")
    check_shape(dO, "dO", (len(X), W.shape[1]), f"the output of X {X.shape} and W {W.shape}")
    return dO @ W.T, X.T @ dO, dO.sum(axis=0)


def flatten(X):
    """All numbers of each image in one row, (N, H, W, C) -> (N, H*W*C): pixel after pixel, its channels together."""
    X = as_numbers(X, "X", {4: "(N, H, W, C)"})
    return X.reshape(len(X), -1)


def flatten_grad(dO, X):
    """`dO` laid out as `X` again: no number changes, only the shape."""
    X = as_numbers(X, "X", {4: "(N, H, W, C)"})
    dO = as_type_of(X, dO, "dO")
    check_shape(dO, "dO", (len(X), X[0].size), f"all numbers of each image of X {X.shape} in one row")
    return dO.reshape(X.shape)
