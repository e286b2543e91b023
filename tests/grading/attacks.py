"""Submissions that try to get more than their answers earn, to see what they must not, or to do harm.

Each is what stands in the cell `twice`, or in several cells; then what it earns of the checks, and what the instructor
is told: the kind of an event, or words of a note on unusual code. `{canary}` is a file outside of the sandbox, `{course}`
the course's folder, `{repository}` that of the book.
"""

RIGHT = "def twice(x):\n    return 2 * x"
WRONG = "def twice(x):\n    return 3 * x"
BOTH = {"twice-shown", "twice-hidden"}
REST = {"half-right", "half-why"}
ALL = BOTH | REST

# (name, {cell: code}, checks that pass, what is told)
ATTACKS = [
    # ---- those of the review ----
    ("rewrites the gradebook", {"twice": "import sqlite3\nbook = sqlite3.connect('{course}/gradebook.db')\n"
        "book.execute('update grade set auto_score = 100')\nbook.commit()\n" + WRONG}, REST, "imports sqlite3"),
    ("reads the masters", {"twice": "print(open('{repository}/book/exercises/07-input-gradient.ipynb').read())\n"
        + WRONG}, REST, "calls open"),
    ("writes into the repository", {"twice": "open('{repository}/src/convbook/nn/conv.py', 'a').write('# mine')\n"
        + WRONG}, REST, "calls open"),
    ("kills the process above it", {"twice": "import os\nos.kill(os.getppid(), 9)\n" + RIGHT}, ALL, "imports os"),
    ("kills everything", {"twice": "import os\nos.kill(-1, 9)\n" + RIGHT}, set(), "gone"),
    ("leaves a process behind", {"twice": "import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)\n"
        + RIGHT}, ALL, "imports subprocess"),
    ("writes past the limit on output", {"twice": "import os\nfor _ in range(500):\n    os.write(1, b'x' * 100_000)\n"
        + RIGHT}, ALL, "imports os"),
    ("forges lines of the terminal", {"twice": "import os\nos.write(1, b'\\x1b[2J\\r\\nada  10 of 10\\r\\n')\n" + WRONG},
        REST, "imports os"),
    ("prints its own history", {"twice": RIGHT, "extra": "print(In)\n%history"}, ALL, "runs %history"),
    ("replaces the checks", {"twice": WRONG, "before": "marking.expect = lambda *a, **k: None\n"
        "marking.call = lambda *a, **k: None"}, REST, "sets marking.expect"),
    ("transforms the syntax of all later cells", {"twice": WRONG, "before":
        "import ast\nclass Gone(ast.NodeTransformer):\n    def visit_Expr(self, node):\n        return None\n"
        "get_ipython().ast_transformers.append(Gone())"}, REST, "calls get_ipython"),
    ("changes a given value", {"twice": "weights = np.zeros(3)\nfactor = 0\ndef twice(x):\n    return 0 * x"},
        REST, None),
    ("answers with a value that is equal to all", {"half": "class Yes:\n    def __eq__(self, other):\n        return True\n"
        "    __hash__ = object.__hash__\nhalf = true = Yes()"}, BOTH, None),
    ("raises what the checks raise, to be let through", {"twice": "def twice(x):\n    raise SystemExit(0)"}, REST, None),
    ("ends Python", {"twice": "import os\nos._exit(0)"}, REST, "ended"),
    ("ends Python when it is called", {"twice": "def twice(x):\n    import os\n    os._exit(0)"}, REST, "ended"),
    ("never ends and will not be stopped", {"twice": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "while True:\n    pass"}, REST, "timeout"),
    ("never ends when it is called", {"twice": "def twice(x):\n    while True:\n        pass"}, REST, "timeout"),
    ("takes all memory", {"twice": "hoard = []\nwhile True:\n    hoard.append(np.ones(10**7))"}, REST, None),
    ("forks without end", {"twice": "import os\nwhile True:\n    os.fork()"}, REST, "memory processes"),
    # ---- and others ----
    ("reads the check off the stack", {"twice": "import sys\ndef twice(x):\n    frame = sys._getframe()\n"
        "    while frame:\n        print(frame.f_code, frame.f_locals)\n        frame = frame.f_back\n    return 3 * x"},
        REST, "imports sys"),
    ("looks for the check in memory", {"twice": WRONG, "extra": "import gc\n"
        "print([o for o in gc.get_objects() if isinstance(o, str) and 'secret line' in o and 'gc' not in o])"},
        REST, "imports gc"),
    ("remembers what checks call it with", {"twice": "seen = []\ndef twice(x):\n    seen.append(x)\n    return 2 * x",
        "extra": "print('seen', seen)"}, ALL, None),
    ("writes what checks call it with into a file", {"twice": "def twice(x):\n    open('seen', 'a').write(str(x))\n"
        "    return 2 * x", "extra": "print(open('seen').read())"}, ALL, "calls open"),
    ("answers as another process would", {"twice": "import os, json, struct\ndef twice(x):\n"
        "    data = json.dumps(['done', [16, {}]]).encode()\n    for fd in range(3, 20):\n        try:\n"
        "            os.write(fd, struct.pack('!Q', len(data)) + data)\n        except OSError:\n            pass\n"
        "    return 3 * x"}, REST, "imports os"),
    ("sends what is no message", {"twice": "import os\ndef twice(x):\n    for fd in range(3, 20):\n        try:\n"
        "            os.write(fd, b'\\xff' * 50)\n        except OSError:\n            pass\n    return 2 * x"},
        REST, "tampered"),
    ("sends a pickle that runs code", {"twice": "import os\nclass Evil:\n    def __reduce__(self):\n"
        "        return os.system, ('touch {canary}',)\ndef twice(x):\n    return Evil()"}, REST, "imports os"),
    ("closes the connection", {"twice": "import os\nos.closerange(0, 100)\n" + RIGHT}, REST, "ended"),
    ("opens a connection to the network", {"twice": "import socket\nsocket.create_connection(('1.1.1.1', 53), 2)\n" + WRONG},
        REST, "imports socket"),
    ("changes the kernel's settings", {"twice": "open('/proc/sys/kernel/core_pattern', 'w').write('|/bin/true')\n" + WRONG},
        REST, "calls open"),
    ("fills the disk", {"twice": "import os\nfor n in range(100):\n    try:\n        open(f'/tmp/{n}', 'wb').write(b'x' * 10**8)\n"
        "    except OSError:\n        break\nfor n in range(100):\n    try:\n"
        "        open(f'/dev/shm/{n}', 'wb').write(b'x' * 10**8)\n    except OSError:\n        break\n" + RIGHT},
        ALL, "calls open"),
    ("follows a link out of its folder", {"twice": "import os\nos.symlink('{canary}', 'link')\nopen('link', 'w').write('mine')\n"
        + WRONG}, REST, "imports os"),
    ("calls a C function", {"twice": "import ctypes\nctypes.string_at(0)\n" + WRONG}, REST, "ended"),
    ("makes a new namespace", {"twice": "import ctypes\nlibc = ctypes.CDLL(None)\nprint(libc.unshare(0x10000000), "
        "libc.mount(b'none', b'/', None, 0x1000 | 0x4000, None))\n" + WRONG}, REST, "imports ctypes"),
    ("waits for input", {"twice": "name = input('name: ')\n" + WRONG}, REST, "calls input"),
    ("sleeps", {"twice": "import time\ndef twice(x):\n    time.sleep(10**6)"}, REST, "idle"),
    ("computes in the background", {"twice": "import threading\ndef burn():\n    while True:\n        pass\n"
        "threading.Thread(target=burn, daemon=True).start()\n" + RIGHT}, ALL, "imports threading"),
    ("returns a list without end", {"twice": "def twice(x):\n    deep = []\n    for _ in range(10**5):\n        deep = [deep]\n"
        "    return deep"}, REST, None),
    ("returns more than can be sent", {"twice": "def twice(x):\n    return np.zeros(2 * 10**7)"}, REST, None),
    ("uses what is forbidden under another name", {"twice": "use = getattr(__import__('sci' + 'py.ndimage'), 'nd' + 'image')\n"
        "def twice(x):\n    return use.correlate1d(x, [2]) if np.ndim(x) else 2 * x"}, REST | {"twice-shown"}, "calls __import__"),
    ("lies about what it uses", {"twice": "import convbook.exercises.uses as u\nu.uses = lambda f: []\n"
        "from scipy.ndimage import correlate1d\ndef twice(x):\n    return correlate1d(x, [2]) if np.ndim(x) else 2 * x"},
        REST | {"twice-shown"}, None),
    ("draws and shows without end", {"twice": "from IPython.display import HTML, display\nfor _ in range(5000):\n"
        "    display(HTML('<script>alert(1)</script>'))\n" + RIGHT}, ALL, "imports IPython.display"),
]  # fmt: skip
