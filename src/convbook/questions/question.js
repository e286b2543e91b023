// A question of the page: a place to answer, and a sentence in reply that names the mistake.
import { ARROWS, format } from "../widgets/core.js";
import { button, fits, frame, grid, h, isShort, near, numberDiffers, onChange, row, setAt, typedNumber } from "../widgets/ui.js";

// ---- reading what is typed ----

/** "5×5×8", "5 by 5 by 8", "(5, 5, 8)" as whole numbers. */
function typedSize(text) {
  const read = (plain) => plain.match(/\d+/g)?.map(Number);
  const numbers = read(/\d,\d{3}(?!\d)/.test(text) && !/, /.test(text) ? text.replaceAll(",", "") : text);
  if (!numbers) throw new RangeError(text.trim() ? `“${text.trim()}” is not a size, such as 5×5×8.` : "A size is missing.");
  return numbers;
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const plainTerm = (text) =>
  text
    .replace(/^[^=]*=/, "").replace(/(\d),(\d)/g, "$1.$2").replace(/\bd0(?=\d\d)/g, "dO")
    .replace(/[₀-₉]/g, (digit) => SUBSCRIPTS.indexOf(digit))
    .replace(/∂/g, "d").replace(/dL\s*\/\s*d/g, "d").replace(/[_{}\\$]|left|right/g, "")
    .replace(/[·×⋅]|cdot|times/g, "*").replace(/[−–]/g, "-").replace(/²/g, "^2").replace(/\*\*/g, "^");

/** "dO12*F11 + 2 X3" as a polynomial, {"F11·dO12": 1, "X3": 2}: any order, with or without signs of multiplication. */
export function polynomial(text, wanted = "a sum of products such as X11*F11 + X12*F12") {
  const tokens = plainTerm(text).match(/\d+\.?\d*|[A-Za-zα-ω]+\d*|\S/g) ?? [];
  if (!tokens.length) throw new RangeError("A formula is missing.");
  let at = 0;
  const fail = () => {
    throw new RangeError(`“${tokens[at] ?? "the end"}” was not expected there: type ${wanted}.`);
  };
  const add = (a, b, sign = 1) => {
    const sum = { ...a };
    for (const [term, factor] of Object.entries(b)) {
      sum[term] = (sum[term] ?? 0) + sign * factor;
      if (Math.abs(sum[term]) < 1e-9) delete sum[term];
    }
    return sum;
  };
  const multiply = (a, b) => {
    let product = {};
    for (const [one, m] of Object.entries(a))
      for (const [two, n] of Object.entries(b)) {
        const names = [...one.split("·"), ...two.split("·")].filter(Boolean).sort();
        product = add(product, { [names.join("·")]: m * n });
      }
    return product;
  };
  const sum = () => {
    let all = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      const sign = tokens[at++] === "-" ? -1 : 1;
      all = add(all, product(), sign);
    }
    return all;
  };
  function product() {
    let all = factor();
    for (;;) {
      if (tokens[at] === "*") all = (at++, multiply(all, factor()));
      else if (tokens[at] === "/") {
        const by = (at++, factor());
        if (Object.keys(by).join() !== "" || !by[""]) fail();
        all = multiply(all, { "": 1 / by[""] });
      } else if (/^[\wα-ω(]/.test(tokens[at] ?? "")) all = multiply(all, factor());
      else return all;
    }
  }
  function factor() {
    const token = tokens[at];
    if (token === "-") return (at++, multiply({ "": -1 }, factor()));
    if (token === "+") return (at++, factor());
    let base;
    if (token === "(") {
      base = (at++, sum());
      if (tokens[at] !== ")") fail();
    } else if (/^\d/.test(token ?? "")) base = Number(token) ? { "": Number(token) } : {};
    else if (/^[A-Za-zα-ω]/.test(token ?? "")) base = { [token]: 1 };
    else fail();
    at++;
    if (tokens[at] !== "^") return base;
    const power = Number(tokens[at + 1]);
    if (!Number.isInteger(power) || power > 20) fail();
    at += 2;
    return Array.from({ length: power }).reduce((all) => multiply(all, base), { "": 1 });
  }
  const all = sum();
  if (at < tokens.length) fail();
  return all;
}

// ---- judging ----

const withSpace = (unit = "") => (unit && unit !== "%" ? ` ${unit}` : unit);
const same = (a, b) =>
  Array.isArray(b) ? Array.isArray(a) && a.length === b.length && b.every((part, i) => same(a[i], part))
  : typeof b === "number" ? typeof a === "number" && near(a, b) : a === b;
const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"];
const place = (i, j, of) => (of?.length === 1 ? `the ${ORDINALS[j]} number` : of?.[0].length === 1 ? `the ${ORDINALS[i]} number` : `row ${i + 1}, column ${j + 1}`);
const count = (n, thing) => `${n} ${thing}${n === 1 ? "" : "s"}`;

/** A number, or what one works out from: "4^7", "9*32*64 + 64". */
function readNumber(text, unit) {
  try {
    return typedNumber(text, unit);
  } catch (problem) {
    if (!problem.message.includes("not a number")) throw problem;
    let value = { none: 1 };
    try {
      if (!/\d\s+\d/.test(text)) value = polynomial(text.replace(/(\d),(?=\d{3}\b)/g, "$1"));
    } catch {
      // not arithmetic either
    }
    if (Object.keys(value).some(Boolean)) throw new RangeError(`“${text.trim()}” cannot be read here: type a number, such as 0.25 or 1/4.`);
    return { number: value[""] ?? 0, decimals: 12, figures: 12, worked: true };
  }
}

/** A matrix of the right numbers in another arrangement, or with other signs: its sentence, else undefined. */
function rearranged(typed, right) {
  const rows = typed.map((line) => line.map(({ number }) => number));
  const flipped = right.map((line) => [...line].reverse());
  const row = right.length === 1 || right[0].length === 1;
  const known = {
    "All the signs are the wrong way round.": right.map((line) => line.map((n) => -n)),
    [row ? "These are the right numbers, in the reverse order." : "These are the right numbers, turned by 180 degrees."]: [...flipped].reverse(),
    "Each row is in the reverse order.": flipped,
    "The rows are in the reverse order.": [...right].reverse(),
    "You exchanged rows and columns.": right[0].map((_, j) => right.map((line) => line[j])),
  };
  return Object.keys(known).find((says) => same(rows, known[says]));
}

/** An example of a formula, in the letters of the answer. */
const example = (right) => (right.includes("dO") ? "dO12*F11 + dO21*X22" : /[XF]\d/.test(right) ? "X11*F11 + X12*F12" : "2*a*b - c");

const KINDS = {
  number: {
    read: (text, { unit }) => readNumber(text, unit),
    is: fits,
    differs: (typed, right, { unit }) => numberDiffers(typed, right, unit),
  },
  size: {
    read: typedSize,
    is: same,
    differs(typed, right) {
      if (typed.length === 1 && typed[0] === right.reduce((a, b) => a * b)) return `That is how many there are in all; ${count(right.length, "number")} were expected.`;
      if (typed.length !== right.length) return `${count(right.length, "number")} were expected; yours has ${typed.length}.`;
      if (same([...typed].sort(), [...right].sort())) return "The numbers are right, but not their order.";
      const wrong = right.map((n, i) => (n === typed[i] ? 0 : i + 1)).filter(Boolean);
      if (wrong.length === 1) return `The ${ORDINALS[wrong[0] - 1]} number is too ${typed[wrong[0] - 1] > right[wrong[0] - 1] ? "large" : "small"}.`;
      return `Not right yet: the ${wrong.map((n) => ORDINALS[n - 1]).join(" and the ")} number.`;
    },
  },
  matrix: {
    read: (rows) => {
      if (rows.flat().every((text) => !String(text).trim())) throw new RangeError("Nothing is filled in yet.");
      return rows.map((line, i) => line.map((text, j) => {
        if (!String(text).trim()) throw new RangeError(`The number in ${place(i, j)} is missing.`);
        return readNumber(String(text), "");
      }));
    },
    is: (typed, right) => right.every((line, i) => line.every((n, j) => fits(typed[i][j], n))),
    differs(typed, right) {
      const rows = typed.map((line) => line.map(({ number }) => number));
      const wrong = right.flatMap((line, i) => line.flatMap((n, j) => (fits(typed[i][j], n) ? [] : [[i, j]])));
      const all = right.flat().length;
      if (wrong.every(([i, j]) => isShort(typed[i][j], right[i][j]))) return "Right as far as they go: give two figures.";
      const [i, j] = wrong[0];
      const ratios = right.flatMap((line, y) => line.map((n, x) => (n || rows[y][x] ? rows[y][x] / n : null))).filter((r) => r !== null);
      if (wrong.length > 1 && ratios.every((ratio) => near(ratio, ratios[0])) && Number.isFinite(ratios[0]) && ratios[0])
        return `Every number is ${ratios[0] === 0.5 ? "half of" : `${format(ratios[0])} times`} what it should be.`;
      if (wrong.length === 1) return `All but one are right; look again at ${place(i, j, right)}.`;
      const fine = all - wrong.length;
      return `${fine ? `${fine} of the ${all} ${fine === 1 ? "is" : "are"} right so far` : "None is right yet"}; start with ${place(i, j, right)}.`;
    },
  },
  choice: {
    read: (chosen) => {
      if (chosen === null) throw new RangeError("Nothing is chosen yet.");
      return chosen;
    },
    is: same,
    differs: () => "No.",
  },
  choices: {
    read: (chosen) => [...chosen].sort(),
    is: same,
    // Each wrong judgment has its own sentence; two at once get both.
    differs: (chosen, right, { mistakes }) => {
      const wrong = [...chosen.filter((one) => !right.includes(one)), ...right.filter((one) => !chosen.includes(one))];
      const known = wrong.map((one) => mistakes.find(({ answer }) => same(answer, one))?.says).filter(Boolean);
      const [more, fewer] = [chosen, right].map((list, i) => list.filter((one) => ![right, chosen][i].includes(one)).length);
      const numbers = [more && `${more} too many`, fewer && `${fewer} missing`].filter(Boolean).join(", ");
      return [...known, known.length < wrong.length ? `Not these: ${numbers}.` : ""].join(" ").trim();
    },
  },
  places: {
    read: (chosen) => {
      if (!chosen.length) throw new RangeError("No place is chosen yet.");
      return [...chosen].sort(([a, b], [c, d]) => a - c || b - d);
    },
    is: same,
    differs: (chosen, right) => {
      const has = (list, one) => list.some((other) => same(other, one));
      if (right.length > 1 && chosen.every((one) => has(right, one))) return `Right so far; ${right.length - chosen.length === 1 ? "one" : right.length - chosen.length} more.`;
      const wrong = chosen.filter((one) => !has(right, one));
      if (chosen.length === 1 && right.length === 1) {
        const [[i, j], [y, x]] = [chosen[0], right[0]];
        if (i === x && j === y) return "You exchanged row and column.";
        const ways = [y !== i && `${y > i ? "lower" : "higher"}`, x !== j && `further to the ${x > j ? "right" : "left"}`];
        return `Not there: it is ${ways.filter(Boolean).join(" and ")}.`;
      }
      const others = wrong.length - 1;
      return `R${place(...wrong[0]).slice(1)} does not belong there${others ? `, and ${count(others, "other")} ${others === 1 ? "does" : "do"} not either` : ""}.`;
    },
  },
  formula: {
    read: (text, { right }) => Object.defineProperty(polynomial(text, `a sum of products such as ${example(right)}`), "text", { value: plainTerm(text) }),
    is: (typed, right) => {
      const wanted = polynomial(right);
      const upper = (terms) => Object.fromEntries(Object.entries(terms).map(([name, n]) => [name.toUpperCase().split("·").sort().join("·"), n]));
      const alike = (one, other) => [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => near(one[name] ?? 0, other[name] ?? 0));
      const names = Object.keys(wanted).flatMap((name) => name.split("·"));
      const unclear = new Set(names).size > new Set(names.map((name) => name.toUpperCase())).size; // x and X
      return unclear ? alike(typed, wanted) : alike(upper(typed), upper(wanted));
    },
    differs(typed, right) {
      const wanted = polynomial(right);
      const plain = (typed.text ?? "").replace(/\s/g, "");
      const say = (name) => {
        const names = name.split("·");
        const powers = [...new Set(names)].map((one) => (names.filter((n) => n === one).length > 1 ? `${one}^${names.filter((n) => n === one).length}` : one));
        const back = [...powers].reverse(); // as it was typed
        return (["*", ""].some((sign) => plain.includes(back.join(sign))) ? back : powers).join("*");
      };
      const extra = Object.keys(typed).filter((name) => !(name in wanted));
      const missing = Object.keys(wanted).filter((name) => !(name in typed));
      const factors = Object.keys(typed).filter((name) => name in wanted && !near(typed[name], wanted[name]));
      const letters = Object.keys(wanted).flatMap((name) => name.split("·"));
      if (extra.length > 1 && extra.every((name) => letters.includes(name)) && Object.keys(wanted).every((name) => name.includes("·"))) return "Multiply the two; do not add them.";
      if (extra.join() === "" && extra.length) return Object.keys(typed).length > 1 ? "There is no term without a letter." : "Type it in letters, not in numbers.";
      if (!extra.length && missing.length) return `Right so far, but ${missing.length === 1 ? "a term is" : `${missing.length} terms are`} missing.`;
      if (extra.length) return `There is no term with ${say(extra.find(Boolean))}${extra[0].includes("·") ? "" : " alone"}.`;
      return `Look at ${near(typed[factors[0]], -wanted[factors[0]]) ? "the sign" : "the factor"} of ${say(factors[0]) || "the number alone"}.`;
    },
  },
};

/** What happened in some places of a matrix only: signs, two numbers exchanged, one mistake or two; else undefined. */
function inPlaces(typed, right, mistakes) {
  const cells = right.flatMap((line, i) => line.map((n, j) => [typed[i][j], i, j])).filter(([cell, i, j]) => !fits(cell, right[i][j]));
  const places = cells.map(([, i, j]) => place(i, j, right)).join(" and ");
  if (cells.every(([cell, i, j]) => fits({ ...cell, number: -cell.number }, right[i][j]))) return `Look at the sign${cells.length > 1 ? "s" : ""}: ${places}.`;
  const [[one, i, j], [other, y, x]] = [cells[0], cells[1] ?? cells[0]];
  if (cells.length === 2 && fits(one, right[y][x]) && fits(other, right[i][j])) return `Two numbers are exchanged: ${places}.`;
  // A lone number of a matrix, or zeros, may be like a mistake's by chance; the numbers of a row are often asked one by one.
  const made = mistakes
    .map(({ says, answer }) => ({ says, here: cells.map(([cell, i, j]) => fits(cell, answer[i][j])) }))
    .filter(({ here }) => here.filter((is, k) => is && cells[k][0].number).length >= (right.length === 1 ? 1 : 2));
  const whole = made.filter(({ here }) => here.every(Boolean));
  if (whole.length > 1) return undefined;
  if (whole.length) return `${places[0].toUpperCase()}${places.slice(1)} ${cells.length > 1 ? "look" : "looks"} like this mistake: ${whole[0].says}`;
  const pairs = made.flatMap((one, k) => made.slice(k + 1).map((other) => [one, other]));
  return pairs.find(([one, other]) => one.here.every((is, k) => is || other.here[k]))?.map(({ says }) => says).join(" ");
}

/** `question` {kind, right, mistakes: [{answer, says}], unit} and what was typed -> {result, says}. */
export function judge(question, typed) {
  const { kind, right, mistakes, unit = "", guess } = question;
  if (kind === "words") return typed.trim() ? { result: "kept", says: "Kept. Compare it with what the book says." } : { result: "none", says: "Nothing is written yet." };
  let answer;
  try {
    answer = KINDS[kind].read(typed, { ...question, unit });
  } catch (problem) {
    return { result: "none", says: problem.message };
  }
  if (KINDS[kind].is(answer, right)) return { result: "right", says: "Right." };
  if (guess) {
    const far = Math.abs(answer.number - right) <= Math.abs(right) * 0.1 ? "Close" : `Too ${answer.number > right ? "high" : "low"}`;
    return { result: "right", says: `${far}: it is ${Number.isInteger(right) && right >= 1e4 ? right.toLocaleString("en") : format(right)}${withSpace(unit)}.` };
  }
  const same = (one) => KINDS[kind].is(answer, one.answer);
  const short = (one) => kind === "number" && !isShort(answer, right) && isShort(answer, one.answer);
  const known = kind === "choices" ? null : (mistakes.find(same) ?? mistakes.find(short));
  const some = kind === "matrix" && !known ? (rearranged(answer, right) ?? inPlaces(answer, right, mistakes)) : known?.says;
  const says = some ?? KINDS[kind].differs(answer, right, { ...question, unit });
  return { result: String(says).startsWith("Right so far; ") ? "none" : "wrong", says };
}

// ---- a place to answer ----

const LABEL = { number: "Your number", size: "Your size", formula: "Your formula", words: "Your sentence" };

/** Where one types or chooses, as {node, read(), show(typed), focus()}, by kind. */
function answerField(question, check) {
  const { kind, unit, choices, shape, of, role } = question;
  const onkeydown = (event) => event.key === "Enter" && (event.preventDefault(), check());
  if (kind === "choice" || kind === "choices") {
    const name = `cbw-${Math.random().toString(36).slice(2)}`;
    const inputs = choices.map(() => h("input", { type: kind === "choice" ? "radio" : "checkbox", name, onkeydown }));
    const node = h("div", { class: "cbw-choices" }, choices.map((text, i) => h("label", {}, inputs[i], h("span", {}, text))));
    const chosen = () => choices.filter((_, i) => inputs[i].checked);
    return {
      node,
      read: () => (kind === "choice" ? (chosen()[0] ?? null) : chosen()),
      show: (typed) => inputs.forEach((input, i) => (input.checked = [typed].flat().includes(choices[i]))),
    };
  }
  if (kind === "places") {
    let places = [];
    const is = (i, j) => places.some(([y, x]) => y === i && x === j);
    const picture = grid({ letter: question.letter, role, pick: (i, j) => show(is(i, j) ? places.filter((p) => p.join() !== `${i},${j}`) : question.right.length > 1 ? [...places, [i, j]] : [[i, j]]) });
    const show = (next) => ((places = Array.isArray(next) ? next.filter(Array.isArray) : []), picture.draw(of, (i, j) => ({ on: is(i, j) })));
    show([]);
    return { node: picture.node, read: () => places, show };
  }
  if (kind === "matrix") {
    const [height, width] = shape;
    const cells = Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) =>
      h("input", { type: "text", autocomplete: "off", inputmode: "text", "aria-label": place(i, j), onkeydown: (event) => move(event, i, j) })));
    function move(event, i, j) {
      onkeydown(event);
      const [down, right] = ARROWS[event.key] ?? [];
      const { selectionStart, selectionEnd, value } = event.target;
      const atEdge = down || (selectionStart === selectionEnd && selectionStart === (right > 0 ? value.length : 0));
      const next = Math.abs(right) < 2 && atEdge && cells[i + down]?.[j + right];
      if (next) (event.preventDefault(), next.focus());
    }
    const node = h("table", { class: `cbw-grid cbw-${role}`, style: `--columns: ${width}` }, h("tbody", {}, cells.map((line) => h("tr", {}, line.map((cell) => h("td", {}, cell))))));
    return {
      node,
      read: () => cells.map((line) => line.map((cell) => cell.value)),
      show: (typed) => cells.forEach((line, i) => line.forEach((cell, j) => (cell.value = typed?.[i]?.[j] ?? ""))),
    };
  }
  const long = kind === "words" || kind === "formula"; // four products do not fit into one line of a phone
  const input = h(long ? "textarea" : "input", {
    class: `cbw-typed cbw-${kind}`, autocomplete: "off", spellcheck: "false", ...(long ? { rows: 2 } : { type: "text" }),
    ...(kind === "words" ? {} : { onkeydown }),
  });
  const such = { size: "5×5×8", formula: kind === "formula" && example(question.right) }[kind];
  return {
    node: h("label", { class: "cbw-field" }, LABEL[kind], h("span", {}, input, withSpace(unit), such ? h("small", {}, ` such as ${such}`) : null)),
    read: () => input.value,
    show: (typed) => (input.value = typed),
  };
}

