// What a reader answered: kept on this device alone, under one name, and nowhere else.
const STORE = "convbook";
const VERSION = 1;
const empty = () => ({ book: STORE, version: VERSION, answers: {} });
let kept = empty();
try {
  kept = readable(JSON.parse(localStorage.getItem(STORE))) ?? kept;
} catch {} // storage is denied, or holds something else: answers then last as long as the page

/** The record, if it is one of this book in a version that this script knows. */
function readable(record) {
  const known = record?.book === STORE && record.version === VERSION && typeof record.answers === "object";
  return known && record.answers ? record : null;
}

function save() {
  try {
    localStorage.setItem(STORE, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

window.convbook ??= {};
/** Where a page of the book lies, from where this one lies. */
convbook.pageAddress = (page) => `${document.documentElement.dataset.content_root}${page}.html`;
convbook.answers = {
  get: (key) => kept.answers[key],
  all: () => kept.answers,
  set(key, answer) {
    kept.answers[key] = answer;
    return save();
  },
  delete() {
    kept = empty();
    try {
      localStorage.removeItem(STORE);
    } catch {}
  },
  export: () => JSON.stringify(kept),
  /** Takes the answers of a file; what was answered here meanwhile stays unless the file has it, too. */
  import(text) {
    const record = readable(JSON.parse(text));
    if (!record) throw new Error("This file does not hold answers of this book.");
    kept.answers = { ...kept.answers, ...record.answers };
    return save();
  },
};

/** Of the questions of a page, how many have an answer. */
const answered = (page) => Math.min(convbook.counts?.[page] ?? 0, Object.keys(kept.answers).filter((key) => key.startsWith(`${page}#`)).length);

document.addEventListener("DOMContentLoaded", () => {
  const page = document.querySelector("[data-key]")?.dataset.key.split("#")[0];
  const folds = [...document.querySelectorAll(".cb-answer")];
  document.documentElement.classList.add("cb-asking");

  function count() {
    const counts = convbook.counts ?? {};
    document.querySelectorAll(".cb-asked").forEach((line) => {
      line.replaceChildren(`This page asks ${counts[page]} question${counts[page] > 1 ? "s" : ""}; you have answered ${answered(page)}. `);
      const link = Object.assign(document.createElement("a"), { href: convbook.pageAddress("book/where-you-stand"), textContent: "Where you stand" });
      line.append(link);
    });
    document.querySelectorAll(".bd-links a.reference.internal").forEach((link) => {
      const at = Object.keys(counts).find((name) => new URL(link.href).pathname.endsWith(`/${name}.html`));
      const of = link.getAttribute("href") === "#" ? page : at;
      if (!of || !answered(of)) return;
      const mark = link.querySelector(".cb-progress") ?? link.appendChild(document.createElement("span"));
      mark.className = "cb-progress";
      mark.textContent = ` ${answered(of)}/${counts[of]}`;
      mark.title = "questions answered";
    });
  }

  folds.forEach((fold) => {
    const done = () => ["right", "shown", "kept"].includes(kept.answers[fold.dataset.of]?.result);
    if (done()) fold.open = true;
    fold.classList.toggle("cb-waits", !fold.open); // a link may have led into it
  });
  document.addEventListener("convbook-answer", ({ target, detail }) => {
    const { key } = target.closest("[data-key]").dataset;
    convbook.answers.set(key, detail);
    const own = detail.result === "wrong" ? [] : folds.filter(({ dataset }) => dataset.of === key);
    own.forEach((fold) => {
      fold.classList.remove("cb-waits");
      fold.open = true;
    });
    count();
  });
  count();
});
