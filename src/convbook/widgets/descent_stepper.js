// A walk down the loss over F₁₁ and F₁₂, each step by equation 22; Python gives the map of this valley.
import { correlate, filterGradient, format, fromRows } from "./core.js";
import { bind, ink, field, frame, grid, h, stage, onChange, setAt } from "./ui.js";
import { steps } from "./steps.js";

const NAMES = ["F", "T", "X", "learning_rate", "step", "valley"];

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
  const walk = steps(model, () => 31, "Step", { first: 0, edits: NAMES.slice(0, 4) });
  const say = frame({ model, el }, "Down the valley", stage(number.node, slider), stage(map, start.node), walk.node);

  return onChange(model, NAMES, () => {
    const [α, F, T, X] = [alpha.get(), model.get("F"), model.get("T").flat(), fromRows(model.get("X"))];
    const walked = []; // what each step found
    for (let [p, q] = F[0]; ;) {
      const f = fromRows(setAt(setAt(F, 0, 0, p), 0, 1, q));
      const errors = correlate(X, f).data.map((o, i) => o - T[i]);
      const loss = errors.reduce((sum, error) => sum + error ** 2, 0) / T.length;
      const [u, v] = filterGradient({ data: errors }, X, f.shape).data.map((sum) => (2 * sum) / T.length);
      walked.push({ p, q, u, v, loss });
      if (walked.length > model.get("step") || loss > 1e9) break;
      [p, q] = [p - α * u, q - α * v]; // equation 22
    }
    const [next, last] = [walked.at(-1), walked.at(-2)];
    const { covered } = walk.draw({
      ask: () => walked.length > 1 && walked.length > model.get("step") && { name: "F₁₁ after this step", right: next.p, mistakes: {
        "A step goes against the gradient: subtract.": last.p + α * last.u, "The step size is missing.": last.p - last.u,
        "That is F₁₁ before the step.": last.p, "That is F₁₂.": next.q,
        "That is the step alone; start from F₁₁.": -α * last.u, "That is with the gradient of F₁₂.": last.p - α * last.v,
      } },
    });
    if (covered) walked.pop();
    const { p, q, u, v, loss } = walked.at(-1);
    const places = walked.map((one) => `${one.p} ${one.q}`);
    const { curvatures, picture } = model.get("valley");
    const [across, along] = curvatures.map((c) => 1 - α * c);
    map.innerHTML = picture;
    map.firstChild.lastChild.innerHTML = `<g class="cb-filter"><path d="M${places.join("L")}"/>
      <path stroke-width="8" d="M${places.join("h0M")}h0"/><circle cx="${p}" cy="${q}" r=".07"/></g>
      <path class="cb-gradient" d="M0 0H1m-.2-.1 .2.1-.2.1" transform="matrix(${[u, v, -v, u, p, q]}) scale(${1 / (curvatures[0] + curvatures[1])})"/>`;
    number.draw();
    start.draw([F[0].slice(0, 2)]);
    slider.value = α;
    const verdict = across < -1 ? "explodes" : across < 0 ? "jumps across" : along > 0.9 ? "crawls" : "slides down";
    say(...(covered ? ["One more step. ", covered, " Before it, "] : []), `${covered ? "at step" : "Step"} ${places.length - 1}: F₁₁ = `, ink("filter", p), ", F₁₂ = ", ink("filter", q), "; gradient (", ink("gradient", u),
      ", ", ink("gradient", v), `); loss ${format(loss)}${loss > 1e9 ? ", too high to go on" : ""}. α = ${format(α)} ${verdict}: each step `,
      `multiplies the distance across the valley by ${format(across)}, along it by ${format(along)}.`);
  });
}

export default { render };
