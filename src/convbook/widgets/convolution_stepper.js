// A window walks over X; at each stop its products add up to one number of O (equations 1-4).
import { correlate, format, fromRows, plan, rowsOf, toRows } from "./core.js";
import { choice, examples, field, frame, grid, indexed, stage, onChange, row, save, sign, dot, setAt } from "./ui.js";
import { slips, steps, turnedSum } from "./steps.js";

const NAMES = ["X", "F", "stride", "padding", "dilation", "step"];
const PADDINGS = ["valid", "same", [1, "1 zero"], [2, "2 zeros"], [3, "3 zeros"]];

/** Rows of the wanted size: what fits is kept, what is new is 0. */
const resized = (rows, height, width) => rowsOf(height, width, (i, j) => rows[i]?.[j] ?? 0);

function render({ model, el }) {
  const get = (name) => model.get(name);
  const now = () => Object.fromEntries(NAMES.map((name) => [name, get(name)]));
  const stops = ({ X, F, ...options } = now()) => plan([X.length, X[0].length], [F.length, F[0].length], options);
  /** Changes the state, or throws when the window would fit nowhere. */
  function change(values) {
    const [down, across] = stops({ ...now(), ...values });
    save(model, { ...values, step: Math.min(get("step"), down.out * across.out - 1) });
  }
  const edit = (name) => (i, j, number) => change({ [name]: setAt(get(name), i, j, number) });
  const X = grid({ letter: "X", what: "input", edit: edit("X") });
  const F = grid({ letter: "F", what: "filter", edit: edit("F") });
  const O = grid({ letter: "O", what: "output", pick: (i, j) => save(model, { step: i * stops()[1].out + j }) });
  const walk = steps(model, () => stops()[0].out * stops()[1].out, "Stop", { edits: NAMES.slice(0, 5) });

  const option = (name) => ({ get: () => get(name), set: (next) => change({ [name]: next }) });
  const size = (name, label, axis) => {
    const sizes = () => [get(name).length, get(name)[0].length];
    const set = (n) => change({ [name]: resized(get(name), ...sizes().with(axis, n)) });
    return field({ label: `${label} of ${name}`, max: name === "X" ? 8 : 5, get: () => sizes()[axis], set });
  };
  const start = examples(model);
  const fields = [
    ...["X", "F"].flatMap((name) => ["Rows", "Columns"].map((label, axis) => size(name, label, axis))),
    field({ label: "Stride", max: 4, ...option("stride") }),
    choice({ label: "Padding", options: PADDINGS, ...option("padding") }),
    field({ label: "Dilation", max: 3, ...option("dilation") }),
  ];
  const say = frame({ model, el }, "A window slides", row(start.node),
    stage(X.node, sign("∗"), F.node, sign("="), O.node), walk.node);
  el.firstChild.append(row(fields.map(({ node }) => node)));

  return onChange(model, NAMES, () => {
    const { X: x, F: f, step, ...options } = now();
    const [down, across] = stops();
    const outputs = ({ X, F, ...options }) => correlate(fromRows(X), fromRows(F), options);
    const output = toRows(outputs(now()));
    const stop = [Math.floor(step / across.out), step % across.out];
    const [top, left] = [down, across].map((axis, which) => stop[which] * axis.stride - axis.before);
    const pairs = f.flatMap((line, a) =>
      line.map((number, b) => [x[top + a * down.dilation]?.[left + b * across.dilation] ?? 0, number]));
    X.draw(x, (i, j) => {
      const number = f[(i - top) / down.dilation]?.[(j - left) / across.dilation]; // of the filter, if it lies there
      return number === undefined ? {} : { mark: "cbw-window", sub: `·${format(number)}` };
    }, [[down.before, down.after], [across.before, across.after]]);
    F.draw(f);
    const name = (at) => indexed("O", Math.floor(at / across.out), at % across.out);
    const { covered, look } = walk.draw({
      name, width: across.out, compute: (values) => outputs(values).data,
      ask: () => ({ name: name(step), right: output.flat()[step], mistakes: {
        "You turned the filter; let it slide as it is.": turnedSum(pairs), ...slips(pairs, "the pixels", "the filter"),
      } }),
    });
    O.draw(output, look);
    [start, ...fields].forEach(({ draw }) => draw());
    say(covered || [`Row ${stop[0] + 1}, column ${stop[1] + 1} of O: `, dot(pairs, ["input", "filter"], "output"), "."]);
  });
}

export default { render };
