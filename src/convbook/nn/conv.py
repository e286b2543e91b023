"""Convolution in two dimensions and its gradients, in NumPy.

What deep learning calls convolution is cross-correlation: the filter is laid on
the input as it is, not turned. `conv2d_loops` says what that means. The others
lay the windows of a few images out as the rows of a matrix and leave the work
to matrix products (`im2col`); large float32 layers with filters of three rows
also save half of the multiplications (`winograd`).
"""

from math import prod

import numpy as np

from convbook.arguments import as_numbers, check_shape
from convbook.nn import winograd
from convbook.nn.geometry import F_RANKS, X_RANKS, full_padding, plan_conv2d
from convbook.nn.im2col import scatter, windows_of


def conv2d_output_shape(X_shape, F_shape, *, stride=1, padding="valid", dilation=1):
    """Shape of ``conv2d(X, F)``: along each axis ``(size + padding - span) // stride + 1``.

    `span`, the pixels a filter covers, is ``(taps - 1) * dilation + 1``. Arguments and errors as in `conv2d`.
    """
    return plan_conv2d(X_shape, F_shape, stride, padding, dilation).answer


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
    O = _correlate(*_one_type(X.reshape(plan.input), F.reshape(plan.filter)), plan)
    return _add_bias(O.reshape(plan.answer), b, F)


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
    dO, X = as_numbers(dO, "dO"), as_numbers(X, "X", X_RANKS)
    plan = plan_conv2d(X.shape, F_shape, stride, padding, dilation)
    check_shape(dO, "dO", plan.answer, f"the output of X {X.shape} and a filter {tuple(F_shape)}")
    dO, X = _one_type(dO.reshape(plan.output), X.reshape(plan.input))
    return _correlate_with_outputs(dO, X, plan).reshape(F_shape)  # eqs 6-10


def conv2d_input_grad(dO, F, X_shape, *, stride=1, padding="valid", dilation=1):
    """Loss gradient of a convolution with respect to its input.

    The full convolution of `dO` with the filter turned by 180 degrees
    (Soydaner 2019, eqs 12-21). Two ways lead there, and the cheaper is taken:
    to gather, for each pixel, what comes back to it (the turned filter slides
    over `dO`); or to scatter each `dO` over the window it came from. Scattering
    wins where strides would first spread `dO` with zeros, and for few channels.

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
    dO, F = as_numbers(dO, "dO"), as_numbers(F, "F", F_RANKS)
    plan = plan_conv2d(X_shape, F.shape, stride, padding, dilation)
    check_shape(dO, "dO", plan.answer, f"the output of X {tuple(X_shape)} and F {F.shape}")
    dO, F = _one_type(dO.reshape(plan.output), F.reshape(plan.filter))
    full = full_padding(plan)
    few_channels = 4 * plan.filter[2] <= plan.filter[3]
    if few_channels or plan.stride != (1, 1) or min(map(min, full)) < 0:
        return scatter(dO, F, plan).reshape(X_shape)
    # The window comes from the upper left: F[1, 1] meets a pixel first and F[0, 0] last, so in dO they stand turned.
    turned = np.ascontiguousarray(F[::-1, ::-1].swapaxes(2, 3))
    back = plan_conv2d(dO.shape, turned.shape, 1, full, plan.dilation)
    return _correlate(dO, turned, back).reshape(X_shape)  # eqs 12-21


def conv2d_bias_grad(dO):
    """Loss gradient of a convolution with respect to its bias: each output got it once, so all of `dO` add up.

    `dO` is (N, H_out, W_out, K) or (H_out, W_out, K) and the answer (K,); or (H_out, W_out) and the answer one number.
    """
    dO = as_numbers(dO, "dO", {2: "(H_out, W_out)", 3: "(H_out, W_out, K)", 4: "(N, H_out, W_out, K)"})
    outputs = dO.reshape(-1, dO.shape[-1] if dO.ndim > 2 else 1)
    return outputs.sum(axis=0, dtype=np.float64).astype(dO.dtype).reshape(dO.shape[2:][-1:])


def conv2d_loops(X, F, b=None, *, stride=1, padding="valid", dilation=1):
    """`conv2d` number by number: slow, and what a reader can follow and the tests compare with."""
    X, F = as_numbers(X, "X", X_RANKS), as_numbers(F, "F", F_RANKS)
    plan = plan_conv2d(X.shape, F.shape, stride, padding, dilation)
    filters, padded = F.reshape(plan.filter), np.pad(X.reshape(plan.input), ((0, 0), *plan.padding, (0, 0)))
    (down, across), (apart_down, apart_across) = plan.stride, plan.dilation
    O = np.zeros(plan.output, np.result_type(X, F))
    for n, row, column, k in np.ndindex(*plan.output):
        for i, j, c in np.ndindex(*plan.filter[:3]):
            pixel = padded[n, row * down + i * apart_down, column * across + j * apart_across, c]
            O[n, row, column, k] += pixel * filters[i, j, c, k]  # eqs 1-4
    return _add_bias(O.reshape(plan.answer), b, F)


def _add_bias(O, b, F):
    """`O` plus one number, or plus one number per filter; a plain Python number does not change the type."""
    if b is None:
        return O
    keeps_type = type(b) in (int, float)  # np.float64 is a float too, but has a type to keep
    b = as_numbers(b, "b")
    check_shape(b, "b", F.shape[3:], f"one number per filter of F {F.shape}" if F.ndim == 4 else "a single number")
    return O + (b.astype(O.dtype) if keeps_type else b)


def _one_type(*arrays):
    """Let both have the type that NumPy would give their sum."""
    dtype = np.result_type(*arrays)
    return tuple(array.astype(dtype, copy=False) for array in arrays)


def _correlate(X, F, plan):
    """The convolution `plan` of arrays that have all four axes."""
    if winograd.saves_time(plan, X.dtype):
        return winograd.correlate(X, F, plan)
    O, columns = np.empty(plan.output, X.dtype), F.reshape(-1, plan.filter[3])
    for block, windows in windows_of(X, plan):
        np.matmul(windows, columns, out=O[block].reshape(len(windows), -1))  # eqs 1-4, a row for each window
    return O


def _correlate_with_outputs(dO, X, plan):
    """What each position of the filter met, times what came of it, summed: (kh, kw, C, K)."""
    if winograd.saves_time(plan, X.dtype):
        return winograd.filter_grad(dO, X, plan)
    dF = np.zeros((prod(plan.filter[:3]), plan.filter[3]), X.dtype)
    for block, windows in windows_of(X, plan):
        dF += windows.T @ dO[block].reshape(len(windows), -1)  # eqs 6-10, a row of dF for each position
    return dF
