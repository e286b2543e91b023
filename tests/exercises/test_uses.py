"""What a function uses is found, whatever it is called and however it gets there; and nothing else is taken for it."""

import subprocess
import sys
from textwrap import dedent

import numpy as np
import pytest
from scipy import signal
from scipy.signal import correlate2d

from convbook import marking
from convbook.exercises.calling import CheckFailed
from convbook.exercises.uses import uses, watching

IMPORTS = "import numpy as np\nfrom scipy.signal import correlate, correlate2d\n"  # as the page gives them


def made(code, name="answer"):
    """The function of this name in a notebook with this code."""
    space = {"__name__": "__main__"}
    exec(dedent(code), space)
    return space[name]


def names_in(function):
    return {name for name, _ in uses(function)}


HIDDEN_WAYS = {
    "directly": "from convbook import conv2d_input_grad\ndef answer(*a): return conv2d_input_grad(*a)",
    "as it is": "from convbook import conv2d_input_grad as answer",
    "by another name": "from convbook import conv2d_input_grad as c\ndef answer(*a): return c(*a)",
    "by an alias": "from convbook import conv2d_input_grad\ng = conv2d_input_grad\ndef answer(*a): return g(*a)",
    "through a helper": """
        from convbook import conv2d_input_grad as c
        def helper(*a): return c(*a)
        def answer(*a): return helper(*a)""",
    "through two helpers": """
        from convbook import conv2d_input_grad as c
        def first(*a): return c(*a)
        def second(*a): return [first(*a)]
        def answer(*a): return second(*a)[0]""",
    "in the package": "import convbook\ndef answer(*a): return convbook.conv2d_input_grad(*a)",
    "in a module": "import convbook.nn.conv as m\ndef answer(*a): return m.conv2d_input_grad(*a)",
    "along a path": """
        import convbook.nn.conv
        def answer(*a): return convbook.nn.conv.conv2d_input_grad(*a)""",
    "imported inside": """
        def answer(*a):
            from convbook import conv2d_input_grad as c
            return c(*a)""",
    "a module imported inside": """
        def answer(*a):
            import convbook as cb
            return cb.conv2d_input_grad(*a)""",
    "by getattr": "import convbook\ndef answer(*a): return getattr(convbook, 'conv2d_input_grad')(*a)",
    "by import_module": """
        import importlib
        def answer(*a): return importlib.import_module("convbook.nn.conv").conv2d_input_grad(*a)""",
    "by __import__": "def answer(*a): return __import__('convbook').conv2d_input_grad(*a)",
    "in the names of the notebook": """
        from convbook import conv2d_input_grad
        def answer(*a): return globals()["conv2d_input_grad"](*a)""",
    "in a text that is evaluated": "def answer(*a): return eval('__import__(\"convbook\").conv2d_input_grad')(*a)",
    "as a partial function": """
        from functools import partial
        from convbook import conv2d_input_grad
        answer = partial(conv2d_input_grad, stride=1)""",
    "a partial function in it": """
        from functools import partial
        from convbook import conv2d_input_grad
        p = partial(conv2d_input_grad)
        def answer(*a): return p(*a)""",
    "as a lambda": "from convbook import conv2d_input_grad as c\nanswer = lambda *a: c(*a)",
    "in a function in it": """
        from convbook import conv2d_input_grad as c
        def answer(*a):
            def inner(): return c(*a)
            return inner()""",
    "as a default argument": """
        from convbook import conv2d_input_grad
        def answer(*a, g=conv2d_input_grad): return g(*a)""",
    "in a closure": """
        from convbook import conv2d_input_grad
        def make(g):
            def answer(*a): return g(*a)
            return answer
        answer = make(conv2d_input_grad)""",
    "in a method": """
        from convbook import conv2d_input_grad as c
        class Layer:
            def back(self, *a): return c(*a)
        layer = Layer()
        def answer(*a): return layer.back(*a)""",
    "as an attribute of a class": """
        from convbook import conv2d_input_grad
        class Layer:
            back = staticmethod(conv2d_input_grad)
        def answer(*a): return Layer.back(*a)""",
    "as a bound method": """
        from convbook import conv2d_input_grad as c
        class Layer:
            def back(self, *a): return c(*a)
        answer = Layer().back""",
    "in an object that can be called": """
        from convbook import conv2d_input_grad as c
        class Layer:
            def __call__(self, *a): return c(*a)
        answer = Layer()""",
    "in a dict": """
        from convbook import conv2d_input_grad
        tools = {"back": conv2d_input_grad}
        def answer(*a): return tools["back"](*a)""",
    "under a decorator": """
        from functools import wraps
        from convbook import conv2d_input_grad as c
        def loud(f):
            @wraps(f)
            def inner(*a): return f(*a)
            return inner
        @loud
        def answer(*a): return c(*a)""",
    "kept by lru_cache": """
        from functools import lru_cache
        from convbook import conv2d_input_grad as c
        @lru_cache
        def answer(*a): return c(*a)""",
    "mapped": "from convbook import conv2d_input_grad as c\ndef answer(*a): return next(map(c, *[[x] for x in a]))",
}  # fmt: skip


