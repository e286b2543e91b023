// What widgets are made of: elements, matrices, fields, and words.
import { format, rowsOf } from "./core.js";

/** Where keys lead: rows down, columns right. */
export const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -999], End: [0, 999] };

/** An element: attributes and listeners ("onclick") by name, then its children. */
export function h(tag, settings = {}, ...children) {
  const node = document.createElement(tag);
  // Without this, JupyterLab takes keys pressed on a control: "x" would cut the cell.
  if (/^(button|input|select)$/.test(tag) || "tabindex" in settings) node.dataset.lmSuppressShortcuts = "true";
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child != null));
  return node;
}

export const ink = (role, number) => h("b", { class: `cb-${role}` }, typeof number === "number" ? format(number) : number);
export const button = (text, onclick, settings) => h("button", { type: "button", onclick, ...settings }, text);

/** "2·1 + (−3)·1 = −1": `pairs` of numbers in the colors of two `roles`, and their sum in that of `total`. */
export function dot(pairs, roles, total) {
  const factor = (number, role) => (number < 0 ? ["(", ink(role, number), ")"] : ink(role, number));
  const terms = pairs.map((pair, i) => [i ? " + " : "", h("span", {}, factor(pair[0], roles[0]), "·", factor(pair[1], roles[1]))]);
  return [terms, " = ", ink(total, pairs.reduce((all, [a, b]) => all + a * b, 0))];
}

/** Sets several values at once. */
export function save(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

/** A value as `get` and `set`, for a field or a choice. */
export const bind = (model, name) => ({ get: () => model.get(name), set: (next) => save(model, { [name]: next }) });

/** Rows with one number replaced. */
export const setAt = (rows, i, j, number) => rows.map((line, y) => line.map((old, x) => (y === i && x === j ? number : old)));

/** "F₁₂" for 0 and 1. */
export const indexed = (letter, i, j) =>
  i < 9 && j < 9 ? letter + String.fromCharCode(0x2081 + i, 0x2081 + j) : `${letter} row ${i + 1}, column ${j + 1}`;

const views = new WeakMap(); // of a model: what it showed first, how it is drawn again, and whether it starts over

/** Draws now and whenever a named value has changed; returns what ends that. */
export function onChange(model, names, draw) {
  let waiting = false;
  const soon = () => {
    if (!waiting) queueMicrotask(() => ((waiting = false), draw()));
    waiting = true;
  };
  const kept = names.map((name) => [name, model.get(name)]).filter(([, value]) => value != null && !value.buffer);
  views.set(model, { first: Object.fromEntries(kept), soon, over: "new" });
  names.forEach((name) => model.on(`change:${name}`, soon));
  draw();
  return () => names.forEach((name) => model.off(`change:${name}`, soon));
}

export const redraw = (model) => views.get(model).soon();

/** Sets values with which a widget starts over, as no edit does. */
function startOver(model, over, values) {
  save(model, values);
  views.get(model).over = over;
  redraw(model);
}

/** How it starts over in this drawing: "new", "example", "reset", or not at all. */
export function startsOver(model) {
  const { over } = views.get(model);
  views.get(model).over = "";
  return over;
}

/** Title, a way back to how it came (with a `model`), `children` and words; returns `say(...words)`, for eyes and ears. */
export function frame({ model, el, onReset }, title, ...children) {
  const words = h("p", { class: "cbw-say", role: "status", "aria-live": "polite" });
  const reset = () => {
    onReset?.();
    el.querySelectorAll(".cbw-error").forEach((error) => (error.textContent = ""));
    startOver(model, "reset", views.get(model).first);
  };
  const head = h("div", { class: "cbw-row cbw-head" }, h("p", { class: "cbw-title" }, title), model && button("Reset", reset));
  el.replaceChildren(h("section", { class: "cbw", "aria-label": title }, head, children, words));
  return (...said) => {
    const next = h("p", {}, ...said);
    if (next.innerHTML !== words.innerHTML) words.replaceChildren(...next.childNodes);
  };
}

/** Paints pixels of four bytes on a canvas; without a label it belongs to what it stands in. */
export function paint(canvas, pixels, width, label) {
  Object.assign(canvas, { width, height: pixels.length / width / 4 });
  canvas.setAttribute("role", label ? "img" : "presentation");
  if (label) canvas.setAttribute("aria-label", label);
  canvas.getContext("2d").putImageData(new ImageData(pixels, width), 0, 0);
}

export const row = (...children) => h("div", { class: "cbw-row" }, children);
export const stage = (...children) => h("div", { class: "cbw-stage" }, children);
export const sign = (text) => h("span", { class: "cbw-sign", "aria-hidden": "true" }, text);

/** A place for what is wrong; `attempt(act, after)` says there why `act` failed, if it did. */
export function errorBox() {
  const node = h("span", { class: "cbw-error", role: "alert", id: `cbw-${Math.random().toString(36).slice(2)}` });
  const tell = (text = "") => node.textContent !== text && (node.textContent = text);
  function attempt(act, after = () => "") {
    try {
      act();
      tell();
      return true;
    } catch (problem) {
      tell(problem.message + after());
    }
  }
  return { node, tell, attempt };
}

/** The number a person typed ("-2", "0,5", "1/9"); an error says what is wrong with it. */
export function parseNumber(text, { min = -999, max = 999, whole = false } = {}) {
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:\/(\d+\.?\d*))?$/.exec(text.replace(/\s/g, "").replace("\u2212", "-").replace(",", "."));
  const number = found ? found[1] / (found[2] ?? 1) : NaN;
  if (!Number.isFinite(number)) throw new RangeError(text.trim() ? `“${text.trim()}” is not a number.` : "A number is missing.");
  if (whole && !Number.isInteger(number)) throw new RangeError(`${format(number)} is not a whole number.`);
  if (number < min || number > max) throw new RangeError(`${format(number)} is not between ${format(min)} and ${format(max)}.`);
  return number;
}

