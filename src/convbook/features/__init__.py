"""The activations of a trained network and its mistakes, for one image and over all test faces (chapter 13).

`maps` and `layer_statistics` compute activations, `decoders` reconstruct the image from them (by `ridge` regression),
`regions` measures how much of them falls on eyes and mouth. `mistakes` has confusions and calibration.
"""
