// What widgets are made of: elements, matrices to read, type into or choose from, fields, steps, and words.
import { print } from "./core.js";

/** An element: attributes, properties and listeners ("onclick") by name, then its children. */
export function h(tag, settings = {}, ...children) {
  const node = document.createElement(tag);
  // Without this, JupyterLab takes the keys pressed on a control for its own: "x" would cut the cell.
  if (/^(button|input|select|canvas)$/.test(tag)) node.dataset.lmSuppressShortcuts = "true";
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child != null));
  return node;
}

export const ink = (role, number) => h("b", { class: `cb-${role}` }, typeof number === "number" ? print(number) : number);
export const button = (text, onclick, settings) => h("button", { type: "button", onclick, ...settings }, text);

/** "2·1 + (−3)·1 = −1" in colours: `pairs` of numbers, whose roles are `roles`, then their sum in the role `total`. */
export function sum(pairs, roles, total) {
  const factor = (number, role) => (number < 0 ? ["(", ink(role, number), ")"] : ink(role, number));
  const terms = pairs.map((pair, i) => [i ? " + " : "", h("span", {}, factor(pair[0], roles[0]), "·", factor(pair[1], roles[1]))]);
  return [terms, " = ", ink(total, pairs.reduce((all, [a, b]) => all + a * b, 0))];
}

/** Sets several of a widget's values at once. */
export function put(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

/** One of a widget's values as `get` and `set`, for a field or a choice. */
export const value = (model, name) => ({ get: () => model.get(name), set: (next) => put(model, { [name]: next }) });

/** Rows with one number replaced. */
export const replaced = (rows, i, j, number) => rows.map((line, y) => line.map((old, x) => (y === i && x === j ? number : old)));

/** Draws now, and once more whenever one of the named values has changed; returns what ends that. */
export function live(model, names, draw) {
  let waiting = false;
  const soon = () => {
    if (!waiting) queueMicrotask(() => ((waiting = false), draw()));
    waiting = true;
  };
  names.forEach((name) => model.on(`change:${name}`, soon));
  draw();
  return () => names.forEach((name) => model.off(`change:${name}`, soon));
}

/** The widget's frame: its title, then `children`; `say(...words)` tells a step to eyes and to screen readers. */
export function frame(el, title, ...children) {
  const words = h("p", { class: "cbw-say", role: "status", "aria-live": "polite" });
  el.replaceChildren(h("section", { class: "cbw", "aria-label": title }, h("p", { class: "cbw-title" }, title), children, words));
  return (...said) => {
    const next = h("p", {}, ...said);
    if (next.innerHTML !== words.innerHTML) words.replaceChildren(...next.childNodes);
  };
}

/** Paints a square of pixels, four bytes each, on a canvas; without a label it belongs to what it stands in. */
export function paint(canvas, pixels, label) {
  canvas.width = canvas.height = Math.sqrt(pixels.length / 4);
  canvas.getContext("2d").putImageData(new ImageData(pixels, canvas.width), 0, 0);
  canvas.setAttribute("role", label ? "img" : "presentation");
  if (label) canvas.setAttribute("aria-label", label);
}

export const row = (...children) => h("div", { class: "cbw-row" }, children);
export const stage = (...children) => h("div", { class: "cbw-stage" }, children);
export const sign = (text) => h("span", { class: "cbw-sign", "aria-hidden": "true" }, text);

/** A place for what is wrong, beside what it is about. */
export function message() {
  const node = h("span", { class: "cbw-error", role: "alert", id: `cbw-${Math.random().toString(36).slice(2)}` });
  return { node, tell: (text = "") => node.textContent !== text && (node.textContent = text) };
}

/** The number in what a person typed ("-2", "0,5", "1/9"); an error says what is wrong with it. */
export function read(text, { min = -999, max = 999, whole = false } = {}) {
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:\/(\d+\.?\d*))?$/.exec(text.replace(/\s/g, "").replace("\u2212", "-").replace(",", "."));
  const number = found ? found[1] / (found[2] ?? 1) : NaN;
  if (!Number.isFinite(number)) throw new RangeError(text.trim() ? `“${text.trim()}” is not a number.` : "A number is missing.");
  if (whole && !Number.isInteger(number)) throw new RangeError(`${print(number)} is not a whole number.`);
  if (number < min || number > max) throw new RangeError(`${print(number)} is not between ${print(min)} and ${print(max)}.`);
  return number;
}

