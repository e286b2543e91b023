// A window walks over X; at each stop its products add up to one number of O (equations 1-4).
import { correlate, fromRows, plan, print, toRows } from "./core.js";
import { choice, examples, field, frame, grid, live, put, replaced, row, sign, stage, steps, sum } from "./ui.js";

const NAMES = ["X", "F", "stride", "padding", "dilation", "step"];

/** Rows of the wanted size: what fits is kept, what is new is 0. */
const resized = (rows, height, width) =>
  Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => rows[i]?.[j] ?? 0));

function render({ model, el }) {
  const now = () => Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  const stops = () => {
    const { X, F, ...options } = now();
    return plan([X.length, X[0].length], [F.length, F[0].length], options);
  };
  /** Changes the state, or throws when the window would fit nowhere. */
  function change(values) {
    const { X, F, ...options } = { ...now(), ...values };
    const [down, across] = plan([X.length, X[0].length], [F.length, F[0].length], options);
    put(model, { ...values, step: Math.min(model.get("step"), down.out * across.out - 1) });
  }
  const edit = (name) => (i, j, number) => change({ [name]: replaced(model.get(name), i, j, number) });
  const X = grid({ letter: "X", what: "input", role: "input", edit: edit("X") });
  const F = grid({ letter: "F", what: "filter", role: "filter", edit: edit("F") });
  const O = grid({ letter: "O", what: "output", role: "output", pick: (i, j) => put(model, { step: i * stops()[1].out + j }) });
  const count = () => stops()[0].out * stops()[1].out;
  const transport = steps(model, count, "Stop");

  const size = (name, axis, label, max) => field({
    label, max,
    get: () => (axis ? model.get(name)[0].length : model.get(name).length),
    set: (n) => {
      const rows = model.get(name);
      change({ [name]: axis ? resized(rows, rows.length, n) : resized(rows, n, rows[0].length) });
    },
  });
  const option = (name, label, max) => field({ label, max, get: () => model.get(name), set: (n) => change({ [name]: n }) });
  const paddings = ["valid", "same", [1, "1 zero"], [2, "2 zeros"], [3, "3 zeros"]];
  const fields = [
    size("X", 0, "Rows of X", 8), size("X", 1, "Columns of X", 8), size("F", 0, "Rows of F", 5), size("F", 1, "Columns of F", 5),
    option("stride", "Stride", 4),
    choice({ label: "Padding", options: paddings, get: () => model.get("padding"), set: (padding) => change({ padding }) }),
    option("dilation", "Dilation", 3), examples(model, model.get("examples")),
  ];
  const controls = fields.map(({ node }) => node);
  const say = frame(el, "A window slides", row(controls[7]), stage(X.node, sign("∗"), F.node, sign("="), O.node), transport.node);
  el.firstChild.append(row(controls.slice(0, 7)));

  return live(model, NAMES, () => {
    const { X: x, F: f, step, ...options } = now();
    const [down, across] = stops();
    const output = toRows(correlate(fromRows(x), fromRows(f), options));
    const stop = [Math.floor(step / across.out), step % across.out];
    /** Which tap of the filter, if any, lies on a pixel. */
    const tap = (i, j) => {
      const [a, b] = [[down, i, 0], [across, j, 1]].map(([axis, at, which]) => (at + axis.before - stop[which] * axis.stride) / axis.dilation);
      return f[a]?.[b];
    };
    X.draw(x, (i, j) => {
      const number = tap(i, j);
      return number === undefined ? {} : { mark: "cbw-window", sub: `·${print(number)}` };
    }, [[down.before, down.after], [across.before, across.after]]);
    F.draw(f);
    O.draw(output, (i, j) => {
      const at = i * across.out + j;
      return { text: at > step ? "" : print(output[i][j]), on: at === step, mark: at === step ? "cbw-now" : "" };
    });
    const pairs = f.flatMap((line, a) => line.map((number, b) => [
      x[stop[0] * down.stride - down.before + a * down.dilation]?.[stop[1] * across.stride - across.before + b * across.dilation] ?? 0, number,
    ]));
    transport.draw();
    fields.forEach(({ draw }) => draw());
    say(`Row ${stop[0] + 1}, column ${stop[1] + 1}: `, sum(pairs, ["input", "filter"], "output"), ".");
  });
}

export default { render };