/** The right answer, as it would be typed. */
const asTyped = ({ kind, right }) =>
  kind === "matrix" ? right.map((line) => line.map(format)) : kind === "size" ? right.join("×") : typeof right === "number" ? format(right) : right;

function render({ model, el }) {
  const question = model.get("question");
  let { typed: before, result = "", tries = 0 } = model.get("kept");
  const answer = answerField(question, check);
  const offer = question.see && window.convbook?.show && button("Try it in the widget", () => window.convbook.show(question.see, el), { hidden: true });
  const say = frame({ el }, "Your answer", answer.node, row(
    button(question.kind === "words" ? "Keep it" : "Check", check),
    button("Show the answer", () => {
      const typed = answer.read();
      if (question.kind !== "words") answer.show(asTyped(question));
      keep(typed, result === "right" ? "right" : "shown", question.kind === "words" ? "The book's answer follows." : "This is the answer.");
    }),
    offer || [],
  ));
  el.firstChild.classList.add("cbw-question");

  function keep(typed, next, ...words) {
    result = next;
    say(...words);
    model.set("kept", { typed, result, tries });
    model.save_changes();
    el.dispatchEvent(new CustomEvent("convbook-answer", { bubbles: true, detail: { typed, result, tries } }));
  }

  function check() {
    const typed = answer.read();
    const reply = judge(question, typed);
    if (reply.result === "none") return say(reply.says);
    const wrong = reply.result === "wrong";
    tries += wrong;
    if (offer) offer.hidden = !wrong;
    keep(typed, reply.result, h("b", { class: `cbw-${reply.result}` }, wrong ? "\u2717 " : "\u2713 "), reply.says,
      wrong && tries > 1 && question.hint ? ` Hint: ${question.hint}` : "",
      wrong && tries > (question.hint ? 2 : 1) ? " \u201cShow the answer\u201d opens the way to it." : "");
  }

  if (before !== undefined) answer.show(before);
  if (result === "right" || result === "kept") say(judge(question, answer.read()).says); // as when it was answered, if the question is still the same
  return () => {};
}

export default { render, judge, answerField, asTyped };
