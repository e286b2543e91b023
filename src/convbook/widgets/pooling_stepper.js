// A window keeps one number (chapter 4); what arrives there goes back to where it came from (chapter 9).
import { format, fromRows, pool, poolGradient, toRows } from "./core.js";
import { bind, choice, ink, examples, field, frame, grid, indexed, stage, onChange, row, save, setAt } from "./ui.js";
import { steps } from "./steps.js";

const NAMES = ["X", "dO", "kind", "size", "stride", "direction", "step"];
const place = (at, width) => `row ${Math.floor(at / width) + 1}, column ${(at % width) + 1}`;

/** What the other kinds of pooling, and usual slips, make of a window. */
const forwardMistakes = (numbers, kind) => {
  const sum = numbers.reduce((a, b) => a + b);
  const others = { max: Math.max(...numbers), average: sum / numbers.length, sum };
  const names = { max: "the largest", average: "the average", sum: "the sum" };
  const wrong = Object.keys(others).filter((other) => other !== kind).map((other) => [`That is ${names[other]}.`, others[other]]);
  return { ...Object.fromEntries(wrong), "That is the smallest.": Math.min(...numbers), "You counted the pixels.": numbers.length };
};

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
  const walk = steps(model, () => pooled().argmax.length, "Window", { edits: NAMES.slice(0, 5) });
  const controls = [
    examples(model),
    list("Direction", "direction", ["forward", "gradient"]), list("Pooling", "kind", ["max", "average", "sum"]),
    number("Size", "size"), number("Stride", "stride"),
  ];
  const say = frame({ model, el }, "A window keeps one number",
    row(controls.map(({ node }) => node)), stage(grids.map(({ node }) => node)), walk.node);

  return onChange(model, NAMES, () => {
    const { X, kind, direction, step } = now();
    const backward = direction === "gradient";
    const found = pooled();
    const [O, across, kept, width] = [toRows(found), found.shape[1], found.data[step], X[0].length];
    const completed = ({ dO, ...values }) => toRows(pooled(values)).map((line, i) => line.map((_, j) => dO[i]?.[j] ?? 1));
    dO = completed(now());
    /** What the pixels get when each window hands back part(its gradient, its place). */
    const handed = (part, how = kind, values = now()) =>
      toRows(poolGradient({ data: completed(values).flat().map(part) }, fromRows(values.X), how, values.size, values.stride));
    const here = (_, at) => Number(at === step);
    const [gets, inside, reached] = [handed(here), handed(here, "sum"), handed(() => 1, "sum")];
    const [numbers, arrived] = [X.flat().filter((_, at) => inside.flat()[at]), dO.flat()[step]];
    const part = kind === "average" ? arrived / numbers.length : arrived;

    const [letter, columns] = backward ? ["∂L/∂X", width] : ["O", across];
    const name = (at) => indexed(letter, Math.floor(at / columns), at % columns);
    const key = (at) => (backward ? `to X ${at}` : at);
    const { covered, look, change, hides } = walk.draw({
      name, width: across, current: key(step),
      compute: (values) => (backward ? handed((n, at) => (at > step ? 0 : n), values.kind, values).flat() : pooled(values).data),
      ask: () => (backward
        ? { name: kind === "max" ? "the winner's part" : "each pixel's part", right: part, mistakes: {
          "The average hands out equal parts.": arrived, "Only average pooling divides.": arrived / numbers.length,
          "That is the output; what arrives is ∂L/∂O.": kept,
        } }
        : { name: name(step), right: kept, mistakes: forwardMistakes(numbers, kind) }),
    });
    const pixel = (i, j) => {
      const on = gets[i][j] && !covered;
      return { on, mark: on ? "" : inside[i][j] ? "cbw-window" : reached[i][j] ? "" : "cbw-far" };
    };
    const collected = (i, j) => {
      const { mark, ...rest } = pixel(i, j);
      const { mark: changed = "", ...more } = change(i * width + j);
      return { ...rest, ...more, mark: `${mark} ${changed}`, ...(covered && inside[i][j] && { text: "?" }) };
    };
    const stop = (i, j) => ({ on: i * across + j === step });
    const rows = [X, O, dO, handed((n, at) => (at > step || hides(key(at)) ? 0 : n))];
    grids.forEach(({ node, draw }, i) => {
      draw(rows[i], [pixel, backward ? stop : look, stop, collected][i]);
      node.hidden = i > 1 && !backward;
    });
    controls.forEach(({ draw }) => draw());

    const tie = numbers.filter((n) => n === kept).length > 1 ? ", the first of equals" : "";
    const goes = kind === "max"
      ? `the winner at ${place(found.argmax[step], width)}${tie}`
      : `${numbers.length} pixels, ${format(part)} to each`;
    say(
      `At ${place(step, across)}: `,
      ...(covered ? [covered.replace(/\.$/, "")] : backward
        ? [ink("gradient", arrived), ` goes to ${goes}`]
        : [`the ${kind === "max" ? "largest" : kind} of ${numbers.map(format).join(", ")} is `, ink("output", kept)]),
      reached.flat().includes(0) && !step ? ". No window reaches the pale pixels." : ".",
    );
  });
}

export default { render };
