// Each channel of X meets its own plane of a filter; the three sums add up to one number of that filter's map.
import { correlate, fromRows, print, tensor, toRows } from "./core.js";
import { field, frame, grid, h, ink, live, put, replaced, sign, stage, steps, sum } from "./ui.js";

const NAMES = ["X", "F", "K", "filter", "step"];

function render({ model, el }) {
  const [X, F, K, filter, step] = NAMES.map((name) => () => model.get(name));
  let O, top, left;

  const planes = ["red", "green", "blue"].map((color, c) => {
    const x = grid({
      letter: `X ${color}`, role: "input",
      edit: (i, j, n) => put(model, { X: replaced(X(), i, j, X()[i][j].with(c, n)) }),
    });
    const f = grid({
      letter: `F ${color}`, role: "filter",
      edit: (i, j, n) => put(model, { F: replaced(F(), i, j, replaced(F()[i][j], c, filter(), n)) }),
    });
    const products = h("span");
    function draw() {
      const weights = F().map((line) => line.map((tap) => tap[c][filter()]));
      const pairs = [];
      f.draw(weights);
      x.draw(toRows(fromRows(X()), c), (i, j) => {
        const weight = weights[i - top]?.[j - left];
        if (weight === undefined) return;
        pairs.push([X()[i][j][c], weight]);
        return { mark: "cbw-window", sub: `·${print(weight)}` };
      });
      products.replaceChildren(...sum(pairs, ["input", "filter"], "output").flat(3));
      return `${color} ${products.lastChild.textContent}`;
    }
    return { node: stage(x.node, sign("∗"), f.node, products), draw };
  });
  const maps = F()[0][0][0].map((_, k) => grid({
    letter: `O map ${k + 1}`, role: "output", pick: (i, j) => put(model, { filter: k, step: i * O.shape[1] + j }),
  }));
  const filters = field({
    label: "Filters", max: maps.length, get: K, set: (n) => put(model, { K: n, filter: n - 1 }),
  });
  const transport = steps(model, () => O.shape[0] * O.shape[1], "Stop");
  const say = frame(el, "Three channels, one sum", filters.node,
    [planes, maps].map((parts) => stage(parts.map(({ node }) => node))), transport.node);

  return live(model, NAMES, () => {
    O = correlate(fromRows(X()), tensor([F().length, F()[0].length, 3, maps.length], F().flat(3)));
    [top, left] = [Math.floor(step() / O.shape[1]), step() % O.shape[1]];
    const votes = planes.map(({ draw }) => draw());
    maps.forEach(({ node, draw }, k) => {
      node.hidden = k >= K();
      draw(toRows(O, k), (i, j) => k === filter() && i === top && j === left ? { mark: "cbw-now", on: true } : {});
    });
    transport.draw();
    filters.draw();
    say(`Row ${top + 1}, column ${left + 1}, filter ${filter() + 1}: ${votes.join(", ")}, together `,
      ink("output", toRows(O, filter())[top][left]), ".");
  });
}

export default { render };
