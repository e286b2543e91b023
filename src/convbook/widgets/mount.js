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

window.convbook = { arrived: {} };
document.addEventListener("DOMContentLoaded", () => {
  for (const root of document.querySelectorAll("[data-widget]")) {
    const { widget: name, state } = root.dataset;
    const values = JSON.parse(state, (_, value) => (typeof value?.bytes === "string" ? bytes(value.bytes) : value));
    const el = h("div", { class: "cbw-live" });
    widgets[name].render({ model: pageModel(name, values), el });
    root.append(el);
    root.classList.add("cbw-on");
  }
});
