// The menu at a place: everything that can be done there, each with its key. What stands in it is a table,
// MENU, by what the place is: words that are selected, a coding, a turn, a code in the list. Anything may be added:
//
//   MENU.code.push({ say: "Rename …", key: K.rename, run: (view, it) => view.rename(it) });
//
// An entry is { say, does } with a meaning of keys.py, whose key is shown; or { say, run(view, it), key }. say may be
// a function of (view, it); when(view, it) false leaves it out; on(view, it) ticks it; tip explains it; grave: it
// cannot be undone. A function of (view, it) in place of an entry returns a list of entries.

const MENU = { words: [], coding: [], turn: [], code: [] };

class Menu {
  // about: [[what the place is, heading, it]]; before(): what must be so before an entry is done.
  constructor(view, about, { x, y }) {
    const { page } = view;
    page.menu?.close();
    Object.assign(this, { view, page, back: page.root.activeElement, typed: "" });
    this.el = h("div.menu", { role: "menu", "aria-label": "What can be done here", tabIndex: -1, onkeydown: (e) => this.key(e) },
      about.map(([what, heading, it, before]) => h("div", { role: "group", "aria-label": heading }, h("p", { "aria-hidden": "true" }, cut(heading, 48)),
        this.entries(MENU[what], it).map((entry) => this.item(entry, it, before)))));
    this.away = (e) => { if (e.type === "resize" || !this.el.contains(e.composedPath()[0])) this.close(e.type !== "pointerdown"); };
    for (const kind of ["pointerdown", "wheel", "resize"]) addEventListener(kind, this.away, true);
    page.menu = this;
    page.el.append(this.el);
    lay(page, this.el, x, y);
    this.items[0]?.focus({ preventScroll: true });
  }

  get items() { return [...this.el.querySelectorAll("button")]; }

  entries(list, it) {
    return list.flatMap((e) => (typeof e === "function" ? e(this.view, it) : e)).filter((e) => e.when?.(this.view, it) ?? true);
  }

  item(entry, it, before) {
    const { view } = this, { say, does, run, tip, grave, hue } = entry, on = entry.on?.(view, it), key = entry.key ?? (does && K[does]);
    return h("button", {
      class: grave && "grave", role: on === undefined ? "menuitem" : "menuitemcheckbox", "aria-checked": on === undefined ? null : String(!!on), tabIndex: -1,
      "data-tip": tip ?? W[`?${does}`], onpointermove: (e) => e.currentTarget.focus({ preventScroll: true }),
      onclick: () => {
        this.close(true);
        before?.();
        if (run) run(view, it);
        else view.does[does](key);
      },
    }, hue && swatch(hue), h("span", typeof say === "function" ? say(view, it) : say), key && h("kbd", key));
  }

  // It has its keys for itself: arrows, the first letters of an entry, Escape.
  key(event) {
    const { key } = event, { items } = this, at = items.indexOf(this.page.root.activeElement);
    event.stopPropagation();
    stop(event);
    if (key === "Enter" || (key === " " && !this.typed)) return items[at]?.click();
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (key === "Escape" || key === "Tab") this.close(true);
    else if (key.length === 1 && !event.ctrlKey && !event.metaKey) this.seek(key.toLowerCase(), items, at);
  }

  seek(letter, items, at) {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => (this.typed = ""), 700);
    this.typed += letter;
    const from = this.typed.length > 1 ? at : at + 1, turned = [...items.slice(from), ...items.slice(0, from)];
    turned.find((b) => b.querySelector("span").textContent.toLowerCase().startsWith(this.typed))?.focus();
  }

  // Whoever pressed elsewhere has chosen where to be; all others are where they were.
  close(back) {
    for (const kind of ["pointerdown", "wheel", "resize"]) removeEventListener(kind, this.away, true);
    if (this.page.menu === this) this.page.menu = null;
    this.el.remove();
    if (back) this.back?.focus?.({ preventScroll: true });
    else this.page.home();
  }
}