// ---- judging a number ----

export const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

/** "0.5", "−1/3", "1,797", "87%", "1.8 million": the number, to which decimal it was typed, and to how many figures. */
export function typedNumber(text, unit = "") {
  let plain = text.trim().replace("\u2212", "-").replace(/^\u00b1/, "").replace(/^\((.*)\)$/, "$1");
  const behind = /[a-z% ]+$/i.exec(plain)?.[0].trim();
  let power = { million: 6, thousand: 3 }[behind] ?? 0;
  if (behind === "%" && unit !== "%" && !unit.includes("point")) power = -2;
  if (power || (behind && unit.includes(behind)) || (behind === "%" && unit)) plain = plain.slice(0, -behind.length).trim();
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(",", "");
  plain = plain.replace(/[eE]([+-]?\d)$/, (_, n) => ((power += Number(n)), ""));
  const worked = plain.includes("/");
  if (worked && /\d\s+\d/.test(plain)) throw new RangeError(`“${text.trim()}” cannot be read here: type a number, such as 0.25 or 1/4.`);
  const number = Number((parseNumber(plain, { min: -1e15, max: 1e15 }) * 10 ** power).toPrecision(15));
  const decimals = (/[.,](\d*)/.exec(plain)?.[1].length ?? 0) - power;
  return { number, decimals, figures: worked ? 12 : plain.replace(/^[^1-9]*/, "").replace(/\D/g, "").length, worked };
}

/** Whether a number, as it was typed or worked out from what was typed, is this one. */
export function fits({ number, decimals, figures, worked }, right) {
  if (Number.isInteger(right) || near(number, right)) return near(number, right);
  if (worked) return Math.abs(number - right) <= 0.005 * Math.abs(right);
  return figures > 1 && Math.abs(number - right) <= (figures > 2 ? 1 : 0.5) * 1.000001 * 10 ** -decimals;
}

/** Whether a number is right, but has one figure only. */
export const isShort = ({ number, figures }, right) => figures < 2 && near(number, Number(right.toPrecision(1)));

