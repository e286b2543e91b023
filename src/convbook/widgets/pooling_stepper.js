// A window keeps one number (chapter 4); what arrives there goes back to where it came from (chapter 9).
import { format, fromRows, pool, poolGradient, toRows } from "./core.js";
import { bind, choice, ink, examples, field, filledUpTo, frame, grid, stage, onChange, row, save, steps, setAt } from "./ui.js";

const NAMES = ["X", "dO", "kind", "size", "stride", "direction", "step"];
const place = (at, width) => `row ${Math.floor(at / width) + 1}, column ${(at % width) + 1}`;

function render({ model, el }) {
  const now = () => Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  const pooled = ({ X, kind, size, stride } = now()) => pool(fromRows(X), kind, size, stride);
  let dO; // in the output's shape, new places with 1
  const grids = [
    grid({ letter: "X", model }),
    grid({ letter: "O" }),
    grid({ letter: "∂L/∂O", edit: (i, j, n) => save(model, { dO: setAt(dO, i, j, n) }) }),
    grid({ letter: "∂L/∂X" }),
  ];
  const list = (label, name, options) => choice({ label, options, ...bind(model, name) });
  const number = (label, name) => field({
    label, max: 4, ...bind(model, name),
    set: (n) => pooled({ ...now(), [name]: n }) && save(model, { [name]: n, step: 0 }),
  });
  const controls = [
    steps(model, () => pooled().argmax.length, "Window"), examples(model),
    list("Direction", "direction", ["forward", "gradient"]), list("Pooling", "kind", ["max", "average", "sum"]),
    number("Size", "size"), number("Stride", "stride"),
  ];
  const [walk, ...fields] = controls.map(({ node }) => node);
  const say = frame(el, "A window keeps one number", row(fields), stage(grids.map(({ node }) => node)), walk);

  return onChange(model, NAMES, () => {
    const { X, kind, size, stride, direction, step, ...given } = now();
    const backward = direction === "gradient";
    const found = pooled();
    const [O, across, kept] = [toRows(found), found.shape[1], found.data[step]];
    dO = O.map((line, i) => line.map((_, j) => given.dO[i]?.[j] ?? 1));
    /** What the pixels get when each window hands back part(its gradient, its place). */
    const handed = (part, how = kind) =>
      toRows(poolGradient({ data: dO.flat().map(part) }, fromRows(X), how, size, stride));
    const here = (_, at) => Number(at === step);
    const [gets, inside, reached] = [handed(here), handed(here, "sum"), handed(() => 1, "sum")];
    const pixel = (i, j) => ({
      on: gets[i][j], mark: gets[i][j] ? "" : inside[i][j] ? "cbw-window" : reached[i][j] ? "" : "cbw-far",
    });
    const stop = backward ? (i, j) => ({ on: i * across + j === step }) : filledUpTo(step, across);
    const rows = [X, O, dO, handed((n, at) => (at > step ? 0 : n))];
    grids.forEach(({ node, draw }, i) => {
      draw(rows[i], i % 3 ? stop : pixel);
      node.hidden = i > 1 && !backward;
    });
    controls.forEach(({ draw }) => draw());

    const [numbers, arrived] = [X.flat().filter((_, at) => inside.flat()[at]), dO.flat()[step]];
    const tie = numbers.filter((n) => n === kept).length > 1 ? ", the first of equals" : "";
    const goes = kind === "max"
      ? `the winner at ${place(found.argmax[step], X[0].length)}${tie}`
      : `${numbers.length} pixels, ${format(kind === "sum" ? arrived : arrived / numbers.length)} to each`;
    say(
      `At ${place(step, across)}: `,
      ...(backward
        ? [ink("gradient", arrived), ` goes to ${goes}`]
        : [`the ${kind === "max" ? "largest" : kind} of ${numbers.map(format).join(", ")} is `, ink("output", kept)]),
      reached.flat().includes(0) && !step ? ". No window reaches the pale pixels." : ".",
    );
  });
}

export default { render };
