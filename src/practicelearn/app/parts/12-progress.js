// Progress: sessions × coders. Python says what of others may be seen; this page shows it.

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
    this.body.focus({ preventScroll: true });
  }
}
