"""One valid call of every figure, in small: `CALLS` has for each the function that returns its arguments, by name."""

import numpy as np

import convbook as cb

X, F, O, dO = (
    np.arange(9.0).reshape(3, 3),
    np.array([[1.0, -1], [2, 0]]),
    np.ones((2, 2)),
    np.array([[1.0, 0], [-1, 2]]),
)
FACE = np.linspace(0, 1, 192).reshape(8, 8, 3)
WALK = np.array([[0.5, 1.0, 4.0], [0.2, 0.5, 1.0]])
X_GRID = np.array([0.0, 1, 2])
NAMES = ["one", "two"]
NODES = {"x": (0, 0), "u": (1, 0.5)}
STATIONS = ("picture", "conv", "score")
ax = {"ax": None}
axes = {"axes": None}


def history():
    return cb.History([0.1, 0.5], [3.0, 2.0], [0.2, 0.4], [2.9, 2.5], [1.0, 1.0])


def drawing():
    return cb.block_drawing(cb.lenet5_layers()[:3])


# fmt: off
CALLS = {
    "accuracy_by_step": lambda: {"names": NAMES, "accuracies": [[0.5, 0.6], [0.7]], **ax},
    "activation_curves": lambda: {"z": X_GRID, "functions": {"a": (X_GRID, np.ones(3))}, **axes},
    "before_after_scatter": lambda: {"before": np.array([0.1, 0.2]), "after": np.array([0.3, 0.1]),
                                     "labels": ("a", "b"), **ax, "chance_level": 0.1},
    "blank_and_zero_fractions": lambda: {"names": NAMES, "blank": [0.1, 0.2], "zero": [0.2, 0.3], **ax},
    "channel_routes": lambda: {"channels": 2, "filters": 1, **axes},
    "channel_sum": lambda: {"X": np.ones((3, 3, 2)), "F": np.ones((2, 2, 2)), "contributions": np.ones((2, 2, 2)),
                            "names": NAMES, **ax},
    "class_counts": lambda: {"names": NAMES, "counts": np.array([3, 9]), **ax},
    "computational_graph": lambda: {
        "nodes": NODES, "values": {"x": 3}, "local_derivatives": {("x", "u"): -2}, "gradients": {"u": 1},
        "names": {"u": "x + 1"}, "roles": {"x": "input"}, "of": "L", "at": 0.5, **ax},
    "concentrations": lambda: {"groups": {"a": np.array([0.5, 2.5])}, **ax},
    "confusion_matrix": lambda: {"counts": np.array([[5, 1], [2, 6]]), "names": NAMES, **ax},
    "contour_descents": lambda: {"x": X_GRID, "y": X_GRID, "losses": X, "paths": [WALK], "titles": ["a"], **axes},
    "convolution_layer": lambda: {"X": X, "F": F, "O": O, "L": 1.5, "dO": dO, "tasks": ("a", "b"), **ax},
    "convolution_steps": lambda: {"X": X, "F": F, "O": O, **axes},
    "cost_and_error": lambda: {"names": NAMES, "multiply_adds": [10, 20], "errors": [0.1, 0.2],
                               "parameters": [1e6, 2e6], "sides": ["left", "right"], **ax},
    "cost_shares": lambda: {"names": NAMES, "shares": {"time": np.array([[0.5, 0.5], [0.2, 0.8]])},
                            "places": ["maps", "dense"], **axes},
    "decay_curves": lambda: {"curves": {"a": [2, 1]}, "title": "a", **ax, "log_steps": True},
    "decoding_score_curves": lambda: {"names": NAMES, "curves": {"a": [1.0, 0.5]}, **ax},
    "dense_matrix": lambda: {"M": np.eye(2), "X": np.ones((1, 2)), "O": np.ones((1, 2)),
                             "weight_names": np.array([["a", ""], ["", "a"]]), **ax},
    "descent_factors": lambda: {"curvatures": [4.0, 1.0], **ax},
    "explanation_methods": lambda: {"stations": STATIONS, "methods": [("a", "score", "conv", "once"), ("b",)], **ax},
    "face_grid": lambda: {"images": np.ones((2, 8, 8, 3)) / 2, "columns": 2, **ax},
    "face_regions": lambda: {"face": FACE, "regions": {"eyes": [(1, 3, 2, 6)]}, **ax},
    "feature_map_grid": lambda: {"maps": FACE, **ax, "columns": 2, "title": "a", "order": [2, 0]},
    "filter_gradient_terms": lambda: {"dO": dO, "X": X, "elements": [(0, 1)], **axes},
    "filter_grid": lambda: {"F": np.ones((2, 2, 1, 2)), "columns": 2, **ax},
    "filter_stages": lambda: {"stages": [F, F], "titles": NAMES, **axes},
    "follow_filter_element": lambda: {"X": X, "F_shape": (2, 2), "element": (0, 1), **axes},
    "follow_pixel": lambda: {"X": X, "F_shape": (2, 2), "pixel": (0, 1), **axes},
    "gradient_windows": lambda: {"array": X, "window": dO, "of": "F", "roles": ("input", "gradient"),
                                 "is_real": np.ones((3, 3)), **axes},
    "image_row": lambda: {"images": [FACE, FACE[..., 0]], "titles": NAMES, **axes, "signed": [False, True],
                          "columns": 2, "dpi": 90},
    "input_gradient_terms": lambda: {"dO": dO, "F": F, "elements": [(0, 1)], **axes},
    "input_local_gradients": lambda: {"F": F, "O_shape": (1, 2), **axes},
    "interval_rows": lambda: {"names": NAMES, "estimates": {"a": ([0.1, 0.2], [[0, 0.1], [0.3, 0.4]])}, **axes,
                              "xlabel": "a"},
    "layer_graph": lambda: {"boxes": drawing().boxes, "arrows": drawing().arrows, "maps_per_sheet": 2, "names": True,
                            **ax},
    "layer_volumes": lambda: {"shapes": [(4, 4, 1), (3,)], "operations": ["dense"], "learned": [True], **ax},
    "learning_rate_schedules": lambda: {"schedules": {"a": [0.1, 0.2]}, **ax},
    "loss_curves": lambda: {"curves": {"a": [2, 1]}, **ax},
    "matrices": lambda: {"matrices_by_name": {"X": X, "O": O}, "roles": ["input", "output"], "signs": ["="], **ax,
                         "dashed": [np.eye(3), None]},
    "nested_fields": lambda: {"image": FACE, "center": (4, 4), "sizes": [3, 5], "names": NAMES, **ax},
    "network_row": lambda: {"image": FACE, "shapes": [(4, 4, 2), (3,)],
                            "captions": [[("conv", True), ("ReLU", False)], [("dense", True)]], **ax},
    "parabola_descents": lambda: {"x": X_GRID, "losses": X_GRID**2, "paths": [WALK[:, 1:]], "titles": ["a"], **axes},
    "path_counts": lambda: {"path_maps": [X, X], "titles": NAMES, **axes, "columns": 2},
    "perturbation_curves": lambda: {"scores": {"a": {"b": np.array([[1.0, 0.5]])}}, **axes},
    "pixel_numbers": lambda: {"image": X, "white": 9, **ax, "title": "a", "fontsize": 11},
    "pooling": lambda: {"X": np.eye(4), "size": 2, "pooled": {"max": np.eye(2)}, **ax},
    "recalls": lambda: {"counts": np.array([20, 30]), "recalls": [0.5, 1.0], "accuracy": 0.8, "balanced": 0.7,
                        "names": NAMES, **ax},
    "reliability_diagram": lambda: {"confidence": [0.2, 0.8], "accuracy_by_bin": [0.3, 0.9],
                                    "counts": np.array([3, 7]), "edges": np.array([0, 0.5, 1]), **axes},
    "representation_distance_curves": lambda: {"names": NAMES, "curves": {"a": [0.1, 0.2]}, **ax},
    "rotated_filter": lambda: {"F_shape": (2, 2), **ax},
    "sanity_curves": lambda: {"steps": ["a"], "curves": {"b": [1, 0.2]}, **ax},
    "scattered_filters": lambda: {"dO": dO, "F": F, **ax},
    "seed_comparison": lambda: {"names": NAMES, "accuracies": [[0.8, 0.9], [0.7, 0.8]],
                                "intervals": [(0.7, 0.9), (0.6, 0.8)], **ax},
    "shift_curves": lambda: {"shifts": [0, 1], "responses": {"a": [1, 2]}, **ax},
    "signed_squares": lambda: {"face": FACE, "squares": F, **axes, "titles": ("a", "b"), "label": "a"},
    "signed_to_rgb": lambda: {"signal": FACE - 0.5},
    "slopes": lambda: {"panels": {"a": (X_GRID, X_GRID**2, [(1.0, 2.0, "left")])}, **axes},
    "time_bars": lambda: {"names": NAMES, "seconds": [0.1, 2.0], **ax},
    "training_curves": lambda: {"history": history(), **axes, "watched": "test"},
    "unit_maps_on_face": lambda: {"face": FACE, "unit_maps": [X, X], "titles": NAMES,
                                  "boxes": [[(1, 3, 2, 6)], []], "columns": 2, "scale": 2, "smooth": True},
    "update_step": lambda: {"F_old": F, "dF": dO, "F_new": F - dO, **ax},
    "variant_accuracies": lambda: {"names": NAMES, "accuracies": [[0.5, 0.6], [0.7]],
                                   "intervals": [(0.4, 0.7), (0.6, 0.8)], "paper": 0.6, "row_labels": NAMES, **ax},
    "volumes": lambda: {"shapes": [(4, 4, 1), (2, 2, 3)], "names": NAMES, "made_by": ["", "a"], **ax},
    "window_coverage": lambda: {"X_shape": (3, 3), "F_shape": (2, 2), **ax},
    "window_places": lambda: {"cases": {"a": (5, 3, 2, 1, 1)}, **axes},
    "window_row": lambda: {"row": [1, 2, 3, 4], "kernel_size": 2, "stride": 2, "dilation": 1, **ax},
    "window_sums": lambda: {"X": X, "F": F, "O": O, **axes},
    "windows_as_rows": lambda: {"X": X, "F": F, **ax},
    "zooms": lambda: {"image": FACE, "part": (0, 6, 0, 6), "pixels": (1, 3, 1, 3), **axes},
}
# fmt: on
