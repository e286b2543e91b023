// A number of the filter met one pixel for each output; its gradient adds up these products (equations 7-10).
import { correlate, format, fromRows, toRows } from "./core.js";
import { ink, examples, frame, grid, stage, onChange, row, save, sign, indexed, dot } from "./ui.js";
import { slips, steps, turnedSum } from "./steps.js";

function render({ model, el }) {
  let sums; // as drawn last
  const X = grid({ letter: "X", what: "input", model });
  const dO = grid({ letter: "∂L/∂O", model, name: "dO" });
  const pick = (i, j) => save(model, { step: i * sums[0].length + j });
  const dF = grid({ letter: "∂L/∂F", pick });
  const walk = steps(model, () => sums.flat().length, "Number of F", { edits: ["X", "dO"] });
  const start = examples(model);
  const say = frame({ model, el }, "What each number of the filter met", row(start.node),
    stage(X.node, sign("∗"), dO.node, sign("="), dF.node), walk.node);

  return onChange(model, ["X", "dO", "step"], () => {
    const [x, gradients, step] = [model.get("X"), model.get("dO"), model.get("step")];
    const compute = ({ X, dO }) => correlate(fromRows(X), fromRows(dO));
    sums = toRows(compute({ X: x, dO: gradients }));
    const width = sums[0].length;
    const [a, b] = [Math.floor(step / width), step % width];
    X.draw(x, (i, j) => {
      const gradient = gradients[i - a]?.[j - b];
      return gradient === undefined ? {} : { mark: "cbw-rate", sub: `·${format(gradient)}` };
    });
    dO.draw(gradients);
    start.draw();
    const pairs = gradients.flatMap((line, i) => line.map((gradient, j) => [gradient, x[a + i][b + j]]));
    const name = (at) => indexed("∂L/∂F", Math.floor(at / width), at % width);
    const { covered, look } = walk.draw({
      name, width, compute: (values) => compute(values).data,
      ask: () => ({ name: name(step), right: sums.flat()[step], mistakes: {
        "You turned ∂L/∂O; nothing is turned here.": turnedSum(pairs), ...slips(pairs, "∂L/∂O", "the pixels"),
      } }),
    });
    dF.draw(sums, look);
    const papers = [gradients, gradients[0], sums, sums[0]].every(({ length }) => length === 2);
    const F = indexed("F", a, b);
    say(ink("filter", F), ` met ${pairs.length} pixels. `, covered || [ink("gradient", `∂L/∂${F}`),
      papers ? `, equation ${7 + step}: ` : ": ", dot(pairs, ["gradient", "input"], "gradient"), "."]);
  });
}

export default { render };
