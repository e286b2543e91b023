// A walk down the loss over F₁₁ and F₁₂, each step by equation 22; Python gives the map of this valley.
import { correlate, filterGradient, formatNumber, fromRows } from "./core.js";
import {
  bindValue, cellEditor, colored, field, frame, grid, h, matrixRow, redrawOnChange, steps, withNumberAt,
} from "./ui.js";

function render({ model, el }) {
  const alpha = bindValue(model, "learning_rate");
  const number = field({ label: "Step size α", min: 0.001, max: 1, by: 0.001, ...alpha });
  const slider = h("input", {
    type: "range", min: 0.001, max: 0.25, step: 0.001, "aria-label": "Step size α",
    oninput: () => alpha.set(Number(slider.value)),
  });
  const edit = cellEditor(model, "F");
  const start = grid({ letter: "F", what: "start, first row", role: "filter", edit });
  const map = h("div", {
    class: "cbw-map",
    onclick: ({ offsetX, offsetY }) => [offsetX, offsetY].forEach((n, j) =>
      edit(0, j, Math.round(model.get("valley").corner[j] + (400 * n) / map.clientWidth) / (j ? -100 : 100))),
  });
  const transport = steps(model, () => 31, "Step", 0);
  const say = frame(el, "Down the valley", matrixRow(number.node, slider), matrixRow(map, start.node), transport.node);

  return redrawOnChange(model, ["F", "T", "X", "learning_rate", "step", "valley"], () => {
    const [α, F, T, X] = [alpha.get(), model.get("F"), model.get("T").flat(), fromRows(model.get("X"))];
    let [[p, q], places, u, v, loss] = [F[0], []];
    for (;;) {
      const f = fromRows(withNumberAt(withNumberAt(F, 0, 0, p), 0, 1, q));
      const errors = correlate(X, f).data.map((o, i) => o - T[i]);
      loss = errors.reduce((sum, error) => sum + error ** 2, 0) / T.length;
      [u, v] = filterGradient({ data: errors }, X, f.shape).data.map((sum) => (2 * sum) / T.length);
      places.push(`${p} ${q}`);
      if (places.length > model.get("step") || loss > 1e9) break;
      [p, q] = [p - α * u, q - α * v]; // equation 22
    }
    const { curvatures, picture } = model.get("valley");
    const [across, along] = curvatures.map((c) => 1 - α * c);
    map.innerHTML = picture;
    map.firstChild.lastChild.innerHTML = `<g class="cb-filter"><path d="M${places.join("L")}"/>
      <path stroke-width="8" d="M${places.join("h0M")}h0"/><circle cx="${p}" cy="${q}" r=".07"/></g>
      <path class="cb-gradient" d="M0 0H1m-.2-.1 .2.1-.2.1" transform="matrix(${[u, v, -v, u, p, q]}) scale(${1 / (curvatures[0] + curvatures[1])})"/>`;
    number.draw();
    transport.draw();
    start.draw([F[0].slice(0, 2)]);
    slider.value = α;
    const verdict = across < -1 ? "explodes" : across < 0 ? "jumps across" : along > 0.9 ? "crawls" : "slides down";
    say(`Step ${places.length - 1}: F₁₁ = `, colored("filter", p), ", F₁₂ = ", colored("filter", q), "; gradient (", colored("gradient", u),
      ", ", colored("gradient", v), `); loss ${formatNumber(loss)}${loss > 1e9 ? ", too high to go on" : ""}. α = ${formatNumber(α)} ${verdict}: each step `,
      `multiplies the distance across the valley by ${formatNumber(across)}, along it by ${formatNumber(along)}.`);
  });
}

export default { render };
