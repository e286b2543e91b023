"""What is measured after each epoch, and what is done with it: noted, shown, saved."""

import sys
import threading
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
    `test_loss` are taken on the whole test part after the epoch (empty lists if
    it was not watched); `seconds` is the epoch's duration.
    """

    accuracy: list = field(default_factory=list)
    loss: list = field(default_factory=list)
    test_accuracy: list = field(default_factory=list)
    test_loss: list = field(default_factory=list)
    seconds: list = field(default_factory=list)

    def __len__(self):
        return len(self.loss)


class Keeper(keras.callbacks.Callback):
    """After each epoch: note the numbers, save the state, tell `progress` or move the bar.

    `loss` is the name under which Keras reports the loss.
    """

    def __init__(self, history, epochs, checkpoint, run, progress, loss="loss"):
        super().__init__()
        self.history, self.epochs, self.checkpoint, self.run, self.loss = history, epochs, checkpoint, run, loss
        self.tell = progress if callable(progress) else lambda history, epochs: None
        self.shown = bool(progress) and not callable(progress)

    def on_train_begin(self, logs=None):
        self.bar = tqdm(
            total=self.epochs, initial=len(self.history), unit="epoch", desc="training", disable=not self.shown
        )
        self.tell(self.history, self.epochs)

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
        tested = {"test": f"{history.test_accuracy[-1]:.1%}"} if history.test_accuracy else {}
        self.bar.set_postfix(loss=f"{history.loss[-1]:.3f}", **tested, refresh=False)
        self.bar.update()
        self.tell(history, self.epochs)

    def on_train_end(self, logs=None):
        self.bar.close()
        if self.shown:
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


class Bars:
    """A bar for each training in progress, where there is a terminal; everywhere a line for each that ended."""

    def __init__(self):
        self.bars, self.ended = {}, set()
        self.shown, self.lock = sys.stderr.isatty(), threading.Lock()

    def move(self, name, done, epochs, loss):
        """So many epochs of this training are done; fewer than before, when it began again elsewhere."""
        with self.lock:
            if not self.shown or name in self.ended:
                return
            bar = self.bars.get(name)
            if bar is not None and done <= bar.n:
                bar.close()
            if bar is None or done <= bar.n:
                bar = self.bars[name] = tqdm(total=epochs, initial=done, desc=name, unit="epoch", leave=False)
            if loss is not None:
                bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            bar.update(done - bar.n)

    def end(self, name, line):
        """Print `line` in the place of the bar."""
        with self.lock:
            self.ended.add(name)
            if name in self.bars:
                self.bars.pop(name).close()
            tqdm.write(line)
            sys.stdout.flush()

    def close(self):
        with self.lock:
            for bar in self.bars.values():
                bar.close()
