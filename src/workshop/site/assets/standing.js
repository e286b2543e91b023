// "Where you stand": what was answered, and by idea what went wrong. All of it is read from this device, page by page.
document.addEventListener("DOMContentLoaded", () => {
  const root = document.querySelector(".cb-standing");
  const { answers, questions: { pages, kinds }, pageAddress } = convbook;
  const element = (tag, settings = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), settings);
    node.append(...children);
    return node;
  };
  const plural = (n, thing) => `${n} ${thing}${n === 1 ? "" : "s"}`;
  const status = element("p", { role: "status" });

  /** What became of a question; null if it never went wrong. */
  function trouble({ result, tries }) {
    if (result === "wrong") return "not right yet";
    if (result === "shown") return "looked up";
    return result === "right" && tries ? `right after ${plural(tries, "wrong answer")}` : null;
  }

  function draw() {
    const asked = Object.entries(pages).flatMap(([page, { title, asked }]) => asked.map((one) => ({ page, title, ...one, kept: answers.get(one.key) })));
    const done = asked.filter(({ kept }) => kept);
    const ideas = new Map();
    const note = (idea, ...line) => ideas.set(idea, [...(ideas.get(idea) ?? []), element("li", {}, ...line)]);
    for (const { page, key, asks, title, idea, kept } of done.filter(({ kept }) => trouble(kept)))
      note(idea, element("a", { href: `${pageAddress(page)}#${key.split("#")[1]}` }, asks), ` (${title}): ${trouble(kept)}`);
    for (const [name, title, idea] of kinds) {
      const { asked = 0, right = 0 } = answers.get(`practice/${name}`) ?? {};
      if (right < asked) note(idea, element("a", { href: `${pageAddress("book/practice")}#${name}` }, title), ` (Practice): ${right} of ${asked} right`);
    }
    const byIdea = [...ideas].sort(([, a], [, b]) => b.length - a.length).map(([idea, lines]) => [
      element("h3", {}, idea[0].toUpperCase() + idea.slice(1)), element("ul", {}, ...lines),
    ]);
    const rows = Object.entries(pages).map(([page, { title, asked }]) => element("tr", {},
      element("th", { scope: "row" }, element("a", { href: pageAddress(page) }, title)),
      element("td", {}, `${asked.filter(({ key }) => answers.get(key)).length} of ${asked.length}`)));
    root.replaceChildren(
      element("p", {}, done.length ? `You have answered ${done.length} of ${plural(asked.length, "question")}.` : `You have not answered any of the ${plural(asked.length, "question")} yet.`),
      element("h2", {}, "What went wrong, by idea"),
      ...(byIdea.length ? byIdea.flat() : [element("p", {}, "Nothing so far.")]),
      element("h2", {}, "Page by page"),
      element("table", { className: "table" }, element("tbody", {}, ...rows)),
      element("h2", {}, "Your answers as a file"), status, tools(),
    );
  }

  function tools() {
    const act = (text, onclick) => element("button", { type: "button", textContent: text, onclick });
    const file = element("input", { type: "file", accept: ".json", onchange: async () => {
      try {
        answers.import(await file.files[0].text());
        draw();
        status.textContent = "The answers of the file are here now.";
      } catch {
        status.textContent = "This file does not hold answers of this book.";
      }
    } });
    let sure = false;
    const remove = act("Delete all answers", () => {
      if (!sure) return (sure = true), (remove.textContent = "Press again to delete all answers");
      answers.delete();
      draw();
      status.textContent = "All answers are deleted.";
    });
    return element("p", { className: "cb-tools" },
      act("Save as a file", () => {
        const url = URL.createObjectURL(new Blob([answers.export()], { type: "application/json" }));
        element("a", { href: url, download: "convbook-answers.json" }).click();
        setTimeout(() => URL.revokeObjectURL(url));
      }),
      element("label", {}, "Read a file: ", file), remove);
  }
  draw();
});
