// Search: every session by words, code, speaker, what is unread; a place opens in Code; a code is given,
// changed or taken away for one or for all that are chosen. What was asked stays until the page is closed.

class SearchView {
  constructor(page) {
    Object.assign(this, { page, store: page.store, asked: page.sought?.asked ?? {}, chosen: new Set() });
    this.form = h("form.asks", { role: "search", onsubmit: (e) => { stop(e); this.search(); } });
    this.tools = h("div.toggles.chosen");
    this.found = h("div.found", { tabIndex: -1 });
    this.el = h("div.desk.search", h("main.middle.reading", { tabIndex: -1 }, h("header.heading", h("h1", "Search all sessions"), this.form, this.tools), this.found));
    this.does = this.doing();
  }

  // What this view does, by the meanings of keys.py.
  doing() {
    return {
      next: () => this.step(1), previous: () => this.step(-1),
      undo: () => this.store.history.back(), redo: () => this.store.history.back(true),
    };
  }

  say(text) { this.page.say(text); }

  async open() {
    const had = this.answer;
    if (!had) await this.search();
    if (this.page.show !== this) return;
    const back = this.page.sought?.at;
    if (!had && back) this.rows().find((r) => r.dataset.key === back)?.querySelector("button.place").focus();
    else this.words?.focus();
  }

  async search(more) {
    const asked = (this.asked = { ...this.asked, ...(this.words && { text: this.words.value.trim() }), ...more });
    this.page.sought = { asked };
    put(this.found, h("p.empty", "Looking through the sessions …"));
    const answer = await this.page.ask("search", asked);
    if (this.asked !== asked) return; // asked something else before the answer came
    if (!answer.ok) return this.page.nothing(this.found, answer);
    this.chosen.clear();
    this.answer = answer;
    this.paint();
    const said = answer.columns.map((c) => [c.head, c.said, c.note].filter(Boolean).join(": "));
    if (said.length) this.page.tell(said.join(". "));
  }

  paint() {
    const { asked, answer } = this, tick = (name, label) => h("label.tick", h("input", { type: "checkbox", name, checked: !!asked[name], onchange: (e) => this.search({ [name]: e.target.checked }) }), label);
    const filters = answer.filters.map((f) => field(f.label, f.choices ? h("select", { name: f.name, onchange: (e) => this.search({ [f.name]: e.target.value }) },
      f.choices.map(([value, label]) => h("option", { value, selected: value === (asked[f.name] ?? "") }, label)))
      : h("input", { type: "text", name: f.name, value: f.value, onchange: (e) => this.search({ [f.name]: e.target.value }) })));
    const more = answer.filters.slice(3).some((f) => asked[f.name]) || asked.unread, now = this.page.root.activeElement, was = this.form.contains(now) && now.name;
    this.words = h("input", { type: "text", name: "text", value: asked.text ?? "", "aria-label": "Words to look for", placeholder: "Words" });
    put(this.form, h("div.filters", this.words, tick("exact", "exactly as written"), h("button.press", { type: "submit" }, "Search")),
      h("div.filters", filters.slice(0, 3)), h("details", { open: this.more ?? more, ontoggle: (e) => { this.more = e.target.open; } }, h("summary", "More"), h("div.filters", filters.slice(3), tick("unread", "turns I have not read"))));
    if (was) this.form.querySelector(`[name=${was}]`)?.focus();
    const on = answer.filters.filter((f) => f.choices && asked[f.name]).map((f) => `${f.label}: ${f.choices.find(([value]) => value === asked[f.name])?.[1]}`);
    put(this.found, h("p.onpaper", [asked.text && `“${asked.text}”`, ...on].filter(Boolean).join(" · ")), answer.hint && h("p.hint", answer.hint), answer.hidden && h("p.hint", answer.hidden),
      h("div", { class: `columns-of ${answer.columns.length}` }, answer.columns.map((c) => h("section", c.head && h("h2", c.head), h("p.hint", { role: "status" }, `${c.said}.`, c.note && ` ${c.note}`),
        c.sessions.map((s) => h("section", h("h3", s.title), h("ul", s.hits.map((hit) => this.row(s, hit)))))))));
    this.drawTools();
  }

