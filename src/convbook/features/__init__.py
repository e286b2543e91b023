"""The activations of a trained network and its mistakes, for one image and over all test faces (chapter 13).

`maps` and `layer_statistics` compute activations, `decoders` reconstruct the image from them (by `ridge` regression),
`regions` measures how much of them falls on eyes and mouth. `units` finds units that are 0 for all images, and takes
them out. `mistakes` has confusions and calibration. `networks` reads the same measures of five networks.
"""
