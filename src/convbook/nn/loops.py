"""A convolution and its gradients number by number: slow, but easy to follow, and what the tests compare with.

The three functions walk through the same products. Each product has a pixel and a filter weight as factors and goes
into one output, so it has one thing to add to O, one to dF and one to dX.
"""

import numpy as np

from convbook.arguments import as_numbers, as_type_of, check_shape
from convbook.nn.conv import add_bias
from convbook.nn.geometry import F_RANKS, X_RANKS, crop, plan_conv2d


def conv2d_loops(X, F, b=None, *, stride=1, padding="valid", dilation=1):
    """`conv2d` by explicit loops. Arguments, answer and errors as there."""
    X, F = as_numbers(X, "X", X_RANKS), as_numbers(F, "F", F_RANKS)
    plan = plan_conv2d(X.shape, F.shape, stride, padding, dilation)
    O, filters = np.zeros(plan.output, np.result_type(X, F)), F.reshape(plan.filter)
    padded = np.pad(X.reshape(plan.input), ((0, 0), *plan.padding, (0, 0)))
    for out, pixel, weight in products(plan.output, plan.filter, plan.stride, plan.dilation):
        O[out] += padded[pixel] * filters[weight]  # eqs 1-4
    return add_bias(O.reshape(plan.squeezed_output), b, F)


def conv2d_filter_grad_loops(dO, X, F_shape, *, stride=1, padding="valid", dilation=1):
    """`conv2d_filter_grad` by explicit loops. Arguments, answer and errors as there."""
    X = as_numbers(X, "X", X_RANKS)
    dO = as_type_of(X, dO, "dO")
    plan = plan_conv2d(X.shape, F_shape, stride, padding, dilation)
    check_shape(dO, "dO", plan.squeezed_output, f"the output of X {X.shape} and a filter {tuple(F_shape)}")
    dF, dO4 = np.zeros(plan.filter, np.result_type(dO, X)), dO.reshape(plan.output)
    padded = np.pad(X.reshape(plan.input), ((0, 0), *plan.padding, (0, 0)))
    for out, pixel, weight in products(plan.output, plan.filter, plan.stride, plan.dilation):
        dF[weight] += dO4[out] * padded[pixel]  # eqs 5-10
    return dF.reshape(F_shape)


def conv2d_input_grad_loops(dO, F, X_shape, *, stride=1, padding="valid", dilation=1):
    """`conv2d_input_grad` by explicit loops. Arguments, answer and errors as there."""
    F = as_numbers(F, "F", F_RANKS)
    dO = as_type_of(F, dO, "dO")
    plan = plan_conv2d(X_shape, F.shape, stride, padding, dilation)
    check_shape(dO, "dO", plan.squeezed_output, f"the output of X {tuple(X_shape)} and F {F.shape}")
    d_padded, filters = np.zeros(plan.padded_input, np.result_type(dO, F)), F.reshape(plan.filter)
    dO4 = dO.reshape(plan.output)
    for out, pixel, weight in products(plan.output, plan.filter, plan.stride, plan.dilation):
        d_padded[pixel] += dO4[out] * filters[weight]  # eqs 11-21
    return crop(d_padded, plan).reshape(X_shape)


def products(O_shape, F_shape, stride=(1, 1), dilation=(1, 1)):
    """For every product of a convolution: the indices of its output, of the (padded) pixel, and of the weight."""
    for n, i, j, k in np.ndindex(*O_shape):
        for u, v, c in np.ndindex(*F_shape[:3]):
            row = i * stride[0] + u * dilation[0]
            column = j * stride[1] + v * dilation[1]
            yield (n, i, j, k), (n, row, column, c), (u, v, c, k)
