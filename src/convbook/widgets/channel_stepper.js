// Each channel of X meets its plane of a filter; the three sums make one number of its map.
import { correlate, format, fromRows, tensor, toRows } from "./core.js";
import { field, frame, grid, h, stage, onChange, save, steps, dot, setAt } from "./ui.js";

const NAMES = ["X", "F", "K", "filter", "step"];

function render({ model, el }) {
  const [X, F, K, filter, step] = NAMES.map((name) => () => model.get(name));
  let O, top, left;

  const planes = ["red", "green", "blue"].map((color, c) => {
    const plane = (letter, edit) => grid({ letter: `${letter} ${color}`, edit });
    const x = plane("X", (i, j, n) => save(model, { X: setAt(X(), i, j, X()[i][j].with(c, n)) }));
    const f = plane("F", (i, j, n) =>
      save(model, { F: setAt(F(), i, j, setAt(F()[i][j], c, filter(), n)) }));
    const products = h("p");
    const draw = () => {
      const weights = F().map((line) => line.map((tap) => tap[c][filter()]));
      const pairs = [];
      f.draw(weights);
      x.draw(toRows(fromRows(X()), c), (i, j) => {
        const weight = weights[i - top]?.[j - left];
        if (weight == null) return;
        pairs.push([X()[i][j][c], weight]);
        return { mark: "cbw-window", sub: `·${format(weight)}` };
      });
      products.replaceChildren(...dot(pairs, ["input", "filter"], "output").flat(3));
      return `${color} ${products.lastChild.textContent}`;
    };
    return { node: stage(x.node, f.node, products), draw };
  });
  const maps = [0, 1, 2, 3, 4].map((k) => grid({
    letter: `O map ${k + 1}`, role: "output", pick: (i, j) => save(model, { filter: k, step: i * O.shape[1] + j }),
  }));
  const filters = field({ label: "Filters", max: 5, get: K, set: (n) => save(model, { K: n, filter: n - 1 }) });
  const walk = steps(model, () => O.data.length / 5, "Stop");
  const say = frame(el, "Three channels, one sum", filters.node,
    planes.map(({ node }) => node), stage(maps.map(({ node }) => node)), walk.node);

  return onChange(model, NAMES, () => {
    O = correlate(fromRows(X()), tensor([F().length, F()[0].length, 3, 5], F().flat(3)));
    [top, left] = [Math.floor(step() / O.shape[1]), step() % O.shape[1]];
    const votes = planes.map(({ draw }) => draw());
    maps.forEach(({ node, draw }, k) => {
      node.hidden = k >= K();
      draw(toRows(O, k), (i, j) => k === filter() && i === top && j === left ? { on: true } : {});
    });
    walk.draw();
    filters.draw();
    say(`Row ${top + 1}, column ${left + 1}, filter ${filter() + 1}: ${votes.join(", ")}, together ${
      format(O.data[step() * 5 + filter()])}.`);
  });
}

export default { render };
