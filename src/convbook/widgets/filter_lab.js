// Nine numbers on a photograph, and the nine products behind one pixel of the result.
import { correlate, format, fromRows, tensor } from "./core.js";
import { ARROWS, examples, frame, grid, h, stage, paint, onChange, row, save, sign, dot } from "./ui.js";

const NAMES = ["F", "pixels", "shape", "place"];

/** Gray levels as pixels, rounded and cut off. */
const gray = (levels) => Uint8ClampedArray.from({ length: 4 * levels.length }, (_, at) => (at % 4 < 3 ? levels[at >> 2] : 255));

function render({ model, el }) {
  const get = (name) => model.get(name);
  const go = (place) => save(model, { place: place.map((at, axis) => Math.max(0, Math.min(get("shape")[axis] - 3, at))) });
  const photo = h("canvas", {
    tabindex: 0,
    onclick: (event) => go([event.offsetY, event.offsetX].map((at) => Math.floor((at * photo.width) / photo.clientWidth) - 1)),
    onkeydown: (event) => {
      const by = ARROWS[event.key];
      if (by) (event.preventDefault(), go(get("place").map((at, axis) => at + by[axis])));
    },
  });
  const result = h("canvas");
  const F = grid({ letter: "F", what: "filter", model });
  const presets = examples(model, "Filter");
  const say = frame({ model, el }, "A filter of your own", row(presets.node, F.node), stage(photo, sign("→"), result));

  return onChange(model, NAMES, () => {
    const [f, { buffer, byteOffset, byteLength }, size, [i, j]] = NAMES.map(get);
    const x = new Uint8Array(buffer, byteOffset, byteLength);
    const { data, shape } = correlate(tensor(size, x), fromRows(f));
    paint(photo, gray(x), size[1], `${get("what")}: arrow keys move the window`);
    const pen = photo.getContext("2d");
    pen.strokeRect(j - 1.5, i - 1.5, 6, 6);
    pen.strokeStyle = "white";
    pen.strokeRect(j - 0.5, i - 0.5, 4, 4);
    const total = Number(f.flat().reduce((a, b) => a + b).toFixed(9));
    paint(result, gray(total > 0 ? data : data.map((o) => 128 + o / 2)), shape[1], "The same, filtered");
    F.draw(f);
    presets.draw();
    const pairs = f.flatMap((line, a) => line.map((n, b) => [x[(i + a) * size[1] + j + b], n]));
    const uniform = { 0: "becomes 0", 1: "keeps its gray" }[total] ?? `becomes ${format(total)} times as bright`;
    say(`Row ${i + 1}, column ${j + 1} of the result: `, dot(pairs, ["input", "filter"], "output"), `. F adds up to ${format(total)}: a uniform area ${
      uniform}. Results: ${format(Math.min(...data))} to ${format(Math.max(...data))}. ${
      total > 0 ? "Black: 0 and below; white: 255 and above." : "Middle gray: 0; black: −256; white: 254."}`);
  });
}

export default { render };
