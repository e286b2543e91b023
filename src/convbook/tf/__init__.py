"""All of the book that needs TensorFlow: models, training, trained weights, feature maps."""