/** An input that hands good numbers to `set`, and keeps the last good one when it gets another or `set` throws. */
function numberInput({ limits, get, set, error, ...settings }) {
  const refresh = () => {
    input.removeAttribute("aria-invalid");
    input.value = print(get());
  };
  const input = h("input", {
    type: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": error.node.id, ...settings,
    onfocus: () => input.select(),
    onblur: refresh,
    oninput: () => enter(() => read(input.value, limits)),
  });
  function enter(number) {
    try {
      set(number());
      input.removeAttribute("aria-invalid");
      error.tell();
    } catch (problem) {
      input.setAttribute("aria-invalid", "true");
      error.tell(`${problem.message} It stays ${print(get())}.`);
    }
  }
  return { input, enter, refresh };
}

/** A labelled number, whole if `by` is: typed, or stepped by `by` with arrow keys or the buttons beside it. */
export function field({ label, min = 1, max = 9, by = 1, get, set }) {
  const error = message();
  const limits = { min, max, whole: Number.isInteger(by) };
  function step(times) {
    number.enter(() => read((get() + times * by).toFixed(4), limits));
    if (!input.hasAttribute("aria-invalid")) input.value = print(get());
  }
  const number = numberInput({
    limits, get, set, error, "aria-label": label, inputmode: limits.whole && "numeric", role: "spinbutton", "aria-valuemin": min, "aria-valuemax": max,
    onkeydown: (event) => {
      const times = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (times) (event.preventDefault(), step(times));
    },
  });
  const { input } = number;
  function update() {
    input.setAttribute("aria-valuenow", get());
    if (input !== document.activeElement) input.value = print(get()); // what is being typed stays as it is typed
  }
  const change = (text, times, what) => button(text, () => step(times), { tabindex: "-1", "aria-label": `${label}: ${what}` });
  const control = h("span", { class: "cbw-spin" }, change("\u2212", -1, "less"), input, change("+", 1, "more"));
  return { node: h("span", { class: "cbw-field" }, h("span", { "aria-hidden": "true" }, label), control, error.node), draw: update };
}

/** A labelled list of `options`, names or [value, name] pairs. `set` may throw: then the message stands beside it. */
export function choice({ label, options, get, set }) {
  const error = message();
  const pairs = options.map((option) => (Array.isArray(option) ? option : [option, option]));
  const select = h("select", {
    "aria-describedby": error.node.id,
    onchange: () => {
      try {
        set(pairs[select.selectedIndex][0]);
        error.tell();
      } catch (problem) {
        error.tell(problem.message);
        update();
      }
    },
  }, pairs.map(([, name]) => h("option", {}, String(name))));
  const update = () => (select.selectedIndex = pairs.findIndex(([value]) => value === get()));
  return { node: h("span", { class: "cbw-field" }, h("label", {}, label, select), error.node), draw: update };
}

/** Ready-made states to start from: {name: {value's name: value, ...}}; what is none of them is "your own". */
export function examples(model, states, label = "Example") {
  const same = (state) => Object.entries(state).every(([name, value]) => JSON.stringify(model.get(name)) === JSON.stringify(value));
  return choice({
    label,
    options: [...Object.keys(states), [null, "your own"]],
    get: () => Object.keys(states).find((name) => same(states[name])) ?? null,
    set: (name) => name && put(model, { ...states[name], ...(model.get("step") > 0 && { step: 0 }) }),
  });
}

/**
 * A matrix: `letter` and `what` name it, `role` colours it. With `edit(i, j, number)` one types into its cells, with
 * `pick(i, j)` one chooses among them; then it is one stop of the Tab key, and the arrow keys lead from cell to cell.
 * `draw(rows, look, zeros)`: `look(i, j)` -> {mark: classes, sub: a small second number, on: chosen, text}; `zeros` are
 * ((top, bottom), (left, right)) of padding around the rows, where i and j are outside of them.
 */