/** What is wrong with a number, as far as it tells by itself. */
export function numberDiffers(typed, right, unit = "") {
  const { number, decimals, figures } = typed;
  if (fits({ ...typed, number: -number }, right)) return "The size is right, but not the sign.";
  if (isShort(typed, right)) return "Right as far as it goes: give two figures.";
  if (/%|percent|point/.test(unit) && fits({ ...typed, number: 100 * number, decimals: decimals - 2 }, right))
    return "That is the fraction; in percent it is 100 times as large.";
  const power = Math.log10(number / right);
  if (right && (figures > 1 || !Number.isInteger(right)) && Math.abs(power) > 0.5 && Math.abs(power - Math.round(power)) < 0.002)
    return "The figures are right, but the decimal point is in the wrong place.";
  if (right && number && Math.abs(right) !== 1 && Math.abs(1 / number / right - 1) < 0.005) return "That is 1 divided by the answer.";
  if (Number.isInteger(right) && !Number.isInteger(number) && Math.abs(number - right) < 1) return "Close: the answer is a whole number.";
  if (Number.isInteger(right) && Math.abs(number - right) === 1) return "Off by one: was something counted twice, or left out?";
  if (Number.isInteger(right) && figures > 1 && figures < String(Math.abs(right)).length && near(number, Number(right.toPrecision(figures))))
    return "Right when rounded; here all digits are asked for.";
  return `Too ${number > right ? "large" : "small"}.`;
}

/** What to say of a text typed for the number `right`: {result: "right", "wrong" or "none", says}. */
export function judgeNumber({ right, mistakes }, text) {
  try {
    const typed = typedNumber(text);
    if (fits(typed, right)) return { result: "right", says: "Right." };
    const known = Object.keys(mistakes).find((says) => !near(mistakes[says], right) && fits(typed, mistakes[says]));
    return { result: "wrong", says: known ?? numberDiffers(typed, right) };
  } catch (problem) {
    return { result: "none", says: problem.message };
  }
}

/** An input that hands numbers to `set`; without one, or when `set` throws, the last good one stays. */
function numberInput({ limits, get, set, error, ...settings }) {
  const refresh = () => {
    input.removeAttribute("aria-invalid");
    input.value = format(get());
  };
  const enter = (text) => error.attempt(() => set(parseNumber(text, limits)), () => ` It stays ${format(get())}.`);
  const input = h("input", {
    type: "text", autocomplete: "off", "aria-describedby": error.node.id, ...settings,
    onfocus: () => input.select(),
    onblur: refresh,
    oninput: () => (enter(input.value) ? input.removeAttribute("aria-invalid") : input.setAttribute("aria-invalid", "true")),
  });
  return { input, enter, refresh };
}

/** A labeled number, whole if `by` is: typed, or stepped by arrow keys or buttons. */
export function field({ label, min = 1, max = 9, by = 1, get, set }) {
  const error = errorBox();
  const limits = { min, max, whole: Number.isInteger(by) };
  const step = (times) => (number.enter((get() + times * by).toFixed(4)), number.refresh());
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
    if (input !== document.activeElement) input.value = format(get()); // what is being typed stays
  }
  const change = (text, times, what) => button(text, () => step(times), { tabindex: "-1", "aria-label": `${label}: ${what}` });
  const control = h("span", { class: "cbw-spin" }, change("\u2212", -1, "less"), input, change("+", 1, "more"));
  return { node: h("span", { class: "cbw-field" }, h("span", { "aria-hidden": "true" }, label), control, error.node), draw: update };
}

/** A labeled list of `options`, names or [value, name] pairs; `set` may throw. */
export function choice({ label, options, get, set }) {
  const error = errorBox();
  const pairs = options.map((option) => (Array.isArray(option) ? option : [option, option]));
  const select = h("select", {
    "aria-describedby": error.node.id,
    onchange: () => error.attempt(() => set(pairs[select.selectedIndex][0]), () => (update(), "")),
  }, pairs.map(([, name]) => h("option", {}, name)));
  const update = () => (select.selectedIndex = pairs.findIndex(([value]) => value === get()));
  return { node: h("span", { class: "cbw-field" }, h("label", {}, label, select), error.node), draw: update };
}

/** States to start from, the value "examples" {name: {value's name: value}}; what is none of them is "your own". */
export function examples(model, label = "Example") {
  const states = model.get("examples");
  const same = (state) => Object.entries(state).every(([name, value]) => JSON.stringify(model.get(name)) === JSON.stringify(value));
  return choice({
    label,
    options: [...Object.keys(states), [null, "your own"]],
    get: () => Object.keys(states).find((name) => same(states[name])) ?? null,
    set: (name) => name && startOver(model, "example", { ...states[name], ...(model.get("step") > 0 && { step: 0 }) }),
  });
}

