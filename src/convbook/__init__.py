"""The helper package of the book *Rolling in the Deep, executed*.

Everything that the chapters call is here at the top level, and loaded when it is first asked for: `import convbook`
alone loads neither TensorFlow nor scikit-learn nor matplotlib.
"""

from importlib import import_module

from convbook.widgets import widget_modules

# fmt: off
_HOME = {
    "nn.activations": (
        "relu", "relu_grad", "sigmoid", "sigmoid_grad", "softmax", "softmax_grad", "tanh", "tanh_grad",
    ),
    "nn.conv": (
        "conv2d", "conv2d_bias_grad", "conv2d_filter_grad", "conv2d_input_grad", "conv2d_output_shape",
    ),
    "nn.gradcheck": ("check_gradient", "gradient_error", "numerical_gradient"),
    "nn.layers": ("dense", "dense_grad", "flatten", "flatten_grad"),
    "nn.loops": ("conv2d_filter_grad_loops", "conv2d_input_grad_loops", "conv2d_loops"),
    "nn.losses": (
        "cross_entropy", "cross_entropy_grad", "hinge", "hinge_grad", "mse", "mse_grad",
        "softmax_cross_entropy", "softmax_cross_entropy_grad",
    ),
    "nn.network": (
        "CNN", "backward", "evaluate", "forward", "init_cnn", "loss_and_gradients", "minibatches", "train_cnn",
    ),
    "nn.optimizers": ("adam_step", "gradient_step", "momentum_step"),
    "nn.pooling": (
        "avg_pool2d", "avg_pool2d_grad", "max_pool2d", "max_pool2d_grad", "sum_pool2d", "sum_pool2d_grad",
    ),
    "equations.check": ("EquationCheck",),
    "equations.paper": ("EQUATIONS", "Equation"),
    "faces.crop": ("crop_and_resize", "resize_square"),
    "faces.dataset": ("Faces", "load_faces"),
    "faces.folder": ("load_folder", "stream_folder"),
    "faces.image_files": ("ImageFiles",),
    "faces.images": ("read_image",),
    "faces.split": ("Split", "split_faces", "validation_split"),
    "faces.windows": ("random_windows",),
    "training.augment": ("Augmentation",),
    "training.intervals": ("accuracy_interval", "count_probabilities", "tail_probability", "two_sided_probability"),
    "training.models": ("four_layer_cnn", "paper_cnn"),
    "training.predict": ("correct_count", "predict_with_augmentation"),
    "training.recipes": ("BEST_STEPS", "FAST_STEPS", "RECIPES", "Recipe", "one_cycle"),
    "training.train": ("History", "paper_epochs", "train"),
    "training.trained": ("load_trained", "save_weights", "trained_record"),
    "study.cluster": ("run_study",),
    "study.records": ("benchmark_record", "step_accuracies", "study_records"),
    "study.runs": ("COMPARISON_RUNS", "READINGS", "STUDY_RUNS", "Run", "train_run"),
    "features.decoders": ("Decoder", "decode", "decoding_scores", "fit_decoders"),
    "features.layer_statistics": ("LayerStatistics", "layer_statistics"),
    "features.maps": ("feature_maps",),
    "features.mistakes": (
        "Calibration", "Confusion", "Mistake", "calibration", "frequent_confusions", "recalls", "worst_mistakes",
    ),
    "features.networks": ("across_networks", "networks_record", "range_across_networks"),
    "features.regions": ("concentration", "region_mask"),
    "features.units": ("idle_units", "without_random_units", "without_units"),
    "interpretability.deconvnet": ("Network", "backpropagate", "project_to_pixels"),
    "interpretability.from_keras": ("network_from_keras",),
    "interpretability.heatmaps": (
        "class_scores", "grad_cam", "occlusion", "saliency", "score_gradient", "sobel_magnitude",
    ),
    "interpretability.inversion": (
        "caricature", "invert", "representation_distances", "representation_projections", "representations",
    ),
    "interpretability.local_filters": ("finetune_filters",),
    "interpretability.maximization": ("maximize_activation",),
    "interpretability.perturbation": (
        "bootstrap_interval", "curve_area", "perturb_regions", "perturbation_curves", "region_means",
    ),
    "interpretability.sanity": ("cascading_randomization", "randomize_layers", "rank_correlation"),
    "interpretability.smoothness": ("high_frequency_fraction", "total_variation"),
    "interpretability.templates": ("locality", "location_templates", "mutual_information", "peak_spread"),
    "architectures.drawing": ("block_drawing",),
    "architectures.historic": (
        "ARCHITECTURES", "LENET_TABLE", "alexnet_layers", "densenet121_layers", "googlenet_layers", "lenet5_layers",
        "resnet50_layers", "vgg16_layers",
    ),
    "architectures.keras_layers": ("layers_from_builder", "layers_from_model"),
    "architectures.layer": ("Layer",),
    "architectures.layers": ("LayerSummary", "NetworkSummary", "network_summary", "summarize_layers"),
    "architectures.lenet": ("lenet5",),
    "architectures.pretrained": ("PRETRAINED", "classify_image"),
    "architectures.small_nets": ("COMPARISON_RECIPES", "BlockRecipe", "small_net"),
    "architectures.visual_cortex": ("c_cells", "gabor", "gabor_fit", "s_cells"),
    "exercises": ("marking",),
    "questions.question": ("Question",),
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
