// Layers, shapes, fields (chapters 3, 4).
import { plan } from "./core.js";
import { button, choice, ink, errorBox, examples, field, frame, h, onChange, row, save, startsOver } from "./ui.js";
import { lastEdit } from "./steps.js";

const big = (n) => n.toLocaleString("en");
const times = (...numbers) => numbers.map(big).join("×");
const named = ({ kind, size, units = "" }) => `${kind} ${size ? times(size, size) : units}`.trim();

/** What comes of each, or an error. */
function layerTable(layers) {
  let [shape, reach, jump] = [[], 1, 1];
  return layers.map((layer, i) => {
    const { kind, height, width, channels, filters, units, size, dilation = 1 } = layer;
    const fail = (why) => { throw new RangeError(`${why}: layer ${i} cannot stand here.`); };
    const [rows, columns, depth] = shape;
    let parameters = 0;
    if (!i !== !!height) fail("The picture comes first");
    else if (height) shape = [height, width, channels];
    else if (units) {
      if (depth) fail("A dense layer needs flatten before it");
      [shape, reach, parameters] = [[units], 0, (rows + 1) * units];
    } else if (!depth) fail(`A ${kind} after flatten has no rows and columns left`);
    else if (!size) shape = [rows * columns * depth];
    else {
      const span = (size - 1) * dilation + 1;
      if (layer.padding !== "same" && span > Math.min(rows, columns))
        fail(`A window of ${times(span, span)} does not fit into ${times(rows, columns)}`);
      shape = [...plan(shape, [size, size], layer).map(({ out }) => out), filters ?? depth];
      if (filters) parameters = (size * size * depth + 1) * filters;
      [reach, jump] = [reach + (span - 1) * jump, jump * layer.stride];
    }
    const sees = ["height", "width"].map((side) => Math.min(reach, layers[0][side]));
    return { shape, parameters, sees: reach ? `${times(...sees)} pixels` : "all pixels in use" };
  });
}

/** For each of `layers` how many parameters it had `before` an edit of some layers between others that stayed. */
function formerParameters(layers, before) {
  const same = (i, j) => JSON.stringify(layers[i]) === JSON.stringify(before[j]);
  const shift = before.length - layers.length;
  const found = layerTable(before);
  let stayed = 0;
  while (stayed < layers.length && same(stayed, stayed)) stayed++;
  return layers.map(({ kind }, i) => {
    const former = i < stayed || !shift ? i : same(i, i + shift) ? i + shift : -1;
    return before[former]?.kind === kind ? found[former].parameters : undefined;
  });
}

function render({ model, el }) {
  const all = () => model.get("layers");
  const change = (layers, chosen = at) => layerTable(layers) && save(model, { layers, chosen });
  const history = lastEdit(model, ["layers"]);
  let [at, form, fields] = [0];
  const own = (name) => {
    const get = () => all()[at][name];
    const set = (next) => change(all().with(at, { ...all()[at], [name]: next }));
    const how = { label: name, max: 999, options: ["valid", "same"], get, set };
    return name === "padding" ? choice(how) : field(how);
  };
  const [error, note] = [errorBox(), h("p", { role: "status" })];
  const act = (text, edit) => button(text, () => error.attempt(() => change(...edit())));
  const presets = examples(model);
  const [table, inside] = [h("table"), row()];
  const say = frame(
    { model, el }, "What comes out of a stack of layers?", row(presets.node),
    h("div", { class: "cbw-layers", role: "group", "aria-label": "Layers", tabindex: 0 }, table), inside,
    row(
      model.get("fresh").map((one) => act(`Add ${one.kind}`, () => [all().toSpliced(at + 1, 0, one), at + 1])),
      act("Move down", () => [all().toSpliced(at, 2, ...all().slice(at, at + 2).reverse()), at + 1]),
      act("Remove", () => [all().toSpliced(at, 1)]), error.node,
    ),
    note,
  );

  return onChange(model, ["layers", "chosen"], () => {
    const [layers, found, { before }] = [all(), layerTable(all()), history(startsOver(model))];
    const former = before ? formerParameters(layers, before.layers) : [];
    const changes = found.flatMap(({ parameters }, i) => (former[i] === undefined || former[i] === parameters ? []
      : [`${i} ${named(layers[i])}: ${big(parameters)} parameters, before ${big(former[i])}`]));
    note.textContent = !before ? "" : changes.length ? `Your edit changed ${changes.join("; ")}.`
      : "Your edit changed the parameters of no layer that was there before.";
    at = Math.min(model.get("chosen"), layers.length - 1);
    const focused = table.contains(document.activeElement);
    const line = (cells, tag = "td") => h("tr", {}, cells.map((cell) => h(tag, {}, cell)));
    table.replaceChildren(
      line(["layer", "output", "parameters", "receptive field"], "th"),
      ...found.map(({ shape, parameters, sees }, i) => line([
        button(`${i || ""} ${named(layers[i])}`, () => save(model, { chosen: i }), { "aria-pressed": `${i === at}` }),
        ink("output", times(...shape)), ink("filter", big(parameters)), ink("input", sees),
      ])),
      line(["all together", "", ink("filter", big(found.reduce((sum, { parameters }) => sum + parameters, 0))), ""]),
    );
    if (focused) table.querySelector("[aria-pressed=true]").focus();
    const names = model.get("order").filter((name) => name in layers[at]);
    if (form !== (form = `${at} ${names}`)) {
      fields = names.map(own);
      inside.replaceChildren(...fields.map(({ node }) => node));
    }
    [presets, ...fields].forEach(({ draw }) => draw());
    const { shape, parameters, sees } = found[at];
    say(
      at ? `Layer ${at}, ${named(layers[at])}: ${times(...found[at - 1].shape)} becomes ` : "The picture: ",
      times(...shape),
      at ? `; receptive field ${sees}; ${parameters ? big(parameters) : "no"} parameters.` : ".",
    );
  });
}

export default { render };
