"""Which pixels mattered, and what a unit responds to (chapter 14).

Heat maps (`heatmaps`, `deconvnet`) and tests of them (`flipping`, `sanity`); pictures found by gradient ascent
(`maximization`, `inversion`); filters trained to respond to one place (`local_filters`, `templates`).
"""
