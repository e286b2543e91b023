"""The book's colors, the one place of them: read by the plots, the pages' CSS and the formulas.

Okabe and Ito's palette, which readers with any kind of color vision can tell apart. A role has one color in
drawings (`INPUT` ...), a deeper one for text and thin lines on a white page (`INK`), and a lighter one for text on a
dark page (`INK_DARK`); both inks have a contrast of at least 4.5 to 1 on the pages and on the boxes in them.
"""

INPUT = "#0072B2"  # X: blue
FILTER = "#E69F00"  # F: orange
OUTPUT = "#009E73"  # O: green
GRADIENT = "#D55E00"  # dL/d...: vermillion

ROLES = {"input": INPUT, "filter": FILTER, "output": OUTPUT, "gradient": GRADIENT}
INK = {"input": "#00639B", "filter": "#855B00", "output": "#006F51", "gradient": "#A34300"}
INK_DARK = {"input": "#6CB8F0", "filter": "#F0B429", "output": "#2FCFA0", "gradient": "#FF8A5B"}

# A tint fills an area behind dark text; a hatch says the same to those who see no color.
TINT = {"input": "#DCEBF6", "filter": "#FBEBC8", "output": "#D5EFE6", "gradient": "#FADFCC"}
HATCH = {"input": "", "filter": "//", "output": "..", "gradient": "xx"}

# How strong an activation is: from the page's own dark over the output's green to the light of paper in the evening.
MAP = ("#0B1A24", "#0E3F4F", "#0A7A6B", "#6DB56B", "#F0D98B", "#FFF8E7")

# The page itself.
PAPER, PAPER_DARK = "#FFFFFF", "#14181E"
TEXT, TEXT_DARK = "#1F2933", "#D7DEE7"
MUTED, MUTED_DARK = "#56616D", "#A3AEBB"
LINE, LINE_DARK = "#D9DFE6", "#3A4450"
SURFACE, SURFACE_DARK = "#F5F7F9", "#1D232B"


def css(light, dark):
    """The palette as CSS variables, for the elements that `light` selects and, on a dark page, for those of `dark`."""
    bright, dim = [], []
    for role, fill in ROLES.items():
        bright += [f"--cb-{role}: {fill}", f"--cb-{role}-ink: {INK[role]}", f"--cb-{role}-tint: {TINT[role]}"]
        dim += [f"--cb-{role}-ink: {INK_DARK[role]}"]
        dim += [f"--cb-{role}-tint: color-mix(in srgb, {fill} 28%, {PAPER_DARK})"]
    for name in ("PAPER", "TEXT", "MUTED", "LINE", "SURFACE"):
        bright += [f"--cb-{name.lower()}: {globals()[name]}"]
        dim += [f"--cb-{name.lower()}: {globals()[name + '_DARK']}"]
    rules = [f"{light} {{\n  " + ";\n  ".join(bright) + ";\n}", f"{dark} {{\n  " + ";\n  ".join(dim) + ";\n}"]
    for role in ROLES:
        rules += [
            f".cb-{role} {{ color: var(--cb-{role}-ink); }}",
            f".cb-fill-{role} {{ fill: var(--cb-{role}-ink); }}",
        ]
    return "\n".join(rules) + "\n"
