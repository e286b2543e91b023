// Practice: a problem, a place to answer, a sentence in reply, and the steps to the answer. Python wrote all texts and
// numbers into files; here the numbers are only put into their places.
import { format } from "../widgets/core.js";
import { button, choice, grid, h, ink, row, stage } from "../widgets/ui.js";
import Question from "../questions/question.js";

const ROLES = { x: "input", f: "filter", o: "output", d: "gradient" };

/** A text, [number of its template, ...numbers], as strings and nodes. */
function fill(templates, [at, ...numbers]) {
  return templates[at].split(/\{(.*?)\}/).map((part, i) => {
    if (i % 2 === 0) return part;
    const [mark, name] = part.split("|");
    const number = name ? null : numbers.shift();
    const [role, text] = [ROLES[mark.toLowerCase()], name ?? format(number)];
    const shown = role ? ink(role, text) : text;
    return mark < "a" && number < 0 ? ["(", shown, ")"] : shown;
  });
}

/** A problem of a file, with its texts filled in: what is asked, what is given, what `judge` needs, and the steps. */
function problemOf({ templates, options, levels }, level, at) {
  const [asks, given, right, mistakes, steps, of] = levels[level][at];
  const words = (text) => fill(templates, text);
  const question = { ...options, right, of, mistakes: mistakes.map(([says, answer]) => ({ says: words(says), answer })) };
  const way = steps.map(words);
  if (options.kind === "matrix") {
    question.shape = [right.length, right[0].length];
    const line = (numbers, i) => [i ? "; " : "", numbers.map((number, j) => [j ? ", " : "", ink(options.role, number)])];
    way.push(["Row by row: ", right.map(line), "."].flat(3));
  }
  return { asks: words(asks), given, question, way };
}

/** A matrix of the problem, in the color of its letter. */
function matrix([name, numbers], roles) {
  const [letter, ...what] = name.split(" ");
  const { node, draw } = grid({ letter, what: what.join(" "), role: roles[name] });
  draw(numbers);
  return node;
}

// ---- what was answered, by kind: {result, asked, right, streak, due, at: {level: the next problem}} ----

const record = ({ name }) => convbook.answers.get(`practice/${name}`) ?? {};
const turn = (kinds) => kinds.reduce((sum, kind) => sum + (record(kind).asked ?? 0), 0);

function keep(kinds, kind, result, level, next) {
  const { asked = 0, right = 0, streak = 0, at = {} } = record(kind);
  const is = result === "right" ? 1 : 0;
  const due = turn(kinds) + 1 + (is ? 8 * 2 ** streak : 2);
  const kept = { result, asked: asked + 1, right: right + is, streak: is * (streak + 1), due, at: { ...at, [level]: next } };
  convbook.answers.set(`practice/${kind.name}`, kept);
}

const RULE = [
  "A kind that you got wrong, or whose solution you opened first, comes back after two other problems.",
  "One that you got right comes back after 8, then 16, then 32. In between come kinds that you have not met, in the book's order.",
];

/** The kind that a mix asks next: the one longest due, else the first not met, else what is due soonest. */
function nextKind(kinds, pool, last) {
  const others = pool.filter((kind) => kind !== last || pool.length === 1);
  const met = others.filter((kind) => record(kind).asked).sort((a, b) => record(a).due - record(b).due);
  if (met.length && record(met[0]).due <= turn(kinds)) return met[0];
  return others.find((kind) => !record(kind).asked) ?? met[0];
}

// ---- the page ----

const loaded = {};
/** A kind's file, a script that hands its problems over: it can be loaded from disk, too. */
function load(files, name) {
  return (loaded[name] ??= new Promise((done, failed) => {
    convbook.arrived[`practice/${name}`] = done;
    document.head.append(h("script", { src: `${files}${name}.js`, onerror: () => (delete loaded[name], failed()) }));
  }));
}