const ROLES = { X: "input", F: "filter", O: "output" }; // of the letter that a matrix has

/**
 * A matrix, named by `letter` and `what`, colored by `role`. With `edit(i, j, number)` one types into its cells (with a
 * `model` into its value `name`), with `pick(i, j)` one chooses among them; arrow keys lead from cell to cell.
 * `draw(rows, look, zeros)`: `look(i, j)` -> {mark: classes, sub: a second number, on: chosen, text, spoken: the text
 * for ears}; `zeros` are ((top, bottom), (left, right)) of padding around the rows, where i and j are outside of them.
 */
export function grid({ letter, what = "", role = ROLES[letter[0]] ?? "gradient", model, name = letter, edit, pick }) {
  if (model) edit = (i, j, number) => save(model, { [name]: setAt(model.get(name), i, j, number) });
  const error = errorBox();
  const [caption, body] = [h("caption"), h("tbody")];
  const table = h("table", { class: `cbw-grid cbw-${role}`, onkeydown: move, onfocusin: ({ target }) => enter(target) }, caption, body);
  let [form, cells, values] = ["", [], []];

  function build(height, width, [[top, bottom], [left, right]]) {
    const cell = (i, j) => {
      const [inside, place] = [i >= 0 && i < height && j >= 0 && j < width, `${letter} row ${i + 1}, column ${j + 1}`];
      const typing = { error, tabindex: -1, "aria-label": place, get: () => values[i][j], set: (n) => edit(i, j, n) };
      const number = inside && edit ? numberInput(typing) : null;
      const control = number?.input ?? (inside && pick ? button("", () => pick(i, j), { tabindex: -1 }) : null);
      const sub = h("small");
      return { i, j, place, inside, number, control, sub, td: h("td", {}, control ?? h("span"), sub) };
    };
    const lines = rowsOf(top + height + bottom, left + width + right, (i, j) => cell(i - top, j - left));
    cells = lines.flat();
    table.style.setProperty("--columns", lines[0].length);
    body.replaceChildren(...lines.map((line) => h("tr", {}, line.map(({ td }) => td))));
  }

  function move(event) {
    const at = cells.find((cell) => cell.control === event.target);
    const [down, right] = ARROWS[event.key] ?? [];
    if (!at || down === undefined) return;
    event.preventDefault();
    const column = Math.max(0, Math.min(values[0].length - 1, at.j + right));
    cells.find(({ i, j, control }) => control && i === at.i + down && j === column)?.control.focus();
  }
  /** The Tab key comes back to the cell where one was. */
  const enter = (last) => cells.forEach(({ control }) => control && (control.tabIndex = control === last ? 0 : -1));

  function draw(rows, look = () => ({}), zeros = [[0, 0], [0, 0]]) {
    values = rows;
    const next = JSON.stringify([rows.length, rows[0].length, zeros]);
    if (next !== form) build(rows.length, rows[0].length, zeros);
    if (next !== form && (edit || pick)) enter(cells.find(({ inside }) => inside).control);
    form = next;
    caption.replaceChildren(h("i", {}, letter), ` ${what}${what && ", "}${rows.length}×${rows[0].length}`);
    for (const cell of cells) {
      const { i, j, inside, number, control, td } = cell;
      const { mark = "", sub = "", on, text = format(inside ? rows[i][j] : 0), spoken = text } = look(i, j) ?? {};
      td.className = `${inside ? "" : "cbw-zero "}${on ? "cbw-now " : ""}${mark}`;
      cell.sub.textContent = sub;
      if (number) {
        if (control !== document.activeElement) number.refresh();
      } else td.firstChild.textContent = text;
      if (control && !number) {
        control.setAttribute("aria-label", `${cell.place}: ${spoken}`);
        control.setAttribute("aria-pressed", Boolean(on));
        if (on) enter(control);
      }
    }
  }
  return { node: h("div", { class: "cbw-matrix" }, table, error.node), draw, edit };
}
