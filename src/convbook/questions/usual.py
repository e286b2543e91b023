"""The usual mistakes, each with its sentence: chapters, exercises and practice say them in the same words."""

# Windows and filters
FILTER_TURNED = "You turned the filter; let it slide as it is."
FILTER_NOT_TURNED = "That is the filter not turned."
GRADIENT_TURNED = "You turned ∂L/∂O: here nothing is turned."
ADDED_NOT_MULTIPLIED = "You added where you should multiply."
FIRST_STOP = "That is the first stop alone."
FIRST_WINDOW = "That is the first window."
ROWS_AND_COLUMNS = "You exchanged rows and columns."
ROW_FIRST = "The row comes first, then the column."
FROM_ZERO = "Python counts rows and columns from 0."
CHANNELS_MIXED = "The channels got mixed."
CHANNELS_FIRST = "The channels come first; they belong last."
EDGE_REPEATED = "You repeated the numbers at the edge; padding adds zeros."

# Sizes and counts
STRIDE_MISSING = "The stride is missing."
PADDING_MISSING = "The padding is missing."
CHANNELS_MISSING = "The channels are missing."
MAPS_MISSING = "You left out the 32 maps."
BIAS_MISSING = "The bias is missing."
BIASES_MISSING = "The biases are missing."
ONE_LAYER = "That is one layer."
FIRST_LAYER = "That is the first layer alone."
TWO_LAYERS = "That is two layers."
ONE_POOLING = "That is a single pooling."
POOLINGS_MISSING = "That is without the poolings."
FIRST_ROW = "That is the first row."
ONE_ROW = "That is one row of places."
PIXELS = "Those are the pixels: each has three numbers."
OUTPUT_SIZE = "That is the size of the output."
BYTES = "Those are bytes; a megabyte has a million."
ADDED_THE_TWO = "You added the two numbers."

# Derivatives
FACTOR_TWO = "The factor 2 of the squares is missing."
SIGN_LOST = "You lost a minus sign."
LOSS_LEFT_OUT = "Multiply by ∂L/∂O: the loss does not depend on all outputs alike."
TERM_ITSELF = "That is the term itself, not its derivative."
SIGNS_CANCEL = "The signs count: numbers of both signs cancel."

# Losses and updates
SUM_NOT_MEAN = "That is the sum; take the mean."
UPHILL = "That goes uphill: subtract the gradient."
LEARNING_RATE_MISSING = "The learning rate is missing."
GRADIENT_RETURNED = "You returned the gradient, not what a step along it leads to."
LOSS_WENT_UP = "The loss went up: is what you return one short step downhill?"
DECAY_MISSING = "The decay is missing."
FACTOR_BELOW_ZERO = "There one factor is 0; it may go down to −1."

# Numbers
ROOT_MISSING = "You forgot the square root."
BASE_10 = "That is the logarithm to base 10."
BASE_2 = "That is the logarithm to base 2."
BASE_AND_EXPONENT = "You exchanged base and exponent."
DIVIDED_THE_OTHER_WAY = "You divided the other way round."
EXCHANGED = "You exchanged the two."
ONE_DEVIATION = "That is one standard deviation."
SECOND_RECALL = "That is the second person's recall."
FIRST_CHECK_ONLY = "Your divisor fits the first check only."

# One step of training, as arguments of the function that takes it
STEP = {
    SUM_NOT_MEAN: {"outputs": 1},
    UPHILL: {"sign": 1},
    LEARNING_RATE_MISSING: {"rate": 1},
    FACTOR_TWO: {"two": 1},
    GRADIENT_RETURNED: {"sign": 1, "rate": 1, "start": 0},
}
