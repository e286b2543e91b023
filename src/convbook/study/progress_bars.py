"""Progress bars of several trainings at a time."""

import sys
import threading

from tqdm import tqdm


class Bars:
    """A bar for each training in progress, where there is a terminal; everywhere a line for each that has ended."""

    def __init__(self):
        self.bars, self.finished = {}, set()
        self.visible = sys.stderr.isatty()
        self.lock = threading.Lock()

    def update(self, name, done, epochs, loss):
        """`done` epochs of this training are over; fewer than before, when it began again elsewhere."""
        with self.lock:
            if not self.visible or name in self.finished:
                return
            bar = self.bars.get(name)
            if bar is not None and done <= bar.n:
                bar.close()
            if bar is None or done <= bar.n:
                bar = self.bars[name] = tqdm(total=epochs, initial=done, desc=name, unit="epoch", leave=False)
            if loss is not None:
                bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            bar.update(done - bar.n)

    def finish(self, name, line):
        """Print `line` in the place of the bar."""
        with self.lock:
            self.finished.add(name)
            if name in self.bars:
                self.bars.pop(name).close()
            tqdm.write(line)
            sys.stdout.flush()

    def close(self):
        with self.lock:
            for bar in self.bars.values():
                bar.close()
