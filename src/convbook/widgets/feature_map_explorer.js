// The trained network, run right here: every channel of its six layers, for any picture.
import { correlate, format, pool, rowsOf, tensor, toRows } from "./core.js";
import { bind, button, choice, errorBox, frame, grid, h, stage, paint, onChange, row, save } from "./ui.js";

const PARTS = ["convolutions", "filters", "pixels"];
const bytes = (view) => new Uint8ClampedArray(view.buffer, view.byteOffset, view.byteLength).slice();
const range = (numbers) => [Math.min(...numbers), Math.max(...numbers)];

/** The number that 16 bits mean as float16. */
const float16 = (bits) => {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  return (bits >> 15 ? -1 : 1) * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
};

/** What the layers make of X, one after the other; `weights`: filters and biases in float16. */
export function forward(X, layers, weights) {
  const numbers = Float64Array.from(new Uint16Array(bytes(weights).buffer), float16);
  let at = 0;
  const next = (shape) => tensor(shape, numbers.subarray(at, (at += shape.reduce((a, b) => a * b))));
  return layers.map((layer) => {
    if (!layer.filter) return (X = pool(X, "max"));
    X = correlate(X, next(layer.filter), layer);
    const b = next(layer.filter.slice(3)).data;
    X.data.forEach((sum, i) => (X.data[i] = Math.max(sum + b[i % b.length], layer.relu ? 0 : -Infinity)));
    return X;
  });
}

