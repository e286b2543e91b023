"""Formulas in the book's colors: `X` blue, `F` orange, `O` green, `\\partial L` vermillion.

The notebooks hold plain LaTeX, which Jupyter, Colab and GitHub can show. While the pages are built, each letter is
wrapped in a macro such as ``\\cbInput``, which gives it a CSS class; the style sheet knows the colors.
"""

import re

ROLE_OF = {"X": "input", "F": "filter", "O": "output"}
MACROS = {role: f"cb{role.capitalize()}" for role in ("input", "filter", "output", "gradient")}

# What these commands take in braces is words or names, not mathematics.
WORDS = (
    "text|textrm|textit|textbf|textsf|texttt|mbox|mathrm|mathtt|mathsf|mathit|operatorname|begin|end|label|tag|ref|"
    "eqref|href|url|color|class|cssId|style|html|require|hspace|vspace|mathbb|mathcal|unicode"
)
# These take the one token after them: a subscript must stay outside of what they get.
ACCENTS = "hat|tilde|bar|vec|dot|ddot|widehat|widetilde|overline|underline|mathbf|boldsymbol|bm|frac|tfrac|dfrac|sqrt"
TAKES_ONE_TOKEN = {"_", "^", *("\\" + accent for accent in ACCENTS.split("|"))}
TOKEN = re.compile(
    r"(?P<words>\\(?:" + WORDS + r")(?![A-Za-z])\*?\s*(?:\[[^\]]*\]\s*)?(?=\{))"
    r"|(?P<loss>\\partial\s*(?:\{\s*L\s*\}|\\mathcal\{L\}|L(?![A-Za-z])))"
    r"|(?P<command>\\(?:[A-Za-z]+|.))"
    r"|(?P<comment>%[^\n]*)"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)


def macro(role, latex):
    """`latex` inside of the macro of its role."""
    return f"{{\\{MACROS[role]}{{{latex}}}}}"


def color(latex, wrap=macro):
    """`latex` with the letters of the palette's roles wrapped in their macros; everything else stays as it is.

    `wrap(role, letters)` may wrap them in something else.
    """
    out, i, before = [], 0, ""
    while i < len(latex):
        match = TOKEN.match(latex, i)
        kind, token, i = match.lastgroup, match.group(), match.end()
        if kind == "words":
            end = _group_end(latex, i)
            token, i = token + latex[i:end], end
        elif kind == "loss":
            token = wrap("gradient", token)
        elif kind == "letters":
            token, i = _letters(token, latex, i, before in TAKES_ONE_TOKEN, wrap)
        out.append(token)
        before = token if token.strip() else before
    return "".join(out)


def _letters(run, latex, i, takes_one_token, wrap):
    """A run of letters: colored one by one, but left alone where it is a word; -> (LaTeX, where to go on)."""
    if run in ("dX", "dF", "dO"):
        scripts = _scripts_end(latex, i)
        return wrap("gradient", run + latex[i:scripts]), scripts
    if len(run) > 2 and not set(run) <= set(ROLE_OF):
        return run, i
    out = [wrap(ROLE_OF[c], c) if c in ROLE_OF else c for c in run]
    alone = takes_one_token and len(run) == 1
    if run[-1] in ROLE_OF and not alone:
        end = _scripts_end(latex, i)
        out[-1], i = wrap(ROLE_OF[run[-1]], run[-1] + latex[i:end]), end
    return "".join(out), i


def _scripts_end(latex, i):
    """Where the subscripts, superscripts and primes that begin at `i` end."""
    while match := re.compile(r"\s*(?:'|[_^]\s*)").match(latex, i):
        i = match.end()
        if not match.group().endswith("'"):
            i = _argument_end(latex, i)
    return i


def _argument_end(latex, i):
    if latex[i : i + 1] == "{":
        return _group_end(latex, i)
    command = re.compile(r"\\(?:[A-Za-z]+|.)").match(latex, i)
    if not command:
        return min(i + 1, len(latex))
    i = command.end()
    return _group_end(latex, i) if latex[i : i + 1] == "{" else i


def _group_end(latex, i):
    """Where the group in braces that opens at `i` ends."""
    depth = 0
    for brace in re.compile(r"\\.|[{}]", re.DOTALL).finditer(latex, i):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return brace.end()
    return len(latex)
