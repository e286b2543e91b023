"""Six architectures of the years 1998 to 2017 as lists of layers, from their papers.

Each function returns a list of `Layer`, in an order in which it can be computed; nothing is built. What the paper
leaves open, or does with two graphics cards, stands in the docstring. `ARCHITECTURES` has the six functions by name;
`LENET_TABLE` says which of the six maps of S2 each of the sixteen maps of C3 takes (LeCun et al. 1998, table I).
"""

from convbook.architectures.layer import Layer
from convbook.arguments import as_flag, as_int

LENET_TABLE = (
    *((k, (k + 1) % 6, (k + 2) % 6) for k in range(6)),
    *((k, (k + 1) % 6, (k + 2) % 6, (k + 3) % 6) for k in range(6)),
    *((k, (k + 1) % 6, (k + 3) % 6, (k + 4) % 6) for k in range(3)),
    tuple(range(6)),
)


class _LayerListBuilder:
    """Each method adds a layer; its input is the layer that was added last, unless `inputs` name others."""

    def __init__(self, shape):
        self.layers = [Layer("image", "input", shape=shape)]

    def add(self, name, kind, *inputs, **options):
        self.layers.append(Layer(name, kind, inputs or (self.layers[-1].name,), **options))
        return name

    def conv(self, name, units, window, *inputs, stride=1, padding="same", **options):
        return self.add(name, "conv", *inputs, units=units, window=window, stride=stride, padding=padding, **options)

    def pool(self, name, *inputs, kind="max pool", window=2, stride=2, padding="valid"):
        return self.add(name, kind, *inputs, window=window, stride=stride, padding=padding)

    def dense(self, *units):
        for i, width in enumerate(units, start=1):
            self.add(f"dense{i}" if i < len(units) else "output", "dense", units=width)
        return self.layers


def lenet5_layers(n_classes=10):
    """LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998, section II.B), with a softmax for its last layer.

    The subsampling layers have a factor and a bias for each map, and C3 the table of connections. In the paper the
    ten outputs are distances to ten fixed drawings of 84 pixels; these have no parameters that are trained.
    """
    net = _LayerListBuilder((32, 32, 1))
    net.conv("C1", 6, 5, padding="valid")
    net.pool("S2", kind="subsample")
    net.conv("C3", 16, 5, padding="valid", connections=sum(map(len, LENET_TABLE)))
    net.pool("S4", kind="subsample")
    net.conv("C5", 120, 5, padding="valid")
    net.add("flatten", "flatten")
    net.add("F6", "dense", units=84)
    net.add("output", "dense", units=as_int(n_classes, "n_classes", 1))
    return net.layers


def alexnet_layers(n_classes=1000, groups=2):
    """AlexNet (Krizhevsky, Sutskever and Hinton 2012, section 3.5).

    `groups` are the graphics cards: with 2, the second, fourth and fifth convolution see only the maps on their own
    card. The paper says 224x224 pixels; its 55x55 maps come from 227x227.
    """
    net, groups = _LayerListBuilder((227, 227, 3)), as_int(groups, "groups", 1)
    net.conv("conv1", 96, 11, stride=4, padding="valid")
    net.pool("pool1", window=3)
    net.conv("conv2", 256, 5, groups=groups)
    net.pool("pool2", window=3)
    net.conv("conv3", 384, 3)
    net.conv("conv4", 384, 3, groups=groups)
    net.conv("conv5", 256, 3, groups=groups)
    net.pool("pool5", window=3)
    net.add("flatten", "flatten")
    return net.dense(4096, 4096, as_int(n_classes, "n_classes", 1))


def vgg16_layers(n_classes=1000):
    """VGG-16 (Simonyan and Zisserman 2014, table 1, configuration D)."""
    net = _LayerListBuilder((224, 224, 3))
    for block, (units, times) in enumerate([(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)], start=1):
        for i in range(1, times + 1):
            net.conv(f"conv{block}_{i}", units, 3)
        net.pool(f"pool{block}")
    net.add("flatten", "flatten")
    return net.dense(4096, 4096, as_int(n_classes, "n_classes", 1))


# 1x1; 1x1 before the 3x3, 3x3; 1x1 before the 5x5, 5x5; 1x1 after the pooling (Szegedy et al. 2015, table 1)
INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64), "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64), "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128),
}  # fmt: skip


