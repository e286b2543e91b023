"""Networks from the Neocognitron to DenseNet: as lists of layers, counted, drawn and built (chapter 15).

`historic` writes them down, `layers` counts them, `drawing` lays a block out, `keras_layers` reads a Keras model.
`visual_cortex`, `lenet` and `small_nets` can be run; `pretrained` fetches networks that others trained.
"""
