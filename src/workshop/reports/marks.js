// Collects what was marked on this page into a table to save; nothing is sent anywhere.
const share = { yes: 1, partly: 0.5, no: 0 };
const chosen = (section) => [...section.querySelectorAll("fieldset")].map((line) => line.querySelector("input:checked")?.value ?? "");
const field = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

// The rubric proposes points, in halves, until somebody types them.
document.addEventListener("input", ({ target }) => {
  const points = target.closest("section")?.querySelector("[data-of]");
  if (!points) return;
  if (target === points) points.dataset.typed = "1";
  const marks = chosen(target.closest("section"));
  if (points.dataset.typed || marks.includes("")) return;
  points.value = Math.round((2 * points.dataset.of * marks.reduce((sum, mark) => sum + share[mark], 0)) / marks.length) / 2;
});

document.getElementById("save").addEventListener("click", ({ target }) => {
  const lines = Array.from({ length: Number(target.dataset.lines) }, (_, i) => i);
  const rows = [["student", "cell", "points", ...lines.map((i) => String(i + 1)), "comment"]];
  for (const section of document.querySelectorAll(".rp-mark")) {
    const marks = chosen(section);
    const points = section.querySelector("[data-of]")?.value ?? "";
    const comment = section.querySelector("textarea").value;
    if (points || comment || marks.some(Boolean))
      rows.push([section.dataset.student, section.dataset.cell, points, ...lines.map((i) => marks[i] ?? ""), comment]);
  }
  const text = "\ufeff" + rows.map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href: url, download: target.dataset.name }).click();
  setTimeout(() => URL.revokeObjectURL(url));
  const marked = rows.length - 1;
  document.getElementById("saved").textContent = `${marked} ${marked === 1 ? "explanation is" : "explanations are"} in ${target.dataset.name}.`;
});
