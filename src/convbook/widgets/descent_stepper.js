// A walk down the loss over F₁₁ and F₁₂, each step by equation 22; Python gives the map of this valley.
import { correlate, filterGradient, format, fromRows } from "./core.js";
import { bind, ink, field, frame, grid, h, stage, onChange, steps, setAt } from "./ui.js";

function render({ model, el }) {
  const alpha = bind(model, "learning_rate");
  const number = field({ label: "Step size α", min: 0.001, max: 1, by: 0.001, ...alpha });
  const slider = h("input", {
    type: "range", min: 0.001, max: 0.25, step: 0.001, "aria-label": "Step size α",
    oninput: () => alpha.set(Number(slider.value)),
  });
  const start = grid({ letter: "F", what: "start, first row", model });
  const map = h("div", {
    class: "cbw-map",
    onclick: ({ offsetX, offsetY }) => [offsetX, offsetY].forEach((n, j) =>
      start.edit(0, j, Math.round(model.get("valley").corner[j] + (400 * n) / map.clientWidth) / (j ? -100 : 100))),
  });
  const walk = steps(model, () => 31, "Step", 0);
  const say = frame(el, "Down the valley", stage(number.node, slider), stage(map, start.node), walk.node);

  return onChange(model, ["F", "T", "X", "learning_rate", "step", "valley"], () => {
    const [α, F, T, X] = [alpha.get(), model.get("F"), model.get("T").flat(), fromRows(model.get("X"))];
    let [[p, q], places, u, v, loss] = [F[0], []];
    for (;;) {
      const f = fromRows(setAt(setAt(F, 0, 0, p), 0, 1, q));
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
    walk.draw();
    start.draw([F[0].slice(0, 2)]);
    slider.value = α;
    const verdict = across < -1 ? "explodes" : across < 0 ? "jumps across" : along > 0.9 ? "crawls" : "slides down";
    say(`Step ${places.length - 1}: F₁₁ = `, ink("filter", p), ", F₁₂ = ", ink("filter", q), "; gradient (", ink("gradient", u),
      ", ", ink("gradient", v), `); loss ${format(loss)}${loss > 1e9 ? ", too high to go on" : ""}. α = ${format(α)} ${verdict}: each step `,
      `multiplies the distance across the valley by ${format(across)}, along it by ${format(along)}.`);
  });
}

export default { render };
