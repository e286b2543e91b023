// Nine numbers on a photograph, and the nine products behind one pixel of the result.
import { correlate, fromRows, print, tensor } from "./core.js";
import { examples, frame, grid, h, live, put, replaced, row, sign, stage, sum } from "./ui.js";

const NAMES = ["F", "pixels", "shape", "place"];

/** Gray levels on a canvas, which rounds them and cuts them off. */
function paint(canvas, levels, [height, width]) {
  const picture = new ImageData(width, height);
  levels.forEach((level, at) => picture.data.set([level, level, level, 255], 4 * at));
  const pen = Object.assign(canvas, { height, width }).getContext("2d");
  pen.putImageData(picture, 0, 0);
  canvas.style.width = "min(16rem, 43%)";
  return pen;
}

function render({ model, el }) {
  const get = (name) => model.get(name);
  const go = (place) => put(model, { place: place.map((at, axis) => Math.max(0, Math.min(get("shape")[axis] - 3, at))) });
  const photo = h("canvas", {
    role: "application", tabindex: 0, "aria-label": `${get("what")}: arrow keys move the window`,
    onclick: (event) => go([event.offsetY, event.offsetX].map((at) => Math.floor((at * photo.width) / photo.clientWidth) - 1)),
    onkeydown: (event) => {
      const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -160], End: [0, 160] }[event.key];
      if (by) (event.preventDefault(), go(get("place").map((at, axis) => at + by[axis])));
    },
  });
  const result = h("canvas", { role: "img", "aria-label": "The same, filtered" });
  const F = grid({ letter: "F", what: "filter", role: "filter", edit: (i, j, n) => put(model, { F: replaced(get("F"), i, j, n) }) });
  const presets = examples(model, get("examples"), "Filter");
  const say = frame(el, "A filter of your own", row(presets.node, F.node), stage(photo, sign("→"), result));

  return live(model, NAMES, () => {
    const [f, { buffer, byteOffset, byteLength }, size, [i, j]] = NAMES.map(get);
    const x = new Uint8Array(buffer, byteOffset, byteLength);
    const { data, shape } = correlate(tensor(size, x), fromRows(f));
    const pen = paint(photo, x, size);
    pen.strokeRect(j - 1.5, i - 1.5, 6, 6);
    pen.strokeStyle = "white";
    pen.strokeRect(j - 0.5, i - 0.5, 4, 4);
    const total = Number(f.flat().reduce((a, b) => a + b).toFixed(9));
    paint(result, total > 0 ? data : data.map((o) => 128 + o / 2), shape);
    F.draw(f);
    presets.draw();
    const pairs = f.flatMap((line, a) => line.map((n, b) => [x[(i + a) * size[1] + j + b], n]));
    const even = { 0: "becomes 0", 1: "keeps its gray" }[total] ?? `becomes ${print(total)} times as light`;
    say(`Row ${i + 1}, column ${j + 1}: `, sum(pairs, ["input", "filter"], "output"), `. F adds up to ${print(total)}: an even area ${
      even}. Results: ${print(Math.min(...data))} to ${print(Math.max(...data))}. ${
      total > 0 ? "Black: 0 and below; white: 255 and above." : "Middle gray: 0; black: −256; white: 254."}`);
  });
}

export default { render };
