// A number of the filter met one pixel for each output; its gradient adds up these products (equations 7-10).
import { correlate, formatNumber, fromRows, toRows } from "./core.js";
import {
  cellEditor, colored, examples, filledUpTo, frame, grid, matrixRow, redrawOnChange, row, setValues, sign, steps,
  subscripted, sumOfProducts,
} from "./ui.js";

function render({ model, el }) {
  let sums; // as drawn last
  const X = grid({ letter: "X", what: "input", role: "input", edit: cellEditor(model, "X") });
  const dO = grid({ letter: "∂L/∂O", role: "gradient", edit: cellEditor(model, "dO") });
  const pick = (i, j) => setValues(model, { step: i * sums[0].length + j });
  const dF = grid({ letter: "∂L/∂F", role: "gradient", pick });
  const transport = steps(model, () => sums.flat().length, "Number of F");
  const start = examples(model, model.get("examples"));
  const matrices = matrixRow(X.node, sign("∗"), dO.node, sign("="), dF.node);
  const say = frame(el, "What each number of the filter met", row(start.node), matrices, transport.node);

  return redrawOnChange(model, ["X", "dO", "step"], () => {
    const [x, gradients, step] = [model.get("X"), model.get("dO"), model.get("step")];
    sums = toRows(correlate(fromRows(x), fromRows(gradients)));
    const width = sums[0].length;
    const [a, b] = [Math.floor(step / width), step % width];
    X.draw(x, (i, j) => {
      const gradient = gradients[i - a]?.[j - b];
      return gradient === undefined ? {} : { mark: "cbw-rate", sub: `·${formatNumber(gradient)}` };
    });
    dO.draw(gradients);
    dF.draw(sums, filledUpTo(step, width));
    start.draw();
    transport.draw();
    const pairs = gradients.flatMap((line, i) => line.map((gradient, j) => [gradient, x[a + i][b + j]]));
    const papers = [gradients, gradients[0], sums, sums[0]].every(({ length }) => length === 2);
    const F = subscripted("F", a, b);
    say(colored("filter", F), ` met ${pairs.length} pixels. `, colored("gradient", `∂L/∂${F}`),
      papers ? `, equation ${7 + step}: ` : ": ", sumOfProducts(pairs, ["gradient", "input"], "gradient"), ".");
  });
}

export default { render };
