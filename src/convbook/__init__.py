"""The helper package of the book *Rolling in the Deep, executed*.

Everything that the chapters call is here at the top level, and loaded when it is first asked for: `import convbook`
alone loads neither TensorFlow nor scikit-learn nor matplotlib.
"""

from importlib import import_module

from convbook.widgets import widget_modules

# fmt: off
_HOME = {
    "conv": (
        "conv2d", "conv2d_bias_grad", "conv2d_filter_grad", "conv2d_input_grad", "conv2d_loops", "conv2d_output_shape",
    ),
    "architectures": (
        "ARCHITECTURES", "LENET_TABLE", "alexnet_layers", "densenet121_layers", "googlenet_layers", "lenet5_layers",
        "resnet50_layers", "vgg16_layers",
    ),
    "augment": ("Augmentation",),
    "blueprints": ("Layer", "Measure", "Total", "measure_layers", "network_total"),
    "cells": ("c_cells", "gabor", "gabor_fit", "s_cells"),
    "drawing": ("block_drawing",),
    "pooling": (
        "avg_pool2d", "avg_pool2d_grad", "max_pool2d", "max_pool2d_grad", "sum_pool2d", "sum_pool2d_grad",
    ),
    "activations": (
        "relu", "relu_grad", "sigmoid", "sigmoid_grad", "softmax", "softmax_grad", "tanh", "tanh_grad",
    ),
    "losses": (
        "cross_entropy", "cross_entropy_grad", "hinge", "hinge_grad", "mse", "mse_grad",
        "softmax_cross_entropy", "softmax_cross_entropy_grad",
    ),
    "network": (
        "CNN", "adam_step", "backward", "dense", "dense_grad", "evaluate", "flatten", "flatten_grad", "forward",
        "gradient_step", "init_cnn", "loss_and_gradients", "minibatches", "momentum_step", "train_cnn",
    ),
    "equations": ("EQUATIONS", "Equation", "Proof"),
    "gradcheck": ("check_gradient", "gradient_error", "numerical_gradient"),
    "deconvnet": ("Network", "only_strongest", "project", "walk_back"),
    "faces": ("Faces", "Split", "load_faces", "split_faces", "validation_split"),
    "flipping": ("bootstrap_interval", "curve_area", "flip", "flipping_curves", "in_regions"),
    "folder": ("load_folder",),
    "fitting": ("fit_picture", "scale_picture"),
    "heatmaps": (
        "class_probabilities", "class_scores", "edges", "grad_cam", "occlusion", "saliency", "score_gradient",
    ),
    "intervals": ("accuracy_interval", "chance_of"),
    "mistakes": (
        "Calibration", "Confusion", "Mistake", "calibration", "frequent_confusions", "recalls", "worst_mistakes",
    ),
    "pictures": ("read_picture",),
    "regions": ("concentration", "region_mask"),
    "sanity": ("randomized", "rank_correlation", "surviving_correlations"),
    "smoothness": ("high_frequency_share", "total_variation", "total_variation_grad"),
    "templates": ("locality", "peak_spread", "place_templates", "template_information"),
    "tf.decoders": ("Decoder", "decode", "decoding_scores", "learn_decoders"),
    "streams": ("Pictures", "stream_folder"),
    "tf.blueprints": ("keras_layers", "model_layers"),
    "tf.cluster": ("run_study",),
    "tf.in_numpy": ("in_numpy",),
    "tf.interpretable": ("tune_filters",),
    "tf.inversion": ("caricature", "code_distances", "code_growth", "invert", "layer_codes"),
    "tf.lenet": ("lenet5",),
    "tf.maps": ("feature_maps",),
    "tf.maximization": ("maximize_activation",),
    "tf.measures": ("Answers", "layer_answers"),
    "tf.models": ("four_layer_cnn", "paper_cnn"),
    "tf.pretrained": ("PRETRAINED", "name_picture"),
    "tf.race": ("race_record",),
    "tf.recipes": ("BEST_STEPS", "FAST_STEPS", "RECIPES", "Recipe", "one_cycle", "predict_averaged"),
    "tf.small_nets": ("COMPARED", "BlockRecipe", "small_net"),
    "tf.study": ("COMPARISON", "READINGS", "STUDY", "Run", "step_accuracies", "study_records", "train_run"),
    "tf.trained": ("count_right", "load_trained", "save_weights", "trained_record"),
    "tf.training": ("History", "paper_epochs", "train"),
}
# fmt: on
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}
_MODULE_OF |= {name: f"widgets.{module}" for name, module in widget_modules().items()}

__all__ = sorted(_MODULE_OF)


def __getattr__(name):
    if name not in _MODULE_OF:
        raise AttributeError(f"convbook has no {name!r}; its names are {', '.join(__all__)}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return [*globals(), *__all__]
