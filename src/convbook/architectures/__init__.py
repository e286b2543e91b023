"""Networks from the Neocognitron to DenseNet: as lists of layers, counted, drawn and built (chapter 15).

`layer` is one of them, `historic` writes the networks down, `layers` works out shapes, parameters, multiply-adds and
receptive fields, `drawing` lays out a block, `keras_layers` reads a Keras model. `visual_cortex`, `lenet` and
`small_nets` can be run; `pretrained` fetches networks that others trained.
"""
