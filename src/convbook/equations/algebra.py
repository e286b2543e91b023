"""The first check of an equation, which is a derivation: what each name in it is, in SymPy's letters."""

from functools import cache

from convbook.equations.text import GRIDS


@cache
def symbolic_values(first_four):
    """Name -> polynomial in alpha, X11 ... F22 and the slopes of any differentiable loss L along the four outputs.

    The outputs themselves come from polynomials, for equations 1 to 4 to be compared with. All derivatives come from
    equations 1 to 4, the lines `first_four`. The new filter is where two pulls balance: that of the loss, taken as
    linear, and that back to the old filter, with the energy ``step**2 / (2 alpha)`` of a spring.
    """
    import sympy

    X, F = ({letter + place: sympy.Symbol(letter + place) for place in GRIDS[letter]} for letter in "XF")
    alpha, L = sympy.Symbol("alpha", positive=True), sympy.Function("L")
    O = {line.left: line.value(X | F) for line in first_four}
    slots = {o: sympy.Symbol(f"{o}_") for o in O}
    at_O = {slots[o]: O[o] for o in O}
    dO = {f"dL/d{o}": sympy.diff(L(*slots.values()), slots[o]).subs(at_O) for o in O}
    short = {derivative: sympy.Symbol(name) for name, derivative in dO.items()}  # put in when all is derived

    values = {"alpha": alpha, **X, **F, **outputs_by_polynomials(X, F), **{f"{f}old": F[f] for f in F}}
    values |= {name: short[derivative] for name, derivative in dO.items()}
    values |= {f"dL/d{x}": sympy.diff(L(*O.values()), letter).doit().xreplace(short) for x, letter in (X | F).items()}
    values |= {f"d{o}/d{x}": sympy.diff(O[o], letter) for o in O for x, letter in (X | F).items()}
    slope, old, new = sympy.symbols("slope old new")  # of one element; the four do not touch one another
    energy = slope * (new - old) + (new - old) ** 2 / (2 * alpha)
    (balance,) = sympy.solve(sympy.diff(energy, new), new)
    values |= {f"{f}new": balance.subs({slope: values[f"dL/d{f}"], old: F[f]}) for f in F}
    ring, *_ = sympy.ring([alpha, *X.values(), *F.values(), *short.values()], sympy.ZZ)
    return {name: ring.from_expr(value) for name, value in values.items()}


def outputs_by_polynomials(X, F):
    """O as the coefficients of X(u, v) times F(1/u, 1/v), where the powers of u count rows and those of v columns."""
    import sympy

    u, v = sympy.symbols("u v")
    X_uv = sum(letter * u ** int(name[1]) * v ** int(name[2]) for name, letter in X.items())
    F_uv = sum(letter * u ** -int(name[1]) * v ** -int(name[2]) for name, letter in F.items())
    XF = sympy.expand(X_uv * F_uv)
    return {f"O{place}": XF.coeff(u, int(place[0]) - 1).coeff(v, int(place[1]) - 1) for place in GRIDS["O"]}
