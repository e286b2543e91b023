"""Which pixels mattered, and what a unit responds to (chapter 14).

Heat maps (`heatmaps`, `deconvnet`) and tests of them (`perturbation`, `sanity`); images found by gradient ascent
(`maximization`, `inversion`); filters fine-tuned to respond at one position (`local_filters`, `templates`).
"""