def googlenet_layers(n_classes=1000, auxiliary=False):
    """GoogLeNet (Szegedy et al. 2015, table 1).

    With `auxiliary` also the two smaller outputs that train its middle and are thrown away afterwards; the layers of
    local response normalization have no parameters and are left out.
    """
    net = _LayerListBuilder((224, 224, 3))
    net.conv("conv1", 64, 7, stride=2)
    net.pool("pool1", window=3, padding="same")
    net.conv("conv2_reduce", 64, 1)
    net.conv("conv2", 192, 3)
    last = net.pool("pool2", window=3, padding="same")
    heads, auxiliary = [], as_flag(auxiliary, "auxiliary")
    for name, widths in INCEPTIONS.items():
        last = _inception(net, name, last, *widths)
        if auxiliary and name in ("4a", "4d"):
            heads.append((name, last))
        if name in ("3b", "4e"):
            last = net.pool(f"pool{name[0]}", last, window=3, padding="same")
    net.add("pool", "global pool", last)
    net.dense(as_int(n_classes, "n_classes", 1))
    for name, last in heads:
        net.pool(f"{name}_head_pool", last, kind="average pool", window=5, stride=3)
        net.conv(f"{name}_head_conv", 128, 1)
        net.add(f"{name}_head_flatten", "flatten")
        net.add(f"{name}_head_dense", "dense", units=1024)
        net.add(f"{name}_head_output", "dense", units=n_classes)
    return net.layers


def _inception(net, name, last, one, before_three, three, before_five, five, after_pool):
    branches = [net.conv(f"{name}_1x1", one, 1, last)]
    net.conv(f"{name}_3x3_reduce", before_three, 1, last)
    branches += [net.conv(f"{name}_3x3", three, 3)]
    net.conv(f"{name}_5x5_reduce", before_five, 1, last)
    branches += [net.conv(f"{name}_5x5", five, 5)]
    net.pool(f"{name}_pool", last, window=3, stride=1, padding="same")
    branches += [net.conv(f"{name}_pool_1x1", after_pool, 1)]
    return net.add(name, "concat", *branches)


def resnet50_layers(n_classes=1000, conv_bias=True):
    """ResNet-50 (He, Zhang, Ren and Sun 2016, table 1), halving in the first convolution of a block as they do.

    Keras gives each convolution a bias, though the normalization after it takes any bias away again; without
    (`conv_bias`) there are 26,560 parameters fewer. Of the four numbers that a normalization keeps for each map two
    are trained.
    """
    net, conv_bias = _LayerListBuilder((224, 224, 3)), as_flag(conv_bias, "conv_bias")
    last = _stem(net, 64, conv_bias)
    for stage, (units, times) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], start=2):
        for i in range(1, times + 1):
            stride = 2 if i == 1 and stage > 2 else 1
            last = _bottleneck(net, f"conv{stage}_{i}", last, units, stride, i == 1, conv_bias)
    net.add("pool", "global pool", last)
    return net.dense(as_int(n_classes, "n_classes", 1))


def _stem(net, units, bias):
    net.add("pad1", "pad", padding=((3, 3), (3, 3)))
    net.conv("conv1", units, 7, stride=2, padding="valid", bias=bias)
    net.add("norm1", "norm")
    net.add("pad2", "pad", padding=((1, 1), (1, 1)))
    return net.pool("pool1", window=3)


def _bottleneck(net, name, last, units, stride, project, bias):
    shortcut = last
    if project:
        net.conv(f"{name}_0", 4 * units, 1, last, stride=stride, bias=bias)
        shortcut = net.add(f"{name}_0_norm", "norm")
    for i, (window, width) in enumerate([(1, units), (3, units), (1, 4 * units)], start=1):
        net.conv(f"{name}_{i}", width, window, last, stride=stride if i == 1 else 1, bias=bias)
        last = net.add(f"{name}_{i}_norm", "norm")
    return net.add(name, "add", shortcut, last)


def densenet121_layers(n_classes=1000, growth=32):
    """DenseNet-121 (Huang, Liu, van der Maaten and Weinberger 2017, table 1)."""
    net, width = _LayerListBuilder((224, 224, 3)), 2 * as_int(growth, "growth", 1)
    last = _stem(net, width, False)
    for block, times in enumerate([6, 12, 24, 16], start=2):
        for i in range(1, times + 1):
            name = f"conv{block}_{i}"
            net.add(f"{name}_norm1", "norm", last)
            net.conv(f"{name}_1", 4 * growth, 1, bias=False)
            net.add(f"{name}_norm2", "norm")
            net.conv(f"{name}_2", growth, 3, bias=False)
            last = net.add(name, "concat", last, f"{name}_2")
            width += growth
        last = net.add(f"norm{block}", "norm")
        if block < 5:
            width //= 2
            net.conv(f"pool{block}_conv", width, 1, bias=False)
            last = net.pool(f"pool{block}", kind="average pool")
    net.add("pool", "global pool", last)
    return net.dense(as_int(n_classes, "n_classes", 1))


ARCHITECTURES = {
    "LeNet-5": lenet5_layers, "AlexNet": alexnet_layers, "VGG-16": vgg16_layers,
    "GoogLeNet": googlenet_layers, "ResNet-50": resnet50_layers, "DenseNet-121": densenet121_layers,
}  # fmt: skip
