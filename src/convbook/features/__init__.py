"""The activations of a trained network, for one image and over all test faces (chapter 13).

`maps` and `layer_statistics` compute them, `decoders` reconstruct the image from them, `regions` looks for eyes and
mouths, `mistakes` has the confusions of the classifier and its calibration.
"""