@pytest.mark.parametrize("way", HIDDEN_WAYS)
def test_a_function_of_the_package_is_found_without_running_anything(way):
    function = made(HIDDEN_WAYS[way])
    assert "conv2d_input_grad" in names_in(function)
    with pytest.raises(CheckFailed, match="^This exercise does without `conv2d_input_grad`, and you used it.$"):
        marking.expect_without(function, "conv2d_input_grad")
    marking.expect_without(function, "conv2d_filter_grad", "scipy")


SCIPY = {
    "as it is": "answer = correlate2d",
    "by another name": "slide = correlate2d\ndef answer(X, F): return [slide(x, F) for x in X]",
    "imported inside": "def answer(X, F):\n    from scipy.signal import correlate2d as marked\n    return marked(X, F)",
    "a module": "import scipy.signal as s\ndef answer(X, F): return s.fftconvolve(X, F)",
    "a module imported inside": "def answer(X, F):\n    import scipy.ndimage as s\n    return s.correlate(X, F)",
    "its other parts": "from scipy.fft import fft2\ndef answer(X, F): return fft2(X) * fft2(F)",
    "by import_module": "def answer(X, F): return __import__('scipy.signal').signal.correlate2d(X, F)",
}


@pytest.mark.parametrize("way", SCIPY)
def test_a_package_is_found_whichever_of_its_functions_it_is(way):
    function = made(IMPORTS + SCIPY[way])
    with pytest.raises(CheckFailed, match=r"^This exercise does without `\S+`, and you used it.$"):
        marking.expect_without(function, "conv2d_input_grad", *marking.OTHER_PACKAGES)
    marking.expect_without(function, "conv2d_input_grad", "torch")


INNOCENT = {
    "NumPy's functions of the same names": "def answer(X, F): return np.correlate(X, F) + np.convolve(X, F)",
    "a method of the same name": "def answer(X, F): return X.correlate(F)",
    "a function of one's own by that name": "def conv2d_input_grad(X): return X\n"
    "def answer(X, F): return conv2d_input_grad(X)",
    "a comparison outside": "def answer(X, F): return X\nassert correlate2d(np.eye(2), np.eye(2)).sum() > 0",
    "a docstring about it": "def answer(X, F):\n    'Uses neither conv2d_input_grad nor scipy.'\n    return X",
    "NumPy's FFT": "def answer(X, F): return np.fft.irfft2(np.fft.rfft2(X) * np.fft.rfft2(F))",
    "itself": "def answer(n): return n and answer(n - 1)",
    "a helper that calls back": "def helper(n): return answer(n)\ndef answer(n): return n and helper(n - 1)",
    "a name that is not there": "def answer(X): return nowhere.to_be_found(X)",
}  # fmt: skip


@pytest.mark.parametrize("way", INNOCENT)
def test_nothing_else_is_taken_for_it(way):
    function = made(IMPORTS + INNOCENT[way])
    marking.expect_without(function, "conv2d_input_grad", *marking.OTHER_PACKAGES)


@pytest.mark.parametrize("answer", [np.vectorize(lambda x: x), len, 3, None, "x y", [], np.eye(2), {1: 2}, object()])
def test_what_is_no_function_uses_nothing(answer):
    marking.expect_without(answer, "conv2d_input_grad", *marking.OTHER_PACKAGES)