export function grid({ letter, what = "", role, edit, pick, limits }) {
  const error = message();
  const [caption, body] = [h("caption"), h("tbody")];
  const table = h("table", { class: `cbw-grid cbw-${role}`, onkeydown: move }, caption, body);
  let [form, cells, values] = ["", [], []];

  function build(height, width, [[top, bottom], [left, right]]) {
    cells = [];
    for (let i = -top; i < height + bottom; i++)
      for (let j = -left; j < width + right; j++) {
        const inside = i >= 0 && i < height && j >= 0 && j < width;
        const name = `${letter} row ${i + 1}, column ${j + 1}`;
        const cell = { i, j, name, inside, sub: h("small") };
        if (inside && edit) {
          cell.number = numberInput({
            limits, error, tabindex: "-1", "aria-label": name, get: () => values[i][j], set: (number) => edit(i, j, number),
          });
          cell.control = cell.number.input;
        } else if (inside && pick) cell.control = button("", () => pick(i, j), { tabindex: "-1" });
        cell.td = h("td", {}, cell.control ?? h("span"), cell.sub);
        cells.push(cell);
      }
    const columns = left + width + right;
    table.style.setProperty("--columns", columns);
    body.replaceChildren(...Array.from({ length: top + height + bottom }, (_, i) =>
      h("tr", {}, cells.slice(i * columns, (i + 1) * columns).map((cell) => cell.td))));
  }

  function move(event) {
    const at = cells.find((cell) => cell.control === event.target);
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -99], End: [0, 99] }[event.key] ?? [];
    if (!at || down === undefined) return;
    event.preventDefault();
    const column = Math.max(0, Math.min(values[0].length - 1, at.j + right));
    const next = cells.find((cell) => cell.inside && cell.i === at.i + down && cell.j === column);
    if (next) enter(next).focus();
  }
  function enter(cell) { // the Tab key comes back to the cell where one was
    cells.forEach(({ control }) => control && (control.tabIndex = control === cell.control ? 0 : -1));
    return cell.control;
  }
  table.addEventListener("focusin", (event) => {
    const cell = cells.find(({ control }) => control === event.target);
    if (cell) enter(cell);
  });

  function draw(rows, look = () => ({}), zeros = [[0, 0], [0, 0]]) {
    values = rows;
    const next = JSON.stringify([rows.length, rows[0].length, zeros]);
    if (next !== form) build(rows.length, rows[0].length, zeros);
    const fresh = next !== form;
    form = next;
    caption.replaceChildren(h("i", {}, letter), ` ${what}${what && ", "}${rows.length}×${rows[0].length}`);
    for (const cell of cells) {
      const { i, j, inside, number, control } = cell;
      const { mark = "", sub = "", on, text = print(inside ? rows[i][j] : 0) } = look(i, j) ?? {};
      cell.td.className = `${inside ? "" : "cbw-zero "}${mark}`;
      cell.sub.textContent = sub;
      if (number) {
        if (control !== document.activeElement) number.refresh();
      } else (control ?? cell.td.firstChild).textContent = text;
      if (control && !number) {
        control.setAttribute("aria-label", `${cell.name}: ${text}`);
        control.setAttribute("aria-pressed", Boolean(on));
        if (on) enter(cell);
      }
    }
    if (fresh && (edit || pick) && !cells.some(({ control }) => control?.tabIndex === 0)) enter(cells.find((cell) => cell.inside));
  }
  return { node: h("div", { class: "cbw-matrix" }, table, error.node), draw };
}

/** Back, play, on, and a slider, for the value "step" of `count()` steps, told as counted from `first`; arrow keys step. */
export function steps(model, count, label = "Step", first = 1) {
  let playing = null;
  const go = (step) => put(model, { step: Math.max(0, Math.min(count() - 1, step)) });
  const stop = () => (clearInterval(playing), (playing = null), draw());
  const toggle = () => {
    if (playing) return stop();
    if (model.get("step") >= count() - 1) go(0);
    playing = setInterval(() => {
      if (!node.isConnected || model.get("step") >= count() - 1) return stop();
      go(model.get("step") + 1);
    }, 1200);
    draw();
  };
  const byHand = (step) => (playing && stop(), go(step));
  const play = button("", toggle);
  const slider = h("input", { type: "range", min: 0, "aria-label": label, oninput: () => byHand(Number(slider.value)) });
  const where = h("span", { class: "cbw-where" });
  const node = h("div", {
    class: "cbw-steps", role: "group", "aria-label": `${label}s`,
    onkeydown: (event) => {
      const at = model.get("step");
      const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: count() - 1 }[event.key];
      if (to !== undefined) (event.preventDefault(), byHand(to));
    },
  },
    button("Back", () => byHand(model.get("step") - 1)), play,
    button("Next", () => byHand(model.get("step") + 1)), slider, where,
  );
  function draw() {
    const [step, total] = [model.get("step"), count()];
    slider.max = total - 1;
    slider.value = step;
    slider.setAttribute("aria-valuetext", `${step + first} of ${total - 1 + first}`);
    play.textContent = playing ? "Pause" : "Play";
    where.textContent = `${step + first} / ${total - 1 + first}`;
  }
  return { node, draw };
}
