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
    "architectures.layers": ("Layer", "LayerSummary", "NetworkSummary", "network_summary", "summarize_layers"),
    "architectures.visual_cortex": ("c_cells", "gabor", "gabor_fit", "s_cells"),
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
    "equations.paper": ("EQUATIONS", "Equation"),
    "equations.check": ("EquationCheck",),
    "nn.gradcheck": ("check_gradient", "gradient_error", "numerical_gradient"),
    "faces.dataset": ("Faces", "load_faces"),
    "faces.split": ("Split", "split_faces", "validation_split"),
    "faces.folder": ("load_folder", "stream_folder"),
    "faces.crop": ("crop_and_resize", "resize_square"),
    "interpretability.deconvnet": ("Network", "backpropagate", "project_to_pixels"),
    "interpretability.perturbation": (
        "bootstrap_interval", "curve_area", "perturb_regions", "perturbation_curves", "region_means",
    ),
    "interpretability.heatmaps": (
        "class_scores", "grad_cam", "occlusion", "saliency", "score_gradient", "sobel_magnitude",
    ),
    "training.intervals": ("accuracy_interval", "tail_probability"),
    "features.mistakes": (
        "Calibration", "Confusion", "Mistake", "calibration", "frequent_confusions", "recalls", "worst_mistakes",
    ),
    "faces.images": ("read_image",),
    "features.regions": ("concentration", "region_mask"),
    "faces.image_files": ("ImageFiles",),
    "interpretability.sanity": ("cascading_randomization", "randomize_layers", "rank_correlation"),
    "interpretability.smoothness": ("high_frequency_fraction", "total_variation"),
    "interpretability.templates": ("locality", "location_templates", "mutual_information", "peak_spread"),
    "features.decoders": ("Decoder", "decode", "decoding_scores", "fit_decoders"),
    "architectures.keras_layers": ("layers_from_builder", "layers_from_model"),
    "study.cluster": ("run_study",),
    "interpretability.from_keras": ("network_from_keras",),
    "interpretability.local_filters": ("finetune_filters",),
    "interpretability.inversion": ("caricature", "code_distances", "code_projections", "invert", "layer_codes"),
    "architectures.lenet": ("lenet5",),
    "features.maps": ("feature_maps",),
    "interpretability.maximization": ("maximize_activation",),
    "features.layer_statistics": ("LayerStatistics", "layer_statistics"),
    "training.models": ("four_layer_cnn", "paper_cnn"),
    "study.records": ("benchmark_record", "step_accuracies", "study_records"),
    "exercises": ("marking",),
    "training.recipes": ("BEST_STEPS", "FAST_STEPS", "RECIPES", "Recipe", "one_cycle"),
    "study.runs": ("COMPARISON_RUNS", "READINGS", "STUDY_RUNS", "Run", "train_run"),
    "training.predict": ("correct_count", "predict_with_augmentation"),
    "training.trained": ("load_trained", "save_weights", "trained_record"),
    "architectures.pretrained": ("PRETRAINED", "classify_image"),
    "architectures.small_nets": ("COMPARISON_RECIPES", "BlockRecipe", "small_net"),
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