function render({ model, el }) {
  const [kinds, files, levels] = ["kinds", "files", "levels"].map(model.get);
  const chapters = [...new Set(kinds.map(({ chapter }) => chapter))];
  const reached = {}; // "name level" -> the next problem, until the page is left
  let [mix, upTo, level, kind, wanted] = [false, chapters.at(-1), 1, null, 0];

  const marks = new Map(kinds.map((one) => [one, h("span", { class: "cbw-mark" })]));
  const list = kinds.map((one) => button([one.title, marks.get(one)], () => choose(one), { "aria-pressed": "false" }));
  const mixes = choice({
    label: "A mix of", get: () => upTo, set: (chapter) => (upTo = chapter),
    options: chapters.map((chapter, i) => [chapter, i === chapters.length - 1 ? "all kinds" : `the kinds up to chapter ${chapter}`]),
  });
  const levelChoice = choice({ label: "Level", options: Object.entries(levels).map(([n, words]) => [Number(n), `${n}: ${words}`]), get: () => level, set: (n) => ((level = n), next()) });
  const menu = h("details", { open: true }, h("summary", {}, `${kinds.length} kinds of problem, and a mix of them`),
    row(mixes.node, button("Start the mix", () => ((mix = true), next()))), h("p", { class: "cbw-rule" }, RULE[0], h("br"), RULE[1]),
    chapters.map((chapter) => h("div", { role: "group", "aria-label": `Chapter ${chapter}` },
      h("p", { class: "cbw-title" }, `Chapter ${chapter}`), row(list.filter((_, i) => kinds[i].chapter === chapter)))));

  const heading = h("h3", { tabindex: -1 });
  const [asks, given, field, where] = [h("p"), stage(), h("div"), h("p", { class: "cbw-where" })];
  const words = h("p", { class: "cbw-say", role: "status", "aria-live": "polite" });
  const way = h("ol", { class: "cbw-way", "aria-label": "The solution" });
  const check = button("Check", () => {});
  const open = button("Show the solution", () => {});
  const area = h("div", { hidden: true }, heading, where, row(levelChoice.node), asks, given, field, row(check, open, button("Next problem", () => next())), words, way);
  el.replaceChildren(h("section", { class: "cbw cbw-practice", "aria-label": "Practice" }, menu, area));
  const say = (...said) => words.replaceChildren(...h("p", {}, ...said).childNodes);

  function mark() {
    for (const [one, node] of marks) {
      const { result } = record(one);
      node.textContent = result ? (result === "right" ? " \u2713" : " \u2717") : "";
      node.setAttribute("aria-label", result ? (result === "right" ? ", last time right" : ", last time not right") : "");
      node.setAttribute("role", result ? "img" : "presentation");
    }
    list.forEach((node, i) => node.setAttribute("aria-pressed", String(kinds[i] === kind)));
  }

  function choose(one) {
    [mix, kind] = [false, one];
    history.replaceState(null, "", `#${one.name}`);
    return next();
  }

  async function next() {
    const now = ++wanted; // of several wishes only the last is fulfilled
    if (mix) kind = nextKind(kinds, kinds.filter(({ chapter }) => chapter <= upTo), kind);
    [area.hidden, menu.open] = [false, false];
    const file = await load(files, kind.name).catch(() => null);
    if (now !== wanted) return;
    if (file) show(file);
    else say("The problems of this kind could not be loaded: their file is missing.");
    (heading.focus({ preventScroll: true }), heading.scrollIntoView({ block: "nearest" }));
  }

  function show(file) {
    const key = `${kind.name} ${level}`;
    const at = (reached[key] ?? record(kind).at?.[level] ?? 0) % file.levels[level].length;
    reached[key] = at + 1;
    const { asks: asked, given: matrices, question, way: steps } = problemOf(file, level, at);
    const answer = Question.answerField(question, judge);
    let result = "";
    const settle = (first) => {
      if (!result) keep(kinds, kind, (result = first), level, at + 1);
      mark();
    };
    const unfold = () => way.replaceChildren(...steps.map((step) => h("li", {}, step)));

    function judge() {
      const reply = Question.judge(question, answer.read());
      if (reply.result === "none") return say(reply.says);
      settle(reply.result);
      const right = reply.result === "right";
      say(h("b", { class: `cbw-${reply.result}` }, right ? "\u2713 " : "\u2717 "), reply.says, right ? " The steps are written below." : "");
      if (right) unfold();
    }
    check.onclick = judge;
    open.onclick = () => {
      settle("shown");
      answer.show(Question.asTyped(question));
      say("This is the answer. The steps are written below.");
      unfold();
    };
    heading.textContent = `${mix ? "Mix: " : ""}${kind.title}`;
    where.replaceChildren("Taught in ", h("a", { href: kind.link }, `chapter ${kind.chapter}: ${kind.section}`), ".");
    asks.replaceChildren(...h("p", {}, asked).childNodes);
    given.replaceChildren(...matrices.map((one) => matrix(one, file.options.roles)));
    field.replaceChildren(answer.node);
    [words, way].forEach((node) => node.replaceChildren());
    levelChoice.draw();
    mark();
  }

  [mixes, levelChoice].forEach(({ draw }) => draw());
  mark();
  function follow() {
    const named = kinds.find(({ name }) => location.hash === `#${name}`);
    if (named) ((mix = false), (kind = named), next());
  }
  addEventListener("hashchange", follow);
  follow();
  return () => removeEventListener("hashchange", follow);
}

export default { render, fill, problemOf };
