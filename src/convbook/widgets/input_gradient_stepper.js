// A pixel's gradient: gathered by the turned filter, and stamped by the outputs (equations 13-21).
import { correlate, format, fromRows, inputGradient, rotate180, toRows } from "./core.js";
import { ink, frame, grid, stage, onChange, save, sign, indexed, dot } from "./ui.js";
import { slips, steps } from "./steps.js";

function render({ model, el }) {
  let sums; // as drawn last
  const F = grid({ letter: "F", model });
  const rotated = grid({ letter: "F", what: "turned" });
  const dO = grid({ letter: "∂L/∂O", model, name: "dO" });
  const dX = grid({ letter: "∂L/∂X", pick: (i, j) => save(model, { step: i * sums[0].length + j }) });
  const walk = steps(model, () => sums.flat().length, "Pixel", { edits: ["F", "dO"] });
  const stamps = stage();
  const say = frame({ model, el }, "Two ways to a pixel",
    stage(dX.node, sign("="), dO.node, sign("∗"), rotated.node, sign("↻"), F.node), stamps, walk.node);

  return onChange(model, ["F", "dO", "step"], () => {
    const [f, gradients, step] = [model.get("F"), model.get("dO"), model.get("step")];
    const [down, across] = [f.length - 1, f[0].length - 1];
    const width = gradients[0].length + across;
    const [m, n] = [Math.floor(step / width), step % width];
    const ringOf = (taps) => [taps, taps[0]].map(({ length }) => [length - 1, length - 1]);
    const gather = (rows, taps) => correlate(fromRows(rows), fromRows(taps), { padding: ringOf(taps) });
    sums = toRows(gather(gradients, rotate180(f)));
    const stamped = toRows(inputGradient(fromRows(gradients), fromRows(f), [gradients.length + down, width])).flat();
    const same = stamped.filter((number, at) => Math.abs(number - sums.flat()[at]) < 1e-9);
    const lit = (number, sub) => (number === undefined ? {} : { mark: "cbw-window", sub: sub ?? `·${format(number)}` });
    const met = (a, b) => lit(gradients[m - a]?.[n - b], `O${m - a + 1}${n - b + 1}`);
    F.draw(f, met);
    rotated.draw(rotate180(f), (a, b) => met(down - a, across - b));
    dO.draw(gradients, (i, j) => lit(f[m - i]?.[n - j]), ringOf(f));
    const [pairs, paths] = [[], []];
    gradients.forEach((line, i) => line.forEach((gradient, j) => {
      const tap = f[m - i]?.[n - j];
      if (tap === undefined) return;
      pairs.push([gradient, tap]);
      paths.push(`${indexed("O", i, j)} through ${indexed("F", m - i, n - j)}`);
    }));
    const name = (at) => indexed("∂L/∂X", Math.floor(at / width), at % width);
    const { covered, look } = walk.draw({
      name, width, fill: false, compute: ({ F, dO }) => gather(dO, rotate180(F)).data,
      ask: () => ({ name: name(step), right: stamped[step], mistakes: {
        "That is without the turn: what slides is F turned.": gather(gradients, f).data[step], ...slips(pairs, "∂L/∂O", "the filter"),
      } }),
    });
    dX.draw(sums, look);
    stamps.replaceChildren(...gradients.flatMap((line, i) => line.flatMap((gradient, j) => {
      const stamp = grid({ letter: indexed("O", i, j), what: `${format(gradient)}·F`, role: "gradient" });
      stamp.draw(f.map((taps) => taps.map((number) => gradient * number)),
        (a, b) => (a === m - i && b === n - j ? { on: true, ...(covered && { text: "?" }) } : {}),
        [[i, gradients.length - 1 - i], [j, line.length - 1 - j]]);
      return [sign(i + j ? "+" : "="), stamp.node];
    })));
    const papers = [f, f[0], gradients, gradients[0]].every(({ length }) => length === 2);
    say(covered || [
      ink("gradient", indexed("∂L/∂X", m, n)), papers ? `, equation ${13 + step}: ` : ": ",
      dot(pairs, ["gradient", "filter"], "gradient"),
      `; stamps: ${paths.join(" + ")} = `, ink("gradient", stamped[step]),
      `. The two ways agree on ${same.length} of ${stamped.length} pixels.`,
    ]);
  });
}

export default { render };