def test_the_tests_own_functions_are_looked_at_like_a_notebooks():
    with pytest.raises(CheckFailed, match="`correlate2d`"):
        marking.expect_without(lambda X, F: signal.correlate2d(X, F), "scipy")
    with pytest.raises(CheckFailed, match="`correlate2d`"):
        marking.expect_without(correlate2d, "scipy")


COMPUTED = {
    "a name put together": """
        import convbook
        def answer(X):
            return getattr(convbook, "".join(["conv2d", "_input_grad"]))(X, np.eye(2), (3, 3))""",
    "a list of its functions": """
        import convbook.nn.conv as m
        def answer(X):
            (f,) = [f for f in vars(m).values() if getattr(f, "__name__", "").endswith("input_grad")]
            return f(X, np.eye(2), (3, 3))""",
    "a module put together, and mapped": """
        def answer(X):
            m = __import__("".join(["conv", "book"]))
            return next(map(getattr(m, "_".join(["conv2d", "input", "grad"])), [X], [np.eye(2)], [(3, 3)]))""",
    "a text put together": """
        def answer(X):
            code = "_".join(["import convbook as c; O = c.conv2d", "input", "grad(X, np.eye(2), (3, 3))"])
            exec(code, names := globals() | {"X": X})
            return names["O"]""",
}  # fmt: skip


@pytest.mark.parametrize("way", COMPUTED)
def test_a_computed_name_is_found_while_the_function_runs(way):
    function, X = made(IMPORTS + dedent(COMPUTED[way])), np.ones((2, 2))
    marking.expect_without(function, "conv2d_input_grad")  # its code does not tell
    with pytest.raises(CheckFailed, match="^This exercise does without `conv2d_input_grad`, and you used it.$"):
        marking.expect_without(function, "conv2d_input_grad", called_with=(X,))


def test_a_computed_name_of_another_package_is_found_too():
    answer = made("def answer(X): return getattr(__import__(''.join(['sci', 'py.signal'])).signal, 'convolve2d')(X, X)")
    marking.expect_without(answer, "scipy")
    with pytest.raises(CheckFailed, match="`convolve2d`"):
        marking.expect_without(answer, "scipy", called_with=(np.eye(2),))


def test_what_an_allowed_function_calls_in_turn_does_not_count():
    answer = made("from convbook import init_cnn, loss_and_gradients, conv2d\ndef answer(X): return conv2d(X, X)")
    with watching() as found:
        answer(np.eye(3))
    assert {name for name, _ in found if "convbook" in _} == {"conv2d"}


def test_what_was_watching_before_watches_again():
    seen = []
    sys.setprofile(lambda *event: seen.append(event))
    try:
        with watching():
            pass
        watcher = sys.getprofile()
    finally:
        sys.setprofile(None)
    assert watcher is not None and watcher("a", "b", None) is None and seen[-1] == ("a", "b", None)


def test_a_function_that_is_called_in_another_process_says_itself_what_it_uses():
    class Proxy:
        def __call__(self, X):
            return X

        def uses(self):
            return [("correlate2d", frozenset({"scipy"})), ("eye", frozenset({"numpy"}))]

    marking.expect_without(Proxy(), "conv2d", called_with=(1,))
    with pytest.raises(CheckFailed, match="`correlate2d`"):
        marking.expect_without(Proxy(), "scipy")


def test_a_function_with_an_attribute_of_that_name_is_looked_at_all_the_same():
    answer = made(IMPORTS + "def answer(X): return correlate2d(X, X)\nanswer.uses = lambda: []")
    with pytest.raises(CheckFailed, match="`correlate2d`"):
        marking.expect_without(answer, "scipy")


def test_looking_runs_no_code_of_a_student():
    spy = """
        class Spy:
            def __getattr__(self, name): raise SystemExit(name)
            def __eq__(self, other): raise SystemExit("compared")
            def __hash__(self): raise SystemExit("hashed")
            __name__ = property(lambda self: 1 / 0)
        spy, found = Spy(), []
        def answer(X): return spy.conv2d(X)"""
    assert "conv2d" in names_in(made(spy))


def test_a_very_large_value_does_not_hold_it_up():
    answer = made("nested = []\nfor _ in range(10**5): nested = [nested]\ndef answer(X): return nested")
    assert list(uses(answer)) is not None


def test_it_needs_no_more_than_numpy():
    code = "import sys, convbook.exercises.uses as u; list(u.uses(print)); sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
