// Steps through a widget's results: what an edit changed, and what is predicted before it is shown.
import { format } from "./core.js";
import { ARROWS, button, h, judgeNumber, near, redraw, save, startsOver } from "./ui.js";

/** Tells what values were before the last edit, if there was one; going on in the same place is the same edit. */
export function lastEdit(model, names) {
  let [last, before, places] = [];
  return (over) => {
    const now = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const [old, parts] = [last ?? now, now].map((values) => JSON.stringify(values).split(/[,[\]{}]/));
    const changed = parts.flatMap((part, i) => (part === old[i] ? [] : [i])).join() + (parts.length < old.length ? "-" : "");
    if (over) [before, places] = [];
    else if (changed) {
      if (changed !== places) before = last;
      places = changed;
    }
    last = now;
    return { before, anew: Boolean(over || changed) };
  };
}

/** What usual slips make of a sum of products, one of each pair from `first`, one from `second`: {sentence: number}. */
export function slips(pairs, first, second) {
  const sum = (term) => pairs.reduce((all, [a, b], i) => all + term(a, b, i), 0);
  return {
    "You left out a minus sign.": sum((a, b) => Math.abs(a * b)),
    "You added where you should multiply.": sum((a, b) => a + b),
    [`You left out ${second}.`]: sum((a) => a),
    [`You left out ${first}.`]: sum((_, b) => b),
  };
}

/** The sum of the products with the second ones turned by 180 degrees. */
export const turnedSum = (pairs) => pairs.reduce((all, [a], i) => all + a * pairs.at(-1 - i)[1], 0);

/**
 * Buttons and a slider for the value "step", one of `count()` steps, told as counted from `first`. `edits` are the
 * values that a reader may edit. Each drawing calls `draw({compute, name, ask, current, width, fill})`:
 * `compute(values)` gives all results for values of `edits`, `name(at)` the name of one, `summary(places)` tells of
 * many; `ask()` is what is predicted at the `current` one, {name, right, mistakes: {sentence: number}}; with `fill`,
 * those after it stay empty until an edit.
 * It returns how a result looks, by its place, `at`, or its row and column, `look`; how it has changed, `change`; whether
 * the reader has still to predict it, `hides`; and for the current one what to say then, `covered`.
 */
export function steps(model, count, label = "Step", { first = 1, edits = [] } = {}) {
  const [at, last] = [() => model.get("step"), () => count() - 1];
  const go = (step) => save(model, { step: Math.max(0, Math.min(last(), step)) });
  let playing;
  const stop = () => (clearInterval(playing), (playing = null), update());
  const byHand = (step) => (stop(), go(step));
  const play = button("", () => {
    if (playing) return stop();
    if (at() >= last()) go(0);
    playing = setInterval(() => (node.isConnected && at() < last() ? go(at() + 1) : stop()), 1200);
    update();
  });
  const slider = h("input", { type: "range", min: 0, "aria-label": label, oninput: () => byHand(Number(slider.value)) });
  const where = h("span", { class: "cbw-where" });
  const onkeydown = (event) => {
    const [down, right] = ARROWS[event.key] ?? [];
    if (right !== undefined) (event.preventDefault(), byHand(at() + right - down));
  };
  function update() {
    slider.max = last();
    slider.value = at();
    where.textContent = `${at() + first} of ${last() + first}`;
    slider.setAttribute("aria-valuetext", where.textContent);
    play.textContent = playing ? "Pause" : "Play";
    play.disabled = predicting;
    predict.setAttribute("aria-pressed", predicting);
  }

  const history = lastEdit(model, edits);
  const open = new Set(); // the results that a reader has predicted, or asked for
  let [predicting, question, now] = [false];
  const predict = button("Predict first", () => {
    predicting = !predicting;
    open.clear();
    stop();
    redraw(model);
  });
  const [asked, reply, note] = [h("span"), h("p", { role: "status" }), h("p", { role: "status" })];
  const typed = h("input", {
    type: "text", class: "cbw-typed", autocomplete: "off",
    onkeydown: ({ key }) => key === "Enter" && (open.has(now) && at() < last() ? go(at() + 1) : check()),
  });
  const check = () => {
    const { result, says } = judgeNumber(question, typed.value);
    const seal = { right: "\u2713 ", wrong: "\u2717 " }[result];
    reply.replaceChildren(seal ? h("b", { class: `cbw-${result}` }, seal) : "", says,
      result === "right" && at() < last() ? " Enter goes on." : "");
    if (result === "right") uncover();
  };
  const uncover = () => (open.add(now), redraw(model));
  const show = () => (reply.replaceChildren(`It is ${format(question.right)}.`), uncover());
  const guess = h("div", { class: "cbw-row" }, h("label", {}, asked, typed), button("Check", check), button("Show", show));
  const node = h("div", {}, h("div", { class: "cbw-steps", role: "group", "aria-label": `${label}s`, onkeydown },
    button("Back", () => byHand(at() - 1)), play, button("Next", () => byHand(at() + 1)), slider, where, predict),
    guess, reply, note);

  function draw({ compute, name, ask, summary, current = at(), width = 1, fill = true } = {}) {
    const over = startsOver(model);
    const { before, anew } = history(over);
    if (over === "reset") (stop(), (predicting = false));
    if (anew) open.clear();
    update();
    const values = Object.fromEntries(edits.map((name) => [name, model.get(name)]));
    const [results, old] = [values, before].map((one) => compute && one && [...compute(one)]);
    const comparable = !predicting && old?.length === results?.length && old;

    question = predicting && ask?.();
    const covered = question && !open.has(current) ? `${question.name} is covered: type your number, or press Show.` : "";
    guess.hidden = !question;
    if (question) asked.replaceChildren("Your number for ", question.name, " ");
    if (current !== now || covered && anew || !question) {
      typed.value = "";
      reply.textContent = predicting && !question ? "Press Next, and predict what comes." : "";
    }
    now = current;

    const differs = (i) => comparable && !near(results[i], old[i]);
    const by = (i) => (results[i] > old[i] ? "+" : "") + format(results[i] - old[i]);
    const changed = comparable ? results.flatMap((_, i) => (differs(i) ? [i] : [])) : [];
    note.textContent = !comparable ? "" : !changed.length ? "Your edit changed no result."
      : changed.length > 4 ? `Your edit changed ${changed.length} of ${results.length} results${summary ? `: ${summary(changed)}` : "; each shows by how much"}.`
      : `Your edit changed ${changed.map((i) => `${name(i)} by ${by(i)}`).join(", ")}.`;
    const hides = (place) => predicting && !open.has(place);
    const change = (place) => differs(place) && {
      mark: "cbw-changed", sub: by(place).length > 5 ? "\u2260" : by(place),
      spoken: `${format(results[place])}, changed by ${by(place)}`,
    };
    function look(place) {
      const on = place === current;
      if (hides(place)) return { on, text: on ? "?" : "", spoken: "covered" };
      if (fill && !before && place > current) return { on, text: "" };
      return { on, ...change(place) };
    }
    return { at: look, look: (i, j) => look(i * width + j), change, hides, covered };
  }
  return { node, draw };
}
