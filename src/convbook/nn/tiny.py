"""A convolutional network to read on a train: each function, then its gradient, and no checks (chapters 9 and 10).

X (N, H, W, C), F (kh, kw, C, K), b (K,), O (N, H_out, W_out, K); padding is ((top, bottom), (left, right)).
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

NO_PADDING = ((0, 0), (0, 0))


def windows(X, size, stride=(1, 1), dilation=(1, 1)):
    """All windows, (N, H_out, W_out, C, kh, kw): a view of X, so what is written to them is written to X."""
    (kh, kw), (down, across) = size, dilation
    effective_size = (kh - 1) * down + 1, (kw - 1) * across + 1
    view = sliding_window_view(X, effective_size, (1, 2), writeable=True)
    return view[:, :: stride[0], :: stride[1], :, ::down, ::across]


def conv(X, F, b=0, stride=(1, 1), padding=NO_PADDING, dilation=(1, 1)):
    """Each output is a window times a filter, added up (eqs 1-4), plus the bias."""
    padded = np.pad(X, ((0, 0), *padding, (0, 0)))
    X_windows = windows(padded, F.shape[:2], stride, dilation)
    return np.tensordot(X_windows, F, ([4, 5, 3], [0, 1, 2])) + b  # over the rows, columns and channels of a window


def conv_filter_grad(dO, X, F_shape, stride=(1, 1), padding=NO_PADDING, dilation=(1, 1)):
    """Each weight was multiplied by one pixel of every window (eqs 5-10)."""
    padded = np.pad(X, ((0, 0), *padding, (0, 0)))
    X_windows = windows(padded, F_shape[:2], stride, dilation)
    dF = np.tensordot(X_windows, dO, ([0, 1, 2], [0, 1, 2]))  # over images, rows, columns
    return dF.transpose(1, 2, 0, 3)  # from (C, kh, kw, K)


def conv_bias_grad(dO):
    return dO.sum(axis=(0, 1, 2))


def conv_input_grad(dO, F, X_shape, stride=(1, 1), padding=NO_PADDING, dilation=(1, 1)):
    """Each pixel of a window was multiplied by one weight of every filter (eqs 11-21); the padding is cropped."""
    dX = np.zeros(X_shape, np.result_type(dO, F))
    d_padded = np.pad(dX, ((0, 0), *padding, (0, 0)))
    d_windows = windows(d_padded, F.shape[:2], stride, dilation)
    for u, v in np.ndindex(*F.shape[:2]):
        d_windows[..., u, v] += dO @ F[u, v].T  # (N, H_out, W_out, K) @ (K, C)
    (top, _), (left, _) = padding
    return d_padded[:, top : top + X_shape[1], left : left + X_shape[2]]


def max_pool(X, size=(2, 2), stride=(2, 2)):
    return windows(X, size, stride).max(axis=(4, 5))


def max_pool_grad(dO, X, size=(2, 2), stride=(2, 2)):
    """Each gradient goes to the largest pixel of its window, the first among equals."""
    winner = windows(X, size, stride).reshape(*dO.shape, -1).argmax(axis=4)
    dX = np.zeros(X.shape, dO.dtype)
    d_windows = windows(dX, size, stride)
    for number, (u, v) in enumerate(np.ndindex(*size)):
        d_windows[..., u, v] += np.where(winner == number, dO, 0)
    return dX


def relu(Z):
    return np.maximum(Z, 0)


def relu_grad(dO, Z):
    return np.where(Z > 0, dO, 0)


def dense(X, W, b):
    return X @ W + b


def dense_grad(dO, X, W):
    return dO @ W.T, X.T @ dO, dO.sum(axis=0)


def softmax_cross_entropy(Z, labels):
    Z = Z - Z.max(axis=1, keepdims=True)  # the same softmax, and no exponential overflows
    correct = Z[np.arange(len(Z)), labels]
    return np.mean(np.log(np.exp(Z).sum(axis=1)) - correct)


def softmax_cross_entropy_grad(Z, labels):
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    P[np.arange(len(Z)), labels] -= 1
    return P / len(Z)


def update(parameters, gradients, alpha):
    return {name: parameter - alpha * gradients[name] for name, parameter in parameters.items()}  # eq 22
