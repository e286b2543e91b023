"""Which pixels mattered, and what a unit responds to (chapter 14).

Heat maps (`heatmaps`, `deconvnet`) and tests of them (`perturbation`, `sanity`); images found by `gradient_ascent`
(`maximization`, `inversion`) and how rough they are (`smoothness`); how local a filter's responses are (`templates`),
and filters fine-tuned to be local (`local_filters`). `from_keras` copies a Keras network for the code in NumPy.
"""
