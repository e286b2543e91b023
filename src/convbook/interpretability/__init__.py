"""Which pixels mattered, and what a unit responds to (chapter 14).

Heat maps (`heatmaps`, `deconvnet`) of any network (`network_gradients`, `keras_gradients`), tests of them
(`perturbation`, `sanity`) and what all are asked about (`predictions`); images found by `gradient_ascent`
(`maximization`, `inversion`) and how rough they are (`smoothness`); how local filters are (`templates`), and filters
fine-tuned to be local (`local_filters`). `from_keras` copies a Keras network for the code in NumPy.
"""
