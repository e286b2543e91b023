// The arithmetic of all widgets. A tensor is {shape, data}, channels last: an input (H, W, C), a filter (kh, kw, C, K).
// Options are {stride, padding, dilation} as in Python: a number or a pair; "valid", "same", ...

const length = (shape) => shape.reduce((product, n) => product * n, 1);
const pair = (n) => (Array.isArray(n) ? n : [n, n]);

export const tensor = (shape, data = new Float64Array(length(shape))) => ({ shape, data });

/** Rows of numbers as a tensor (H, W, 1), which is also a filter (kh, kw, 1, 1); (H, W, C) stays (H, W, C). */
export function fromRows(rows) {
  const channels = Array.isArray(rows[0][0]) ? rows[0][0].length : 1;
  return tensor([rows.length, rows[0].length, channels], Float64Array.from(rows.flat(2)));
}

/** Rows of what `entry(i, j)` gives. */
export const rowsOf = (height, width, entry) =>
  Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => entry(i, j)));

/** One channel of (H, W, C) as rows of numbers. */
export const toRows = ({ shape: [height, width, channels = 1], data }, channel = 0) =>
  rowsOf(height, width, (i, j) => data[(i * width + j) * channels + channel]);

/** The filter turned by 180 degrees. */
export const rotate180 = (rows) => rows.map((row) => [...row].reverse()).reverse();

/** How a window goes over rows and columns: zeros before and after, what it spans, how many stops. */
export function plan(X, F, { stride = 1, padding = "valid", dilation = 1 } = {}) {
  return ["rows", "columns"].map((things, axis) => {
    const [size, taps, step, apart] = [X[axis], F[axis], pair(stride)[axis], pair(dilation)[axis]];
    const span = (taps - 1) * apart + 1;
    const missing = padding === "same" ? Math.max((Math.ceil(size / step) - 1) * step + span - size, 0) : 0;
    let [before, after] = [missing >> 1, missing - (missing >> 1)]; // the odd zero stands after, as in TensorFlow
    if (typeof padding !== "string") [before, after] = Array.isArray(padding) ? padding[axis] : pair(padding);
    const room = size + before + after;
    if (span > room) throw new RangeError(`The window covers ${span} ${things}, but there are only ${room}.`);
    return { size, taps, stride: step, dilation: apart, before, after, span, out: Math.floor((room - span) / step) + 1 };
  });
}

/** Calls visit(output, pixel, tap) wherever a tap of the window meets a pixel; zeros of the padding are left out. */
function forEachTap([down, across], visit) {
  for (let r = 0, o = 0; r < down.out; r++) {
    for (let s = 0; s < across.out; s++, o++) {
      for (let i = 0; i < down.taps; i++) {
        const y = r * down.stride - down.before + i * down.dilation;
        if (y < 0 || y >= down.size) continue;
        for (let j = 0; j < across.taps; j++) {
          const x = s * across.stride - across.before + j * across.dilation;
          if (x >= 0 && x < across.size) visit(o, y * across.size + x, i * across.taps + j);
        }
      }
    }
  }
}

/** What deep learning calls convolution, equations 1-4: (H, W, C) and (kh, kw, C, K) -> (H', W', K). */
export function correlate(X, F, options) {
  const [, , C = 1, K = 1] = F.shape;
  const windows = plan(X.shape, F.shape, options);
  const O = tensor([windows[0].out, windows[1].out, K]);
  const [x, f, out] = [X.data, F.data, O.data];
  forEachTap(windows, (o, pixel, tap) => {
    for (let c = 0; c < C; c++) {
      const value = x[pixel * C + c];
      if (value === 0) continue; // after a ReLU most of them are
      for (let k = 0, to = o * K, from = (tap * C + c) * K; k < K; k++) out[to + k] += value * f[from + k];
    }
  });
  return O;
}

/** dL/dF, equations 5-10: what each tap met, times the gradient of what came of it. */
export function filterGradient(dO, X, shape, options) {
  const [, , C = 1, K = 1] = shape;
  const dF = tensor(shape);
  forEachTap(plan(X.shape, shape, options), (o, pixel, tap) => {
    for (let c = 0; c < C; c++)
      for (let k = 0; k < K; k++) dF.data[(tap * C + c) * K + k] += dO.data[o * K + k] * X.data[pixel * C + c];
  });
  return dF;
}

/** dL/dX, equations 11-21: every output stamps the filter, times its gradient, on its window. */
export function inputGradient(dO, F, shape, options) {
  const [, , C = 1, K = 1] = F.shape;
  const dX = tensor(shape);
  forEachTap(plan(shape, F.shape, options), (o, pixel, tap) => {
    for (let c = 0; c < C; c++)
      for (let k = 0; k < K; k++) dX.data[pixel * C + c] += dO.data[o * K + k] * F.data[(tap * C + c) * K + k];
  });
  return dX;
}

/** Pooling, "max", "average" or "sum", by channel; `argmax` holds each window's largest pixel, the first of equals. */
export function pool(X, kind, size = 2, stride = size) {
  const [, , C = 1] = X.shape;
  const windows = plan(X.shape, pair(size), { stride });
  const O = tensor([windows[0].out, windows[1].out, C]);
  const argmax = new Int32Array(O.data.length).fill(-1);
  forEachTap(windows, (o, pixel) => {
    for (let c = 0, at = o * C, from = pixel * C; c < C; c++, at++, from++) {
      if (kind !== "max") O.data[at] += X.data[from];
      else if (argmax[at] < 0 || X.data[from] > X.data[argmax[at]]) O.data[at] = X.data[(argmax[at] = from)];
    }
  });
  return { ...divideByWindow(O, kind, windows), argmax };
}

/** For average pooling, sums divided by the pixels of a window. */
function divideByWindow(sums, kind, [{ taps: height }, { taps: width }]) {
  if (kind === "average") sums.data.forEach((sum, at) => (sums.data[at] = sum / (height * width)));
  return sums;
}

/** Where pooling sends its gradient: all to the winner, or a share to every pixel of the window. */
export function poolGradient(dO, X, kind, size = 2, stride = size) {
  const [, , C = 1] = X.shape;
  const dX = tensor(X.shape);
  if (kind === "max") {
    pool(X, kind, size, stride).argmax.forEach((winner, at) => (dX.data[winner] += dO.data[at]));
    return dX;
  }
  const windows = plan(X.shape, pair(size), { stride });
  forEachTap(windows, (o, pixel) => {
    for (let c = 0; c < C; c++) dX.data[pixel * C + c] += dO.data[o * C + c];
  });
  return divideByWindow(dX, kind, windows);
}

/** A number as the pages print it: four figures at most, and a true minus sign. */
export function format(number) {
  if (Number.isInteger(number)) return String(BigInt(number)).replace("-", "\u2212"); // every figure, and no exponent
  const [digits, power] = Math.abs(number).toExponential(3).split("e-");
  const small = power > 6; // JavaScript itself would write an exponent
  const text = small
    ? `0.${"0".repeat(power - 1)}${digits.replace(".", "").replace(/0+$/, "")}`
    : String(Number(Math.abs(number).toPrecision(4)));
  return number < 0 ? `\u2212${text}` : text;
}
