"""Networks from the Neocognitron to DenseNet: as lists of layers, counted, drawn and built (chapter 15).

`historic` writes them down, `layers` works out their shapes, parameters, multiply-adds and receptive fields, `drawing`
lays out a block, `keras_layers` reads a Keras model. `visual_cortex`, `lenet` and `small_nets` can be run; `pretrained`
fetches networks that others trained.
"""
