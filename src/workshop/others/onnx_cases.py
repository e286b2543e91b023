"""ONNX's node tests: inputs, attributes and expected outputs of one operation each, from the package ``onnx``.

ONNX keeps channels first and filters as (K, C, kh, kw); both are turned on the way in and out. What the package's
functions do not take themselves, such as padding of a pooling or groups, is done here around them, in a line or two.
"""

import warnings

import numpy as np

from convbook.nn import activations, conv, layers, losses, optimizers, pooling
from convbook.nn.geometry import padding_pairs
from workshop.others import NotExpressible, Outcome

TOLERANCE = 1e-5  # relative to the largest output: ONNX computes in float32


def outcomes():
    """One `Outcome` for each of ONNX's node tests of the operations in `OPERATIONS`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other operations' tests, while ONNX makes them
        from onnx.backend.test.case.node import collect_testcases

        cases = collect_testcases(None)
    return [
        _outcome(case)
        for case in sorted(cases, key=lambda case: case.name)
        if _single(case) and _node(case).op_type in OPERATIONS
    ]


def _outcome(case):
    from onnx.helper import get_attribute_value

    node, errors = _node(case), []
    options = {each.name: get_attribute_value(each) for each in node.attribute}
    try:
        for inputs, expected in case.data_sets:
            found = OPERATIONS[node.op_type](options, *_named(node, inputs))
            for ours, theirs in zip(found, expected, strict=False):
                errors.append(_difference(ours, np.asarray(theirs)))
    except NotExpressible as error:
        return Outcome("ONNX", node.op_type, case.name, np.nan, TOLERANCE, str(error))
    return Outcome("ONNX", node.op_type, case.name, max(errors), TOLERANCE)


def _node(case):
    return case.model.graph.node[0]


def _single(case):
    return len(case.model.graph.node) == 1 and not case.name.endswith("_expanded")


def _named(node, inputs):
    """The inputs in the places of the node; None where an optional one is left out."""
    given = iter(inputs)
    return [next(given) if name else None for name in node.input]


def _difference(ours, theirs):
    """The largest difference relative to the largest number, infinite where shapes differ."""
    if np.shape(ours) != theirs.shape:
        return np.inf
    scale = max(1.0, float(np.abs(theirs, dtype=float).max(initial=0)))
    return float(np.abs(ours - theirs.astype(float)).max(initial=0)) / scale


# ---- layouts and geometry ----


def _last(X):
    """(N, C, H, W) as (N, H, W, C)."""
    return np.moveaxis(X, 1, -1)


def _first(X):
    return np.moveaxis(X, -1, 1)


def _two_dimensional(X):
    if X.ndim != 4:
        raise NotExpressible(f"windows in {X.ndim - 2} dimension{'s' if X.ndim > 3 else ''}")
    return X


def _pads(options, sizes, window, strides):
    """((top, bottom), (left, right)) of the attributes `pads` and `auto_pad`."""
    how = options.get("auto_pad", b"NOTSET").decode()
    if how.startswith("SAME"):
        same = padding_pairs("same", sizes, window, strides)
        return tuple(pair[::-1] if how == "SAME_LOWER" else pair for pair in same)
    top, left, bottom, right = options.get("pads", [0] * 4)
    return (top, bottom), (left, right)


def _only(options, **defaults):
    """Refuse attributes that are other than these."""
    for name, default in defaults.items():
        if options.get(name, default) != default:
            raise NotExpressible(
                {"group": "groups of channels", "dilations": "dilation of a pooling"}.get(name, name.replace("_", " "))
            )


# ---- the operations ----


def _conv(options, X, F, b=None):
    X = _last(_two_dimensional(X))
    strides, dilations = options.get("strides", [1, 1]), options.get("dilations", [1, 1])
    _only(options, group=1)
    spans = [d * (k - 1) + 1 for d, k in zip(dilations, F.shape[2:], strict=True)]
    pads = _pads(options, X.shape[1:3], spans, strides)
    F = F.transpose(2, 3, 1, 0)
    return [_first(conv.conv2d(X, F, b, stride=tuple(strides), padding=pads, dilation=tuple(dilations)))]


def _conv_transpose(options, X, F, b=None):
    X = _last(_two_dimensional(X))
    strides, dilations = options.get("strides", [1, 1]), options.get("dilations", [1, 1])
    _only(options, group=1)
    if "output_shape" in options or options.get("auto_pad", b"NOTSET") != b"NOTSET":
        raise NotExpressible("an output shape that decides the padding")
    extra = options.get("output_padding", [0, 0])
    spans = [d * (k - 1) + 1 for d, k in zip(dilations, F.shape[2:], strict=True)]
    whole = [s * (n - 1) + span + e for s, n, span, e in zip(strides, X.shape[1:3], spans, extra, strict=True)]
    # The transposed convolution is the gradient with respect to the input (chapter 7); its padding cuts it.
    out = conv.conv2d_input_grad(
        X, F.transpose(2, 3, 1, 0), (len(X), *whole, F.shape[1]), stride=tuple(strides), dilation=tuple(dilations)
    )
    (top, bottom), (left, right) = _pads(options, (), (), ())
    out = out[:, top : whole[0] - bottom, left : whole[1] - right]
    return [_first(out if b is None else out + b)]


def _pool(kind):
    def pooled(options, X):
        window = tuple(options.get("kernel_shape", X.shape[2:]))
        X = _last(_two_dimensional(X)).astype(float)
        strides = tuple(options.get("strides", [1, 1])) if "kernel_shape" in options else window
        _only(options, dilations=[1, 1], storage_order=0, ceil_mode=0)
        pads = ((0, 0), *_pads(options, X.shape[1:3], window, strides), (0, 0))
        if kind == "max":  # what is padded never wins
            return [_first(pooling.max_pool2d(np.pad(X, pads, constant_values=X.min()), window, strides))]
        sums = pooling.sum_pool2d(np.pad(X, pads), window, strides)
        inside = np.ones_like(X) if not options.get("count_include_pad", 0) else None
        counts = np.prod(window) if inside is None else pooling.sum_pool2d(np.pad(inside, pads), window, strides)
        return [_first(sums / counts)]

    return pooled


def _max_unpool(options, X, places, output_shape=None):
    _only(options, pads=[0] * 4)
    window, strides = tuple(options["kernel_shape"]), tuple(options.get("strides", [1, 1]))
    sizes = [s * (n - 1) + k for s, n, k in zip(strides, X.shape[2:], window, strict=True)]
    if output_shape is not None:
        raise NotExpressible("an output larger than the windows")
    where = np.zeros((*X.shape[:2], *sizes))
    np.put_along_axis(where.reshape(*X.shape[:2], -1), places.reshape(*X.shape[:2], -1), 1, axis=-1)
    return [_first(pooling.max_pool2d_grad(_last(X).astype(float), _last(where), window, strides))]


def _softmax(options, Z):
    return [activations.softmax(Z, axis=options.get("axis", -1))]


def _relu(options, Z):
    return [activations.relu(Z)]


def _sigmoid(options, Z):
    return [activations.sigmoid(Z)]


def _tanh(options, Z):
    return [activations.tanh(Z)]


def _cross_entropy(options, Z, labels, weights=None):
    """The package has the plain mean over a batch; weighted means, sums and ignored rows are put together from it."""
    rows = np.moveaxis(Z, 1, -1).reshape(-1, Z.shape[1]).astype(float)
    kept = labels.reshape(-1) != options.get("ignore_index", -1)
    each = np.zeros(len(rows))
    each[kept] = [losses.softmax_cross_entropy(rows[[i]], labels.reshape(-1)[[i]]) for i in np.flatnonzero(kept)]
    share = kept * (np.ones(len(rows)) if weights is None else weights[labels.reshape(-1) * kept])
    how = options.get("reduction", b"mean").decode()
    if how == "none":
        return [(each * share).reshape(labels.shape)]
    if how == "mean" and share.all() and weights is None:
        return [losses.softmax_cross_entropy(rows, labels.reshape(-1))]
    return [(each * share).sum() / (share.sum() if how == "mean" else 1)]


def _gemm(options, A, B, C=None):
    A, B = (M.T if options.get(name, 0) else M for M, name in ((A, "transA"), (B, "transB")))
    scaled = options.get("alpha", 1.0) * A.astype(float)
    b = np.zeros(B.shape[1]) if C is None else options.get("beta", 1.0) * np.asarray(C, float)
    if np.ndim(b) > 1 and len(b) > 1:
        raise NotExpressible("a bias of its own for each row")
    return [layers.dense(scaled, B.astype(float), np.broadcast_to(np.ravel(b), B.shape[1]).copy())]


def _flatten(options, X):
    if options.get("axis", 1) != 1 or X.ndim < 2:
        raise NotExpressible("another axis than the first")
    return [layers.flatten(X)]


def _momentum(options, rate, steps, *arrays):
    if options["mode"] != b"standard":
        raise NotExpressible("Nesterov's momentum")
    if steps and options["beta"] != 1:
        raise NotExpressible("a gradient weighted by another factor than 1")

    def step(F, dF, m):
        dF = dF + options["norm_coefficient"] * F
        return optimizers.momentum_step(F, dF, m, float(rate), options["alpha"])

    return _by_parameter(arrays, 3, step)


def _adam(options, rate, steps, *arrays):
    if not steps:
        raise NotExpressible("a first step without the correction of the means")

    def step(F, dF, m, g2):
        dF = dF + options["norm_coefficient"] * F
        state, betas = (int(steps) - 1, m, g2), (options.get("alpha", 0.9), options.get("beta", 0.999))
        stepped, (_, m, g2) = optimizers.adam_step(F, dF, state, float(rate), *betas, options["epsilon"])
        return stepped, m, g2

    return _by_parameter(arrays, 4, step)


def _by_parameter(arrays, kinds, step):
    """Apply a step to each parameter of several; ONNX gives all of a kind, then all of the next."""
    count = len(arrays) // kinds
    stepped = [step(*arrays[i::count]) for i in range(count)]
    return [each[k] for k in range(kinds - 1) for each in stepped]


OPERATIONS = {
    "Conv": _conv, "ConvTranspose": _conv_transpose, "MaxPool": _pool("max"), "AveragePool": _pool("mean"),
    "GlobalAveragePool": _pool("mean"), "GlobalMaxPool": _pool("max"), "MaxUnpool": _max_unpool, "Relu": _relu,
    "Sigmoid": _sigmoid, "Tanh": _tanh, "Softmax": _softmax, "SoftmaxCrossEntropyLoss": _cross_entropy, "Gemm": _gemm,
    "Flatten": _flatten, "Momentum": _momentum, "Adam": _adam,
}  # fmt: skip
