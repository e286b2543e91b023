// Small helps for the reader; every page can be read without them.

// A page opened from disk may not read the others, so the search there lists titles only.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// Formulas are set in pieces: first those in sight, so that a page with hundreds of them answers soon, then the others.
async function setFormulas() {
  const all = [...document.querySelectorAll(".math")];
  const inSight = all.filter((formula) => formula.getBoundingClientRect().top < 1.5 * innerHeight);
  await MathJax.typesetPromise(inSight);
  performance.mark("usable");
  const others = all.filter((formula) => !inSight.includes(formula));
  for (let i = 0; i < others.length; i += 25) {
    await new Promise((goOn) => setTimeout(goOn));
    await MathJax.typesetPromise(others.slice(i, i + 25));
  }
}
if (window.MathJax) MathJax.startup = { ...MathJax.startup, pageReady: setFormulas };

document.addEventListener("DOMContentLoaded", () => {
  // Two lines with a wide space in each are a table, whose columns must stay below each other.
  document.querySelectorAll(".output.stream pre").forEach((pre) => {
    pre.classList.toggle("cb-columns", pre.textContent.match(/^.*\S {2,}\S.*$/gm)?.length > 1);
  });

  // A phone shows a wide picture whole, with letters too small to read: a button makes it large, to be moved sideways.
  const pictures = [...document.querySelectorAll(".cell_output img:not(.cbw img)")].map((picture) => {
    const [pan, button, icon] = ["div", "button", "span"].map((name) => document.createElement(name));
    pan.className = "cb-pan";
    picture.replaceWith(pan);
    pan.append(picture);
    icon.className = "fa-expand";
    button.className = "cb-enlarge";
    button.type = "button";
    button.hidden = true;
    button.append(icon, document.createElement("span"));
    const enlarge = (large) => {
      pan.classList.toggle("cb-large", large);
      button.lastChild.textContent = large ? "Whole picture" : "Enlarge";
    };
    enlarge(false);
    button.addEventListener("click", () => {
      enlarge(!pan.classList.contains("cb-large"));
      reachable();
    });
    pan.after(button);
    return { picture, pan, button, enlarge };
  });
  const offerToEnlarge = () => {
    // All is read before anything is written: else the page would be laid out anew for each picture.
    const whole = pictures.map(({ picture, pan }) => picture.naturalWidth < 1.5 * pan.clientWidth);
    pictures.forEach(({ button, enlarge }, i) => {
      if (button.hidden === whole[i]) return;
      button.hidden = whole[i];
      enlarge(false);
    });
  };

  // What is wider than the page scrolls inside itself, and then the keyboard must reach it.
  const isWide = (box) => box.scrollWidth > box.clientWidth;
  const boxes = ".cb-pan, mjx-container[display], .pst-scrollable-table-container, .cell_output .output, .cell_output > div, .highlight pre:not(.cb-source pre)"; // to measure what is folded would lay it out
  const reachable = () => {
    offerToEnlarge();
    document.querySelectorAll("span.math").forEach((span) => span.classList.toggle("cb-wide", isWide(span)));
    document.querySelectorAll(`${boxes}, span.math`).forEach((box) => {
      if (isWide(box) && getComputedStyle(box).overflowX !== "visible") {
        box.tabIndex = 0;
      } else if (box.tabIndex === 0) {
        box.removeAttribute("tabindex");
      }
    });
  };
  reachable();
  addEventListener("load", reachable);
  // Beside the article the sidebars come and go a moment after the window has another width.
  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width !== width) reachable();
    width = contentRect.width; // its height changes with each formula that is set
  }).observe(document.querySelector(".bd-article-container"));
  // Formulas grow when they are set, and once more when their letters arrive.
  if (window.MathJax?.startup?.promise) MathJax.startup.promise.then(reachable);
  document.fonts.addEventListener("loadingdone", reachable);

  // A link to what is folded away opens it; not all browsers do so by themselves.
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let folded = false;
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      folded ||= !fold.open;
      fold.open = true;
      fold.classList.remove("cb-waits"); // who is led to what answers a question sees it
    }
    if (folded) target.scrollIntoView();
  };
  unfold();
  addEventListener("hashchange", unfold);

  document.querySelectorAll(".cb-again").forEach((button) => {
    button.addEventListener("click", () => {
      const picture = button.closest(".cb-picture");
      picture.classList.add("cb-still");
      void picture.offsetWidth; // the animations start anew only after the page was laid out without them
      picture.classList.remove("cb-still");
    });
  });
});
