"""The book's operations held against suites that its authors did not write.

`onnx_cases`: the node tests of ONNX. `published`: the digits that CS231n's second assignment prints. `libraries`:
SciPy, scikit-image and TensorFlow on random cases. ``python -m workshop.others --write`` puts what came out into
``book/others.md``; a test compares the page with what it finds.
"""

from typing import NamedTuple


class NotExpressible(Exception):
    """What a case asks for is nothing that the package has; the message says what."""


class Outcome(NamedTuple):
    """What came of one case: `error` is its largest difference, NaN where `reason` says why there is none."""

    suite: str
    operation: str
    case: str
    error: float
    tolerance: float
    reason: str = ""

    @property
    def wrong(self):
        return not self.reason and not self.error <= self.tolerance