function render({ model, el }) {
  const { pictures, layers, dense, labels, photos, caution } = model.get("given");
  const palette = new Uint32Array(bytes(model.get("colors")).buffer);
  const names = layers.map(({ name }) => name);
  const arrived = (name) => model.get(name)?.byteLength;
  const need = (name) => arrived(name) || model.send({ need: name });
  let photo, lastPixels, maps, asked; // the reader's photo is only here

  const error = errorBox();
  const failed = (problem) => error.tell(`That did not work: ${problem.message} The last picture stays.`);
  const loadPhoto = (source) => createImageBitmap(source).then((image) => {
    const { width, height } = image;
    const side = Math.min(width, height);
    const pen = h("canvas", { width: 64, height: 64 }).getContext("2d");
    pen.fillStyle = "#fff"; // what is transparent is white, as in convbook.read_image
    pen.fillRect(0, 0, 64, 64);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, (width - side) / 2, (height - side) / 2, side, side, 0, 0, 64, 64);
    photo = pen.getImageData(0, 0, 64, 64).data;
    stop();
    show(pictures.at(-1));
    draw();
  }).catch(failed);
  const startCamera = () => navigator.mediaDevices.getUserMedia({ video: true })
    .then((stream) => (stop(), (video.srcObject = stream), (camera.hidden = false)), failed);
  function stop() {
    video.srcObject?.getTracks().forEach((track) => track.stop());
    camera.hidden = true;
    error.tell();
  }
  const video = h("video", { autoplay: true, playsinline: true });
  const camera = h("div", {}, row(video, button("Take the picture", () => loadPhoto(video)), button("Stop", stop)));
  const file = h("input", { type: "file", accept: "image/*", onchange: () => file.files[0] && loadPhoto(file.files[0]) });

  const onReset = () => (stop(), (answer.textContent = asked = ""));
  const none = "There is no photo yet; see below.";
  const show = (name) => {
    if (name === pictures.at(-1) && !photo) throw new RangeError(none);
    save(model, { picture: name });
  };
  const picture = choice({ label: "Picture", options: pictures, get: () => model.get("picture"), set: show });
  const layer = choice({ label: "Layer", options: names, ...bind(model, "layer") });
  const [input, output, filter, answer] = [h("canvas"), h("canvas"), h("div"), h("p", { role: "status" })];
  const tiles = grid({ letter: "Maps", what: "each on its own scale", role: "output", pick: (i, j) => save(model, { channel: 8 * i + j }) });
  const all = h("div", { class: "cbw-maps", onfocusin: ({ target }) => target.click() }, tiles.node);
  const say = frame({ model, el, onReset }, "What the network sees", row(picture.node, layer.node), stage(h("div", {
    class: "cbw-squares", ondragover: (event) => event.preventDefault(),
    ondrop: (event) => (event.preventDefault(), loadPhoto(event.dataTransfer.files[0] ?? new Blob())),
  }, input, output), all));
  el.firstChild.append(
    filter, row(h("label", {}, "Your photo ", file), navigator.mediaDevices && button("Use the camera", startCamera)),
    error.node, camera, h("p", {}, photos),
    row(button("Ask for the three likeliest labels", showPredictions)), answer,
  );

  // dark: smallest, light: largest
  function shades(numbers) {
    const [low, high] = range(numbers);
    const color = (number) => high && palette[Math.round((255 * (number - low)) / (high - low || 1))];
    return new Uint8ClampedArray(Uint32Array.from(numbers, color).buffer);
  }

  function showPredictions() {
    asked = true;
    answer.textContent = "The last layers are loading.";
    need("dense");
    draw();
  }

  function draw() {
    picture.draw();
    layer.draw();
    if (!PARTS.every(arrived)) return say("The network is loading.");
    const from = 16384 * pictures.indexOf(model.get("picture"));
    const stored = bytes(model.get("pixels")).slice(from, from + 16384);
    const pixels = stored.length ? stored : photo;
    if (!pixels) return say(none);
    if (String(pixels) !== String(lastPixels)) {
      const X = Float64Array.from(pixels.filter((_, i) => i % 4 < 3), (byte) => byte / 255);
      maps = forward(tensor([64, 64, 3], X), layers, model.get("convolutions"));
      lastPixels = pixels;
      answer.textContent = asked = "";
    }
    const name = model.get("layer");
    const map = maps[names.indexOf(name)];
    const [width, , count] = map.shape;
    const k = Math.min(model.get("channel"), count - 1);
    const channels = Array.from({ length: count }, (_, c) => toRows(map, c).flat());
    const blank = channels.map((numbers) => (numbers.some(Boolean) ? "" : "blank"));
    tiles.draw(rowsOf(count / 8, 8, String), (i, j) => (
      { text: `channel ${8 * i + j + 1} ${blank[8 * i + j]}`, on: 8 * i + j === k }));
    all.querySelectorAll("td").forEach((td, c) => paint(td.children[2] ?? td.appendChild(h("canvas")), shades(channels[c]), width));
    const [numbers, title] = [channels[k], `${name}, channel ${k + 1} of ${count}`];
    const zeros = numbers.filter((number) => !number).length;
    paint(input, pixels, 64, model.get("picture"));
    paint(output, shades(numbers), width, title);
    filter.innerHTML = JSON.parse(new TextDecoder().decode(model.get("filters")))[name][k];
    say(`${title}: ${width}×${width} numbers from ${range(numbers).map(format).join(" to ")}, ${Math.round((100 * zeros) / width ** 2)}% of them zero. `
      + `${blank.filter(Boolean).length} of the layer's ${count} channels are blank for this picture.`);

    if (!asked || !arrived("dense")) return;
    asked = false;
    const powers = forward(maps.at(-1), dense, model.get("dense")).at(-1).data.map(Math.exp);
    const total = powers.reduce((a, b) => a + b);
    const shares = labels.map((label, n) => [(100 * powers[n]) / total, label]).sort(([a], [b]) => b - a);
    answer.textContent = shares.slice(0, 3).map(([share, label]) => `${share.toFixed(1)}% ${label}. `).join("") + caution;
  }
  stop();
  const end = onChange(model, ["picture", "layer", "channel", "dense", ...PARTS], draw);
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && PARTS.forEach(need)).observe(el);
  return () => (stop(), end());
}

export default { render };
