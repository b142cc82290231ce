// Progress: sessions × coders, and what to read next. Python says what of others may be seen.

class ProgressView {
  constructor(page) {
    this.page = page;
    this.body = h("main.middle.reading", { tabIndex: -1 });
    this.el = h("div.desk.progress", this.body);
    this.does = {};
  }

  async open() {
    const answer = await this.page.ask("progress", {}), { page } = this;
    if (!answer.ok) return page.nothing(this.body, answer);
    const go = (view, id, label) => h("button", { onclick: () => page.go(view, id) }, label), mark = { none: "○", some: "◐", all: "✓" };
    put(this.body, h("header.heading", h("h1", "Progress"), h("p.hint", answer.said)),
      h("table", h("thead", h("tr", ["Session", ...answer.coders.map((c, i) => (i ? c : `${c} (you)`)), "To settle"].map((t) => h("th", { scope: "col" }, t)))),
        h("tbody", answer.rows.map((r) => h("tr", h("th", { scope: "row" }, go("code", r.id, r.title)),
          r.cells.map((c, i) => h("td", { "data-of": `${answer.coders[i]}:` }, h("span.mark", { "aria-hidden": "true" }, `${mark[c.state]} `), c.said)), h("td", { "data-of": "To settle:" }, r.settle ? go("settle", r.id, r.left || "look") : "–"))))));
    this.body.append(this.next());
    this.body.focus({ preventScroll: true });
  }

  // A reading order; it is made when it is asked for, since that takes a moment.
  next() {
    const list = h("div"), { store } = this.page, codes = [...store.codes.values()];
    const code = h("select", h("option", { value: "" }, "all codes"), codes.map((c) => h("option", { value: c.id }, c.name)));
    const make = async () => {
      put(list, h("p.hint", { role: "status" }, "Looking through what you have coded …"));
      const answer = await this.page.ask("next", { code: code.value });
      if (!answer.ok) return this.page.nothing(list, answer);
      put(list, h("p.hint", { role: "status" }, answer.said), h("ol", answer.rows.map((r) => h("li.hit", h("div",
        h("button.place", { dir: "auto", onclick: () => this.page.visit(r) }, h("small", `${r.title} · turn ${r.n} `), r.text),
        h("p.on", h("span", swatch(store.code(r.code).colour), `${store.code(r.code).name}: ${r.why}`)))))));
    };
    return h("section.next", h("h2", "What to read next"), h("div.filters", field("Like what you coded as", code), h("button.make", { onclick: make }, "Make the list")), list);
  }
}
