// Each channel of X meets its plane of a filter; the three sums make one number of its map.
import { correlate, format, fromRows, tensor, toRows } from "./core.js";
import { field, frame, grid, h, indexed, stage, onChange, save, dot, setAt } from "./ui.js";
import { slips, steps, turnedSum } from "./steps.js";

const NAMES = ["X", "F", "K", "filter", "step"];

/** What usual slips make of the three sums of products. */
function mistakes(pairs) {
  const turned = pairs.reduce((all, part) => all + turnedSum(part), 0);
  const [red, green, blue] = pairs.map((part) => part.reduce((sum, [x, f]) => sum + x * f, 0));
  return {
    "That is the red channel alone.": red, "That is the green channel alone.": green, "That is the blue channel alone.": blue,
    "You left out the red channel.": green + blue, "You left out the green channel.": red + blue,
    "You left out the blue channel.": red + green, "You turned the filter; let it slide as it is.": turned,
    ...slips(pairs.flat(), "the pixels", "the filter"),
  };
}

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
      return pairs;
    };
    const tell = (pairs, covered) => {
      products.replaceChildren(...(covered ? ["?"] : dot(pairs, ["input", "filter"], "output").flat(9)));
      return `${color} ${products.lastChild.textContent}`;
    };
    return { node: stage(x.node, f.node, products), draw, tell };
  });
  const maps = [0, 1, 2, 3, 4].map((k) => grid({
    letter: `O map ${k + 1}`, role: "output", pick: (i, j) => save(model, { filter: k, step: i * O.shape[1] + j }),
  }));
  const filters = field({ label: "Filters", max: 5, get: K, set: (n) => save(model, { K: n, filter: n - 1 }) });
  const walk = steps(model, () => O.data.length / 5, "Stop", { edits: ["X", "F"] });
  const say = frame({ model, el }, "Three channels, one sum", filters.node,
    planes.map(({ node }) => node), stage(maps.map(({ node }) => node)), walk.node);

  return onChange(model, NAMES, () => {
    const outputs = ({ X, F }) => correlate(fromRows(X), tensor([F.length, F[0].length, 3, 5], F.flat(3)));
    O = outputs({ X: X(), F: F() });
    [top, left] = [Math.floor(step() / O.shape[1]), step() % O.shape[1]];
    const [width, places, shown] = [O.shape[1], O.data.length / 5, [0, 1, 2, 3, 4].slice(0, K())];
    const name = (at) => indexed(`map ${Math.floor(at / places) + 1}, O`, Math.floor((at % places) / width), at % width);
    const pairs = planes.map(({ draw }) => draw());
    const current = filter() * places + step();
    const { covered, at } = walk.draw({
      name, current, fill: false,
      compute: (values) => shown.flatMap((k) => toRows(outputs(values), k).flat()),
      summary: (changed) => shown.map((k) => `map ${k + 1} in ${changed.filter((i) => Math.floor(i / places) === k).length}`).join(", "),
      ask: () => ({ name: name(current), right: O.data[step() * 5 + filter()], mistakes: mistakes(pairs) }),
    });
    maps.forEach(({ node, draw }, k) => {
      node.hidden = k >= K();
      draw(toRows(O, k), (i, j) => (k < K() ? at(k * places + i * width + j) : {}));
    });
    filters.draw();
    const votes = planes.map(({ tell }, c) => tell(pairs[c], covered));
    say(`Row ${top + 1}, column ${left + 1}, filter ${filter() + 1}: `, covered || `${votes.join(", ")}, together ${
      format(O.data[step() * 5 + filter()])}.`);
  });
}

export default { render };
