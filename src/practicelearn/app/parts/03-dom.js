// The page's own few helpers. Text only ever enters as text: nothing here parses HTML.

// h("p.hint", {title: "…"}, "words"): the element, its classes, its attributes (may be left out), what is in it.
function h(what, attributes, ...children) {
  const [tag, ...classes] = what.split("."), node = document.createElement(tag);
  if (attributes?.constructor !== Object) children.unshift(attributes);
  else set(node, attributes);
  if (tag === "button" && !attributes?.type) node.type = "button";
  if (classes.length) node.className = classes.join(" ");
  node.append(...children.flat().filter(shown));
  return node;
}

const shown = (child) => child != null && child !== false;

function set(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [k, v] of Object.entries(value)) node.style.setProperty(k, v);
    else if (key in node && typeof value !== "string") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
}

// What is drawn anew under a person's hands keeps their place: the button that stands there now.
function put(node, ...children) {
  const now = node.getRootNode().activeElement, buttons = () => [...node.querySelectorAll("button")], at = now === node ? -1 : buttons().indexOf(now);
  node.replaceChildren(...children.flat().filter(shown));
  if (at >= 0 && !node.contains(node.getRootNode().activeElement)) (buttons()[at] ?? buttons().pop())?.focus({ preventScroll: true });
}

const stop = (event) => event.preventDefault();

// A button that shows its key; pressed or not, where that makes sense.
const press = (key, label, run, on) => h("button", { onclick: run, "aria-pressed": on === undefined ? null : String(!!on), "data-tip": W[`?${label.split(" ")[0]}`] }, h("kbd", key), label);

// The page's longer sentences come with the study: see sentences.py.
const W = {};

// One dialog at a time; Escape closes it, Ctrl+Enter says yes, focus goes back to where it was.
function dialog(page, title, fields, { ok = "Save", submit, kind, note = "" } = {}) {
  const name = `pl-title-${newId()}`;
  const back = page.root.activeElement;
  const problem = h("p.problem", { role: "alert" }, note);
  const box = h("dialog", { class: kind, "aria-labelledby": name });
  let sent;
  const send = async (event) => {
    event.preventDefault();
    if (sent) return;
    sent = true;
    const refused = await submit();
    sent = false;
    if (refused) problem.textContent = refused;
    else box.close();
  };
  const form = h("form", { onsubmit: send },
    h("h2", { id: name }, title), fields, problem,
    h("p.ends", { },
      submit && h("button", { type: "submit", title: "Ctrl+Enter" }, ok),
      h("button", { title: "Esc", onclick: () => box.close() }, submit ? "Cancel" : "Close"),
    ));
  box.addEventListener("keydown", (event) => {
    if (submit && event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target.tagName === "SELECT")) send(event);
  });
  // This event comes late: whoever has gone on since keeps their place.
  box.addEventListener("close", () => {
    const now = page.root.activeElement, gone = !now || now === document.body || box.contains(now);
    box.remove();
    page.hand.rest(() => {
      if (gone && page.nowhere()) back?.focus?.({ preventScroll: true });
      page.home();
    });
  });
  box.append(form);
  page.el.append(box);
  box.showModal();
  form.querySelector("textarea, input, select, button")?.focus({ preventScroll: true });
  box.scrollTop = 0; // opening it scrolls to its first button, which may be its last line
  return box;
}

function showKeys(page) {
  dialog(page, "Keys", page.store.study.keys[page.name].map(([head, rows]) => h("section", h("h3", head),
    h("dl", rows.map(([key, what]) => h("div", h("dt", key.split("  ").flatMap((k, i) => [i ? " " : "", h("kbd", k)])), h("dd", what)))))), { kind: "wide" });
}

const field = (label, control) => h("label", h("span", label), control);

// Arrow keys walk through a list of buttons; Tab leaves it.
function roving(list, selector = "button") {
  const items = () => [...list.querySelectorAll(selector)].filter((b) => !b.hidden);
  const settle = (chosen) => {
    for (const b of items()) b.tabIndex = b === chosen ? 0 : -1;
  };
  list.addEventListener("keydown", (event) => {
    const all = items(), at = all.indexOf(list.getRootNode().activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = all[Math.max(0, Math.min(all.length - 1, to))];
    settle(next);
    next.focus();
  });
  list.addEventListener("focusin", (event) => settle(event.target));
  return () => settle(list.querySelector(`${selector}[aria-current]`) ?? items()[0]);
}

const PALETTE = ["#2f6fb0", "#b3541e", "#2e7d4f", "#8a4fa3", "#9a7b00", "#c2356b", "#0f8a8a", "#6b6f1d", "#5a5fc7", "#8c5a3c"];
const swatch = (colour) => h("i.swatch", { style: { "--hue": colour }, "aria-hidden": "true" });
const STANCE = { for: "+", against: "−", mixed: "±" };
