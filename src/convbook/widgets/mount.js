// On a built page there is no kernel: the state that Python stored there is the model.
const here = document.currentScript.src.replace(/[^/]*$/, "");

function pageModel(name, state) {
  const listeners = {};
  return {
    get: (key) => state[key],
    set(key, value) {
      if (JSON.stringify(state[key]) === JSON.stringify(value) && !(value instanceof DataView)) return;
      state[key] = value;
      [...(listeners[`change:${key}`] ?? [])].forEach((listener) => listener());
    },
    on: (event, listener) => (listeners[event] ??= []).push(listener),
    off: (event, listener) => (listeners[event] = listeners[event].filter((other) => other !== listener)),
    save_changes() {},
    // What a kernel would send when asked lies in a script beside this one: it can be loaded from disk, too.
    send({ need }) {
      convbook.arrived[`${name}.${need}`] = (text) => this.set(need, bytes(text));
      document.head.append(h("script", { src: `${here}widget-data/${name}.${need}.js` }));
    },
  };
}

function bytes(text) {
  return new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}

window.convbook = { ...window.convbook, arrived: {} };
const models = [];
/** Sets a widget of the page, {name: values}, and goes there: to the nearest one above `from`, or else the first. */
convbook.show = (wanted, from) => {
  const [[name, values]] = Object.entries(wanted);
  const all = models.filter((one) => one.name === name);
  const above = all.filter(({ root }) => root.compareDocumentPosition(from) & Node.DOCUMENT_POSITION_FOLLOWING);
  const { root, model } = above.at(-1) ?? all[0];
  Object.entries(values).forEach(([key, value]) => model.set(key, value));
  root.scrollIntoView({ block: "center" });
  root.querySelector(".cbw-live .cbw-head ~ * :is(button, input, select)").focus({ preventScroll: true });
};
document.addEventListener("DOMContentLoaded", () => {
  for (const root of document.querySelectorAll("[data-widget]")) {
    const { widget: name, state } = root.dataset;
    const values = JSON.parse(state, (_, value) => (typeof value?.bytes === "string" ? bytes(value.bytes) : value));
    if (root.dataset.key) values.kept = convbook.answers?.get(root.dataset.key) ?? {};
    const el = h("div", { class: "cbw-live" });
    const model = pageModel(name, values);
    models.push({ name, root, model });
    widgets[name].render({ model, el });
    root.append(el);
    root.classList.add("cbw-on");
  }
});
