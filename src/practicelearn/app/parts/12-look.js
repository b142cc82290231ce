// What to look at in the frame: asked for, found out beside the page, shown with quotes. Python makes the
// sentences; nothing here changes the frame.

class FrameLook {
  constructor(page) {
    this.page = page;
    this.status = h("p.hint", { role: "status" });
    this.found = h("div");
    this.button = h("button.press", { onclick: () => this.ask("begin") });
    this.el = h("section.look", { "aria-label": "What to look at in the frame" }, h("h2", "What to look at in the frame"), h("p.hint", W.look), this.button, this.status, this.found);
    this.paint({ state: "none" });
    this.ask();
  }

  // Asked again while it goes on, as long as this view is open; a view that is opened anew asks by itself.
  async ask(act) {
    const answer = await this.page.store.get("looking", act ? { act } : {});
    if (!answer.ok) return void (this.status.textContent = answer.what);
    this.paint(answer);
    if (answer.state === "working" && !this.waits) this.waits = setTimeout(() => { this.waits = null; if (this.el.isConnected) this.ask(); }, 1000);
  }

  paint(a) {
    const said = a.state === "working" ? W.looking : [a.said, a.blind].filter(Boolean).join(" ");
    if (this.status.textContent !== said) this.status.textContent = said;
    this.button.textContent = a.said ? "Look again" : "Look through the codings";
    this.button.setAttribute("aria-disabled", String(a.state === "working"));
    const now = JSON.stringify([a.proposals, a.not_known]);
    if (a.state === "working" || this.now === now) return;
    this.now = now;
    put(this.found, (a.proposals ?? []).map((p) => h("article", h("h3", p.name, h("small", ` ${p.kind}`)), h("p", p.says), h("p", h("b", "You could: "), p.could), this.quotes(p))),
      a.not_known?.length > 0 && h("details", h("summary", "What cannot be told"), h("ul", a.not_known.map((n) => h("li", `${n.what}: ${n.why}.`)))));
  }

  quotes(p) {
    return p.sides.length > 0 && h("details", h("summary", "Quotes", h("span.unseen", ` of ${p.name}`)), p.sides.map((s) => h("section", h("h4", s.side),
      h("ul", s.quotes.map((q) => h("li", h("blockquote", { dir: "auto" }, q.words), h("button.place", { onclick: () => this.visit(q) }, q.where)))))));
  }

  async visit({ session, turn, start, end }) {
    const { page } = this, { store } = page;
    await page.go("code", session);
    if (store.session?.id !== session || !(page.show instanceof CodeView)) return;
    const n = store.session.index.get(turn), at = (point) => ({ turn: n, unit: toUnit(store.session.turns[n].text, point) });
    page.show.text.select(at(start), at(end));
  }
}
