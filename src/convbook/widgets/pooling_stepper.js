// A window keeps one number (chapter 4); what arrives there goes back to where it came from (chapter 9).
import { fromRows, pool, poolGradient, print, toRows } from "./core.js";
import { choice, examples, field, frame, grid, ink, live, put, replaced, row, stage, steps, value } from "./ui.js";

const NAMES = ["X", "dO", "kind", "size", "stride", "direction", "step"];
const place = (at, { length }) => `row ${Math.floor(at / length) + 1}, column ${(at % length) + 1}`;

function render({ model, el }) {
  const now = () => Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  const pooled = ({ X, kind, size, stride } = now()) => pool(fromRows(X), kind, size, stride);
  let dO; // in the shape of the output: what is new there is 1
  const grids = [
    grid({ letter: "X", role: "input", edit: (i, j, n) => put(model, { X: replaced(now().X, i, j, n) }) }),
    grid({ letter: "O", role: "output" }),
    grid({ letter: "∂L/∂O", role: "gradient", edit: (i, j, n) => put(model, { dO: replaced(dO, i, j, n) }) }),
    grid({ letter: "∂L/∂X", role: "gradient" }),
  ];
  const list = (label, name, options) => choice({ label, options, ...value(model, name) });
  const number = (label, name) => field({
    label, max: 4, get: () => now()[name],
    set: (n) => pooled({ ...now(), [name]: n }) && put(model, { [name]: n, step: 0 }),
  });
  const controls = [
    steps(model, () => pooled().won.length, "Window"), examples(model, model.get("examples")),
    list("Direction", "direction", ["forward", "gradient"]), list("Pooling", "kind", ["max", "average", "sum"]),
    number("Size", "size"), number("Stride", "stride"),
  ];
  const [walk, ...fields] = controls.map(({ node }) => node);
  const say = frame(el, "A window keeps one number", row(fields), stage(grids.map(({ node }) => node)), walk);

  return live(model, NAMES, () => {
    const { X, kind, size, stride, direction, step, dO: given } = now();
    const O = toRows(pooled());
    dO = O.map((line, i) => line.map((_, j) => given[i]?.[j] ?? 1));
    /** What reaches the pixels when each window hands back part(its gradient, its place). */
    const back = (part, how = kind) => toRows(poolGradient({ data: dO.flat().map(part) }, fromRows(X), how, size, stride));
    const here = (_, at) => Number(at === step);
    const [gets, inside, reached] = [back(here), back(here, "sum"), back(() => 1, "sum")];
    const pixel = (i, j) => ({
      mark: gets[i][j] ? "cbw-now" : inside[i][j] ? "cbw-window" : reached[i][j] ? "" : "cbw-far",
    });
    const stop = (i, j) => ({ mark: i * O[0].length + j === step ? "cbw-now" : "" });
    grids[0].draw(X, pixel);
    grids[1].draw(O, stop);
    grids[2].draw(dO, stop);
    grids[3].draw(back((n, at) => (at > step ? 0 : n)), pixel);
    grids.slice(2).forEach(({ node }) => (node.hidden = direction === "forward"));
    controls.forEach(({ draw }) => draw());

    const best = O.flat()[step];
    const window = X.flat().filter((_, at) => inside.flat()[at]);
    const winner = gets.flat().findIndex(Boolean);
    const tie = window.filter((n) => n === best).length > 1 ? ", the first of equals" : "";
    const goes = {
      max: ` goes to the winner at ${place(winner, X[0])}${tie}`,
    }[kind] ?? ` goes to ${window.length} pixels, ${print(dO.flat()[step] * gets.flat()[winner])} to each`;
    say(
      `${place(step, O[0])}: `,
      ...(direction === "forward"
        ? [`the ${kind === "max" ? "largest" : kind} of ${window.map(print).join(", ")} is `, ink("output", best)]
        : [ink("gradient", dO.flat()[step]), goes]),
      reached.flat().includes(0) && !step ? ". No window reaches the pale pixels." : ".",
    );
  });
}

export default { render };
