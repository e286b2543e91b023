// A number of the filter met one pixel for each output; its gradient adds up these products (equations 7-10).
import { correlate, format, fromRows, toRows } from "./core.js";
import { ink, examples, filledUpTo, frame, grid, stage, onChange, row, save, sign, steps, indexed, dot } from "./ui.js";

function render({ model, el }) {
  let sums; // as drawn last
  const X = grid({ letter: "X", what: "input", model });
  const dO = grid({ letter: "∂L/∂O", model, name: "dO" });
  const pick = (i, j) => save(model, { step: i * sums[0].length + j });
  const dF = grid({ letter: "∂L/∂F", pick });
  const walk = steps(model, () => sums.flat().length, "Number of F");
  const start = examples(model);
  const say = frame(el, "What each number of the filter met", row(start.node),
    stage(X.node, sign("∗"), dO.node, sign("="), dF.node), walk.node);

  return onChange(model, ["X", "dO", "step"], () => {
    const [x, gradients, step] = [model.get("X"), model.get("dO"), model.get("step")];
    sums = toRows(correlate(fromRows(x), fromRows(gradients)));
    const width = sums[0].length;
    const [a, b] = [Math.floor(step / width), step % width];
    X.draw(x, (i, j) => {
      const gradient = gradients[i - a]?.[j - b];
      return gradient === undefined ? {} : { mark: "cbw-rate", sub: `·${format(gradient)}` };
    });
    dO.draw(gradients);
    dF.draw(sums, filledUpTo(step, width));
    start.draw();
    walk.draw();
    const pairs = gradients.flatMap((line, i) => line.map((gradient, j) => [gradient, x[a + i][b + j]]));
    const papers = [gradients, gradients[0], sums, sums[0]].every(({ length }) => length === 2);
    const F = indexed("F", a, b);
    say(ink("filter", F), ` met ${pairs.length} pixels. `, ink("gradient", `∂L/∂${F}`),
      papers ? `, equation ${7 + step}: ` : ": ", dot(pairs, ["gradient", "input"], "gradient"), ".");
  });
}

export default { render };
