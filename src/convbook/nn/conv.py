"""Convolution in two dimensions and its gradients, in NumPy.

What deep learning calls convolution is cross-correlation: the filter is laid on
the input as it is, not rotated. `conv2d` and `conv2d_filter_grad` are products
with the matrix of all windows (`im2col`), `conv2d_input_grad` goes through the
same windows; `loops` says the same number by number.
"""

import numpy as np

from convbook.arguments import as_numbers, as_type_of, check_shape
from convbook.nn.geometry import F_RANKS, X_RANKS, crop, plan_conv2d
from convbook.nn.im2col import im2col_blocks, window_view

IMAGES = 4  # as many at a time in the gradient of the input: few enough to stay in the processor's cache


def conv2d_output_shape(X_shape, F_shape, *, stride=1, padding="valid", dilation=1):
    """Shape of ``conv2d(X, F)``: along each axis ``(size + padding - window) // stride + 1``.

    `window`, the pixels that a filter of size k covers, is ``(k - 1) * dilation + 1``. Arguments and errors are
    those of `conv2d`.
    """
    return plan_conv2d(X_shape, F_shape, stride, padding, dilation).squeezed_output


def conv2d(X, F, b=None, *, stride=1, padding="valid", dilation=1):
    """Convolve an input with a filter, as every framework does (cross-correlation).

    Parameters
    ----------
    X : array_like, (N, H, W, C), (H, W, C) or (H, W)
        The input.
    F : array_like, (kh, kw, C, K), (kh, kw, C) or (kh, kw)
        The filter. (H, W) takes (kh, kw); (H, W, C) takes (kh, kw, C) or (kh, kw, C, K); a batch takes (kh, kw, C, K).
    b : array_like, (K,), optional
        The bias; one number where `F` has no axis K.
    stride, dilation : int or (int, int)
        Steps between windows, and between the pixels of one window: (vertical, horizontal).
    padding : "valid", "same", int or ((top, bottom), (left, right))
        Zeros around `X`. "same" is TensorFlow's: uneven where it must be, the odd one at the bottom and the right.

    Returns
    -------
    ndarray, (N, H_out, W_out, K)
        Without the axes that `X` or `F` did not have. float32 if all arguments are float32 or float16, else float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not made of finite real numbers, or the shapes do not fit each other.
    """
    X, F = as_numbers(X, "X", X_RANKS), as_numbers(F, "F", F_RANKS)
    plan = plan_conv2d(X.shape, F.shape, stride, padding, dilation)
    O = np.empty(plan.output, np.result_type(X, F))
    columns = F.reshape(-1, plan.filter[3])
    for block, windows in im2col_blocks(X.reshape(plan.input), plan):
        np.matmul(windows, columns, out=O[block].reshape(len(windows), -1))  # eqs 1-4, a row for each window
    return add_bias(O.reshape(plan.squeezed_output), b, F)


def conv2d_filter_grad(dO, X, F_shape, *, stride=1, padding="valid", dilation=1):
    """Loss gradient of a convolution with respect to its filter.

    Each filter element met every output once, so its gradient is the input
    correlated with `dO` (Soydaner 2019, eqs 6-10; strides spread `dO` out).

    Parameters
    ----------
    dO : array_like, shape of the output
        Loss gradient with respect to the output.
    X : array_like
        The input of the forward pass.
    F_shape : tuple
        The shape of the filter.
    stride, padding, dilation
        As in the forward pass.

    Returns
    -------
    ndarray, shape `F_shape`

    Raises
    ------
    TypeError, ValueError
        As `conv2d`, and if `dO` is not what this convolution of `X` would have produced.
    """
    X = as_numbers(X, "X", X_RANKS)
    dO = as_type_of(X, dO, "dO")
    plan = plan_conv2d(X.shape, F_shape, stride, padding, dilation)
    check_shape(dO, "dO", plan.squeezed_output, f"the output of X {X.shape} and a filter {tuple(F_shape)}")
    dO4, dF = dO.reshape(plan.output), 0
    for block, windows in im2col_blocks(X.reshape(plan.input), plan):
        dF = dF + windows.T @ dO4[block].reshape(len(windows), -1)  # eqs 6-10, a row of dF for each weight
    return dF.reshape(F_shape)


def conv2d_input_grad(dO, F, X_shape, *, stride=1, padding="valid", dilation=1):
    """Loss gradient of a convolution with respect to its input.

    Each `dO` goes back to the pixels of its window, times the filter, and where windows overlap the products add up.
    These are the products of the full convolution of `dO` with the filter rotated by 180 degrees (Soydaner 2019,
    eqs 12-21), in another order.

    Parameters
    ----------
    dO : array_like, shape of the output
        Loss gradient with respect to the output.
    F : array_like
        The filter of the forward pass.
    X_shape : tuple
        The shape of the input.
    stride, padding, dilation
        As in the forward pass.

    Returns
    -------
    ndarray, shape `X_shape`

    Raises
    ------
    TypeError, ValueError
        As `conv2d`, and if `dO` is not what a convolution of such an input with `F` would have produced.
    """
    F = as_numbers(F, "F", F_RANKS)
    dO = as_type_of(F, dO, "dO")
    plan = plan_conv2d(X_shape, F.shape, stride, padding, dilation)
    check_shape(dO, "dO", plan.squeezed_output, f"the output of X {tuple(X_shape)} and F {F.shape}")
    dO4, d_padded = dO.reshape(plan.output), np.zeros(plan.padded_input, np.result_type(dO, F))
    filters = np.ascontiguousarray(F.reshape(plan.filter).swapaxes(2, 3))
    d_windows = window_view(d_padded, plan, writeable=True)
    for image in range(0, len(dO4), IMAGES):
        outputs = dO4[image : image + IMAGES].reshape(-1, plan.filter[3])
        for i, j in np.ndindex(*plan.filter[:2]):
            d_pixels = d_windows[image : image + IMAGES, ..., i, j, :]  # the pixel at (i, j) of every window
            d_pixels += (outputs @ filters[i, j]).reshape(d_pixels.shape)  # eqs 12-21
    return crop(d_padded, plan).reshape(X_shape)


def conv2d_bias_grad(dO):
    """Loss gradient of a convolution with respect to its bias: each output got it once, so all of `dO` add up.

    `dO` is (N, H_out, W_out, K) or (H_out, W_out, K) and the answer (K,); or (H_out, W_out) and the answer one number.
    """
    dO = as_numbers(dO, "dO", {2: "(H_out, W_out)", 3: "(H_out, W_out, K)", 4: "(N, H_out, W_out, K)"})
    outputs = dO.reshape(-1, dO.shape[-1] if dO.ndim > 2 else 1)
    return outputs.sum(axis=0, dtype=np.float64).astype(dO.dtype).reshape(dO.shape[2:][-1:])


def add_bias(O, b, F):
    """`O` plus one number, or plus one number per filter of `F`."""
    if b is None:
        return O
    b = as_type_of(O, b, "b")
    check_shape(b, "b", F.shape[3:], f"one number per filter of F {F.shape}" if F.ndim == 4 else "a single number")
    return O + b
