// Chart: groups × codes; a person writes what a cell says beside its quotes. What is typed is kept,
// closed or not, until it is on disk.

class ChartView extends ReadView {
  constructor(page) {
    super(page, "chart", "write");
    this.typed = page.store.typed ??= new Map();
  }

  close() { this.box?.close(); }

  open(what) {
    this.close();
    return super.open(what);
  }

  paint({ codes, rows, hint, cell }) {
    const had = this.grid?.contains(this.page.root.activeElement);
    put(this.body, h("header.heading", h("h1", "Chart"), this.filters(), h("p.hint", hint)),
      h("div.board", this.grid = h("table", { role: "grid", "aria-label": "Groups and codes", onkeydown: (e) => this.walk(e) },
        h("thead", h("tr", h("th", { scope: "col" }, "Group"), codes.map((c) => h("th", { scope: "col", title: c.definition }, c.above && h("small", c.above), c.name)))),
        h("tbody", rows.map((r) => h("tr", h("th", { scope: "row" }, r.group, h("small", r.small)), r.cells.map((c) => this.cell(c))))))));
    if (!codes.length) this.grid.replaceWith(h("p.empty", W.nochart));
    const cells = [...this.grid.querySelectorAll("td")], at = cells.find((td) => td.dataset.cell === this.at) ?? cells[0];
    if (at) at.tabIndex = 0;
    if (had) at?.focus({ preventScroll: true });
  }

  cell(c) {
    const typed = this.typed.get(c.id);
    return h("td", { class: c.kind, tabIndex: -1, "data-cell": c.id, onclick: () => this.look(c.id), onfocus: (e) => {
      for (const td of this.grid.querySelectorAll("td")) td.tabIndex = td === e.target ? 0 : -1;
      this.at = c.id;
    } }, (typed ? [typed.text] : c.texts).map((t) => h("p", t)), h("small", typed ? "not saved yet" : c.found));
  }

  doing() { return {}; }

  // A focused cell keeps its arrows, and Enter presses it.
  walk(event) {
    const td = event.target, row = td.parentNode, i = td.cellIndex;
    if (td.tagName !== "TD" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") this.look(this.at);
    else {
      const to = { ArrowRight: td.nextSibling, ArrowLeft: td.previousSibling, ArrowDown: row.nextSibling?.cells[i], ArrowUp: row.previousSibling?.cells[i],
        Home: row.cells[1], End: row.lastChild }[event.key];
      if (to?.tagName !== "TD") return;
      to.focus();
      to.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    event.preventDefault();
  }

  async look(id, note) {
    let answer;
    try {
      answer = await this.page.ask("chart", { ...this.asked, cell: id });
    } catch {
      return this.page.say(W.silent);
    }
    if (!answer.ok) return this.page.say(answer.what);
    const c = answer.cell, kept = this.typed.get(id), area = h("textarea", { rows: "9" }, kept?.text ?? c.mine);
    const keep = (more) => this.typed.set(id, { after: kept ? kept.after : c.after, ...more, text: area.value });
    let sent;
    this.at = id;
    this.box = dialog(this.page, c.title, [
      h("section.quotes", { tabIndex: 0, "aria-label": "Quotes" }, h("p.hint", c.hint), c.passages.map((p) => this.passage(p))),
      h("div.pen", field("What is said here, in your words", area), c.others.map(([who, text]) => h("p.memo", h("b", `${who}: `), text)),
        c.earlier[0] && h("details", h("summary", "Earlier"), c.earlier.map((e) => h("p.memo", e))))], {
      note, submit: () => {
        sent = newId();
        const after = kept && !note ? kept.after : c.after;
        keep({ after: sent });
        this.tell({ cell: id, summary: area.value, after, id: sent }, (got) => this.told(id, area.value, got));
      },
    });
    this.box.className = "cell";
    this.box.addEventListener("close", () => {
      if (!sent && area.value !== (kept?.text ?? c.mine)) keep();
      this.anew(id);
    });
    area.focus();
  }

  // One cell only: somebody may be typing into a filter by now.
  anew(id) {
    const old = [...this.grid.querySelectorAll("td")].find((td) => td.dataset.cell === id);
    const cell = this.answer.rows.flatMap((r) => r.cells).find((c) => c.id === id);
    if (!old || !cell) return;
    const fresh = this.cell(cell), had = old === this.page.root.activeElement;
    fresh.tabIndex = old.tabIndex;
    old.replaceWith(fresh);
    if (had) fresh.focus({ preventScroll: true });
  }

  told(id, text, answer) {
    if (!answer.ok) return this.look(id, answer.what);
    if (this.typed.get(id)?.text === text) this.typed.delete(id);
    this.take(answer);
  }
}
