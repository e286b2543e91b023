"""The helper package of the book *Rolling in the Deep, executed*.

Everything that the chapters call is here at the top level, and loaded when it is first asked for: `import convbook`
alone loads neither TensorFlow nor scikit-learn nor matplotlib.
"""

from importlib import import_module

from convbook.widgets import widget_modules

# fmt: off
_HOME = {
    "nn.conv": (
        "conv2d", "conv2d_bias_grad", "conv2d_filter_grad", "conv2d_input_grad", "conv2d_output_shape",
    ),
    "architectures.historic": (
        "ARCHITECTURES", "LENET_TABLE", "alexnet_layers", "densenet121_layers", "googlenet_layers", "lenet5_layers",
        "resnet50_layers", "vgg16_layers",
    ),
    "training.augment": ("Augmentation",),
    "architectures.layers": ("Layer", "Measure", "Total", "measure_layers", "network_total"),
    "architectures.cells": ("c_cells", "gabor", "gabor_fit", "s_cells"),
    "architectures.drawing": ("block_drawing",),
    "nn.pooling": (
        "avg_pool2d", "avg_pool2d_grad", "max_pool2d", "max_pool2d_grad", "sum_pool2d", "sum_pool2d_grad",
    ),
    "nn.activations": (
        "relu", "relu_grad", "sigmoid", "sigmoid_grad", "softmax", "softmax_grad", "tanh", "tanh_grad",
    ),
    "nn.losses": (
        "cross_entropy", "cross_entropy_grad", "hinge", "hinge_grad", "mse", "mse_grad",
        "softmax_cross_entropy", "softmax_cross_entropy_grad",
    ),
    "nn.loops": ("conv2d_filter_grad_loops", "conv2d_input_grad_loops", "conv2d_loops"),
    "nn.layers": ("dense", "dense_grad", "flatten", "flatten_grad"),
    "nn.optimizers": ("adam_step", "gradient_step", "momentum_step"),
    "nn.network": (
        "CNN", "backward", "evaluate", "forward", "init_cnn", "loss_and_gradients", "minibatches", "train_cnn",
    ),
    "equations.paper": ("EQUATIONS", "Equation", "Proof"),
    "nn.gradcheck": ("check_gradient", "gradient_error", "numerical_gradient"),
    "interpretability.deconvnet": ("Network", "only_strongest", "project", "walk_back"),
    "faces.dataset": ("Faces", "Split", "load_faces", "split_faces", "validation_split"),
    "interpretability.flipping": ("bootstrap_interval", "curve_area", "flip", "flipping_curves", "in_regions"),
    "faces.folder": ("load_folder",),
    "faces.fitting": ("fit_picture", "scale_picture"),
    "interpretability.heatmaps": (
        "class_probabilities", "class_scores", "edges", "grad_cam", "occlusion", "saliency", "score_gradient",
    ),
    "training.intervals": ("accuracy_interval", "chance_of"),
    "features.mistakes": (
        "Calibration", "Confusion", "Mistake", "calibration", "frequent_confusions", "recalls", "worst_mistakes",
    ),
    "faces.pictures": ("read_picture",),
    "features.regions": ("concentration", "region_mask"),
    "interpretability.sanity": ("randomized", "rank_correlation", "surviving_correlations"),
    "interpretability.smoothness": ("high_frequency_share", "total_variation", "total_variation_grad"),
    "interpretability.templates": ("locality", "peak_spread", "place_templates", "template_information"),
    "features.decoders": ("Decoder", "decode", "decoding_scores", "learn_decoders"),
    "faces.streams": ("Pictures", "stream_folder"),
    "architectures.keras_layers": ("keras_layers", "model_layers"),
    "study.cluster": ("run_study",),
    "interpretability.in_numpy": ("in_numpy",),
    "interpretability.local_filters": ("tune_filters",),
    "interpretability.inversion": ("caricature", "code_distances", "code_growth", "invert", "layer_codes"),
    "architectures.lenet": ("lenet5",),
    "features.maps": ("feature_maps",),
    "interpretability.maximization": ("maximize_activation",),
    "features.measures": ("Answers", "layer_answers"),
    "training.models": ("four_layer_cnn", "paper_cnn"),
    "architectures.pretrained": ("PRETRAINED", "name_picture"),
    "study.race": ("race_record",),
    "exercises": ("marking",),
    "training.recipes": ("BEST_STEPS", "FAST_STEPS", "RECIPES", "Recipe", "one_cycle", "predict_averaged"),
    "architectures.small_nets": ("COMPARED", "BlockRecipe", "small_net"),
    "study.runs": ("COMPARISON", "READINGS", "STUDY", "Run", "step_accuracies", "study_records", "train_run"),
    "training.trained": ("count_right", "load_trained", "save_weights", "trained_record"),
    "training.train": ("History", "paper_epochs", "train"),
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