  row(s, hit) {
    const key = [hit.coding, hit.turn, hit.start].join(" "), place = { session: s.id, ...hit, key };
    return h("li.hit", { "data-key": key }, h("input", { type: "checkbox", "aria-label": `Choose ${cut(hit.words, 60)}`, onchange: (e) => { this.chosen[e.target.checked ? "add" : "delete"](place); this.drawTools(); } }),
      h("div", h("button.place", { onclick: () => this.visit(place), dir: "auto" }, h("small", `turn ${hit.n} · ${hit.who} `), hit.before, h("mark", hit.words), hit.after),
        (hit.codes.length > 0 || !hit.mine) && h("p.on", !hit.mine && h("b", `${hit.by === "_agreed" ? "settled" : hit.by} `), hit.codes.map(([id, name, by]) => h("span", swatch(this.store.code(id).colour), name, by && ` (${by})`)))));
  }

  rows() { return [...this.found.querySelectorAll(".hit")]; }

  step(way) {
    const rows = this.rows(), at = rows.indexOf(this.page.root.activeElement?.closest?.(".hit")), to = rows[at + way];
    if (to) to.querySelector(".place").focus();
    else this.say(way > 0 ? "No further place." : "No place before.");
  }

  choose(all) {
    for (const box of this.found.querySelectorAll(".hit > input")) if (box.checked !== all) box.click();
  }

  drawTools() {
    const n = this.chosen.size, mine = [...this.chosen].some((p) => p.coding && p.mine), some = this.answer.columns.some((c) => c.sessions.length);
    const act = (label, does) => h("button", { onclick: () => this.act(does) }, label);
    const code = h("select", { "aria-label": "Code", onchange: (e) => { this.code = e.target.value; } }, h("option", { value: "" }, "a code …"),
      [...this.store.codes.values()].map((c) => h("option", { value: c.id, selected: c.id === this.code }, `${"  ".repeat(c.depth)}${c.name}`)));
    put(this.tools, some && [h("span.hint", n ? `${n.toLocaleString("en-GB")} chosen` : "None chosen"), h("button", { onclick: () => this.choose(true) }, "Choose all"), ...(n ? [
      h("button", { onclick: () => this.choose(false) }, "Choose none"), code, act("Give the code", "give"), mine && act("Change to the code", "change"), mine && act("Remove", "remove")] : []),
    h("span.apart"), h("button", { onclick: () => this.save("xlsx") }, "Excel"), h("button", { onclick: () => this.save("docx") }, "Word")]);
  }

  // Kept until the program answers, as codings are; sent twice it is done once.
  act(does) {
    const batch = `over-${newId()}`, places = [...this.chosen].map(({ session, coding, turn, start, end }) => ({ session, ...(coding ? { coding } : { turn_id: turn, start, end }) }));
    if (does !== "remove" && !this.code) return this.say(W.codefirst);
    if (this.store.queue.length) return this.say(W.unsaved);
    this.store.send("bulk", { do: does, code: this.code, batch, places }, (answer) => {
      if (!answer.ok) return this.say(answer.what);
      if (answer.n) this.store.history.over(batch);
      this.say(`${answer.said}${answer.n ? ` ${K.undo} takes it back.` : ""}`);
      this.store.refresh(answer.sessions);
      if (answer.n) this.search();
    });
  }

  recalled() { this.search(); }

  async visit(place) {
    const { page } = this;
    page.sought = { asked: this.asked, at: place.key };
    if (await page.visit(place) && place.coding && place.mine) page.show.choose(place.coding);
  }

  async save(to) {
    if (await this.page.download("export", { ...this.asked, to })) this.say(W.saved);
  }
}
