"""The training history, and the callback that records it, shows progress and saves checkpoints."""

import time
from dataclasses import asdict, dataclass, field

import keras
from tqdm import tqdm

from convbook.training.checkpoints import save_state


@dataclass
class History:
    """What was measured after each epoch, a list each.

    `accuracy` and `loss` are means over the epoch's minibatches, with dropout
    and augmentation at work, as Keras reports them; `test_accuracy` and
    `test_loss` are taken on the whole test set after the epoch (empty lists if
    it was not watched); `seconds` is the epoch's duration.
    """

    accuracy: list = field(default_factory=list)
    loss: list = field(default_factory=list)
    test_accuracy: list = field(default_factory=list)
    test_loss: list = field(default_factory=list)
    seconds: list = field(default_factory=list)

    def __len__(self):
        return len(self.loss)


class EpochLogger(keras.callbacks.Callback):
    """After each epoch: record the numbers, save the state, call `progress` or move the bar.

    `loss` is the name under which Keras reports the loss.
    """

    def __init__(self, history, epochs, checkpoint, run, progress, loss="loss"):
        super().__init__()
        self.history = history
        self.epochs = epochs
        self.checkpoint = checkpoint
        self.run = run
        self.loss = loss
        self.report = progress if callable(progress) else None
        self.visible = bool(progress) and not callable(progress)

    def on_train_begin(self, logs=None):
        self.bar = tqdm(
            total=self.epochs, initial=len(self.history), unit="epoch", desc="training", disable=not self.visible
        )
        if self.report:
            self.report(self.history, self.epochs)

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        history = self.history
        history.accuracy.append(float(logs["accuracy"]))
        history.loss.append(float(logs[self.loss]))
        if "val_loss" in logs:
            history.test_accuracy.append(float(logs["val_accuracy"]))
            history.test_loss.append(float(logs[f"val_{self.loss}"]))
        history.seconds.append(time.perf_counter() - self.start)
        if self.checkpoint is not None:
            save_state(self.checkpoint, self.model, self.run, asdict(history))
        test = {"test": f"{history.test_accuracy[-1]:.1%}"} if history.test_accuracy else {}
        self.bar.set_postfix(loss=f"{history.loss[-1]:.3f}", **test, refresh=False)
        self.bar.update()
        if self.report:
            self.report(history, self.epochs)

    def on_train_end(self, logs=None):
        self.bar.close()
        if self.visible:
            _clear_notebook_output()


def _clear_notebook_output():
    """Take the finished bar out of a notebook, so that no stored output holds it."""
    try:
        from IPython import get_ipython
        from IPython.display import clear_output
    except ImportError:
        return
    if getattr(get_ipython(), "kernel", None) is not None:
        clear_output()
