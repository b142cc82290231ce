// Settle: two readings side by side; one key takes one, both, neither or new words.

const SETTLE_KEYS = [
  ["Decide", [["a  b", "take the left, the right reading"], ["o  n", "both, neither"], ["e", "the words selected instead"],
    ["r", "say why; it is kept with the decision"], ["u", "open the difference again"]]],
  ["Move", [["j  k", "next, previous difference"], ["w  s  t", "select a word, sentence, turn; capital: less"], ["Tab", "the other reading"], ["F", "finish: all settled"]]],
];
const CHOSEN = { a: "took the left", b: "took the right", both: "both", neither: "neither", new: "new words" };

class SettleView {
  constructor(page) {
    this.page = page;
    this.store = page.store;
    this.reasons = new Map();
    this.sides = ["a", "b"].map(() => new Transcript(page, { label: "A reading", keys: (e) => this.key(e) }));
    this.heads = this.sides.map(() => h("h2", {}));
    this.list = h("div", { class: "items" });
    this.head = h("header", { class: "top" });
    this.act = h("div", { class: "acts" });
    this.aside = h("aside", { class: "tables", "aria-label": "Agreement per code" });
    this.main = h("main", { class: "middle" }, this.head, this.act, h("div", { class: "pair" }, this.sides.map((t, i) => h("section", { class: "paper" }, this.heads[i], t.el))));
    this.el = h("div", { class: "desk settle" }, h("nav", { class: "sessions", "aria-label": "Differences" }, this.list), this.main, this.aside);
    this.settleList = roving(this.list);
  }

  close() { for (const t of this.sides) t.close(); }

  async open(id) {
    const all = this.store.study.sessions, info = all.find((s) => s.id === id) ?? all[0];
    if (!info) return;
    this.info = info;
    this.page.place("settle", info.id);
    this.take(await this.page.ask("settle", { session: info.id }), true);
  }

  take(answer, first) {
    if (!answer.ok) return this.page.say(answer.what, true);
    this.answer = answer;
    const title = [this.info.group ?? this.info.id, this.info.year].filter(Boolean).join(", ");
    const sessions = h("select", { "aria-label": "Session", onchange: (e) => this.page.go("settle", e.target.value) },
      this.store.study.sessions.map((s) => h("option", { value: s.id, selected: s === this.info }, [s.group ?? s.id, s.year].filter(Boolean).join(", "))));
    for (const el of [this.list, this.act, this.aside]) put(el);
    this.main.lastChild.hidden = !!answer.locked;
    if (answer.locked) return this.locked(answer, title, sessions);
    for (const code of answer.codes) this.store.addCode(code);
    this.open_items = answer.items.filter((i) => i.kind !== "same");
    if (first) this.at = Math.max(0, this.open_items.findIndex((i) => !i.choice));
    this.turnAt = new Map(answer.turns.map((t, i) => [t.id, i]));
    const left = this.open_items.filter((i) => !i.choice).length;
    put(this.head, h("h1", {}, "Settle"), h("div", { class: "pick" }, sessions),
      h("p", { class: "tally", role: "status" }, answer.done ? "Settled" : left ? `${count(left, "difference")} open` : "All decided. F finishes."));
    this.draw();
    if (first) this.sides[0].host.focus({ preventScroll: true });
  }

  locked(answer, title, sessions) {
    put(this.head, h("h1", {}, "Settle"), h("div", { class: "pick" }, sessions));
    const why = h("input", { type: "text" });
    const look = () => dialog(this.page, "Look before both have finished?", field("Why? This is written to the log.", why), {
      ok: "Look anyway",
      submit: () => {
        if (!why.value.trim()) return "Say why.";
        this.page.ask("settle", { session: this.info.id, override: why.value.trim() }).then((a) => this.take(a, true));
      },
    });
    put(this.act, h("div", { class: "locked" },
      h("p", { class: "lead" }, `${title} can be settled when two coders have each marked the whole session as read.`),
      answer.coders.length ? h("ul", {}, answer.coders.map((c) => h("li", {}, `${c.coder}: ${c.n_read} of ${answer.n_turns} turns read`))) : h("p", {}, "Nobody has begun."),
      answer.coders.length > 1 && h("button", { type: "button", class: "press", onclick: look }, "Look anyway …")));
  }

  kind(item) {
    const { a, b } = this.answer;
    if (item.kind === "only") return `only ${item.a.length ? a : b}`;
    return { code: "different codes", stance: "different stance", extent: "different words" }[item.kind];
  }

  names(item) { return item.codes.map((c) => this.store.code(c).name).join(" / "); }

  draw() {
    const { answer } = this, item = this.open_items?.[this.at];
    if (!answer || answer.locked) return;
    put(this.list, h("ul", {}, this.open_items.map((it, i) => h("li", {},
      h("button", { type: "button", "aria-current": i === this.at ? "true" : null, onclick: () => this.go(i), class: "item" },
        h("span", { class: "mark", "aria-hidden": "true" }, it.choice ? "✓" : "○"),
        h("span", {}, this.names(it), h("small", {}, `${this.kind(it)}, turn ${Number(it.where.slice(-5))}${it.choice ? `: ${CHOSEN[it.choice.choice]}` : ""}`)))))));
    this.settleList();
    put(this.aside, h("table", {},
      h("caption", {}, "Agreement per code"),
      h("thead", {}, h("tr", {}, ["Code", "both", `only ${answer.a}`, `only ${answer.b}`, "share"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, answer.agreement.map((r) => h("tr", {}, h("th", { scope: "row" }, swatch(this.store.code(r.code).colour), this.store.code(r.code).name),
        [r.both, r.only_a, r.only_b, r.agreement.toFixed(2)].map((v) => h("td", {}, String(v))))))),
    h("p", { class: "hint" }, "share = 2 × both ÷ (all of either). Turns not read by both are left out."));
    if (!item) return put(this.act, h("p", { class: "lead" }, "The two readings do not differ."), this.finishButton());
    const ends = [...item.a, ...item.b].flatMap((c) => c.parts.map((p) => this.turnAt.get(p.turn_id)));
    const from = Math.max(0, Math.min(...ends) - 1), turns = answer.turns.slice(from, Math.max(...ends) + 2);
    const shown = item.key !== this.shown;
    this.shown = item.key;
    for (const [n, side] of ["a", "b"].entries()) {
      const text = this.sides[n], who = answer[side];
      this.heads[n].textContent = item[side].length ? who : `${who}: nothing here`;
      text.host.setAttribute("aria-label", `${who}'s reading`);
      if (shown) { text.last = null; text.show(turns); }
      text.set(item[side].map((c) => {
        const code = this.store.code(c.code);
        const places = c.parts.map((p) => {
          const turn = this.turnAt.get(p.turn_id) - from, at = anchored(turns[turn].text, p);
          return at && { turn, start: at.start, end: at.start + p.quote.length };
        }).filter(Boolean);
        return { id: c.id, colour: code.colour, name: code.name, places, flags: STANCE[c.stance], title: c.memo };
      }));
    }
    const button = (key, label, choice) => h("button", { type: "button", "aria-pressed": String(item.choice?.choice === choice), onclick: () => this.decide(choice) }, h("kbd", {}, key), label);
    const memo = [...item.a.map((c) => [answer.a, c.memo]), ...item.b.map((c) => [answer.b, c.memo])].filter(([, m]) => m);
    const reason = this.reasons.get(item.key) ?? item.choice?.reason;
    put(this.act, h("p", { class: "lead" }, `${this.names(item)}: ${this.kind(item)}`),
      h("div", { class: "toggles" }, button("a", answer.a, "a"), button("b", answer.b, "b"), button("o", "both", "both"), button("n", "neither", "neither"), button("e", "selected words", "new"),
        h("button", { type: "button", onclick: () => this.why() }, h("kbd", {}, "r"), "reason"), this.finishButton()),
      memo.map(([who, m]) => h("p", { class: "memo" }, `${who}: ${m}`)), reason && h("p", { class: "memo" }, `Reason: ${reason}`));
  }

  finishButton() {
    return !this.answer.done && this.open_items.every((i) => i.choice) && h("button", { type: "button", onclick: () => this.finish() }, h("kbd", {}, "F"), "finish");
  }

  go(i) {
    if (!this.open_items[i]) return this.page.say(i < 0 ? "This is the first difference." : "No further difference.");
    this.at = i;
    this.draw();
    this.sides[0].host.focus({ preventScroll: true });
    const item = this.open_items[i];
    this.page.say(`${this.names(item)}, ${this.kind(item)}: ${(item.a[0] ?? item.b[0]).parts[0].quote.slice(0, 200)}`);
  }

  async decide(choice) {
    const item = this.open_items[this.at], focused = this.sides.find((t) => t.inside()) ?? this.sides[0];
    if (!item) return;
    const parts = choice === "new" ? focused.parts() : [];
    if (choice === "new" && !parts.length) return this.page.say("Select the words first.", true);
    try {
      const answer = await this.page.ask("take", { session: this.info.id, key: item.key, choice, reason: this.reasons.get(item.key) ?? item.choice?.reason ?? "", parts });
      if (!answer.ok) return this.page.say(answer.what, true);
      this.take(answer);
      const next = this.open_items.findIndex((it, i) => i > this.at && !it.choice);
      this.page.say(choice === "undo" ? "Open again." : `Saved: ${CHOSEN[choice]}.`);
      if (choice !== "undo" && next >= 0) this.go(next);
    } catch {
      this.page.say("The program does not answer; nothing was decided. Start it again and press the key once more.", true);
    }
  }

  async finish() {
    const answer = await this.page.ask("take", { session: this.info.id, choice: "finish" });
    this.take(answer);
    if (answer.ok) this.page.say("Settled. The agreed reading is what themes are found in.", true);
  }

  why() {
    const item = this.open_items[this.at], area = h("textarea", { rows: "4" }, this.reasons.get(item?.key) ?? item?.choice?.reason ?? "");
    if (item) dialog(this.page, "Reason", field("Why this reading?", area), {
      submit: () => { this.reasons.set(item.key, area.value.trim()); if (item.choice && item.choice.choice !== "new") this.decide(item.choice.choice); else this.draw(); },
    });
  }

  help() { showKeys(this.page, SETTLE_KEYS); }

  key(event) {
    const { key } = event, text = this.sides.find((t) => t.host === event.currentTarget);
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const grow = { w: "word", s: "sentence", t: "turn" }[key.toLowerCase()];
    const choice = { a: "a", b: "b", o: "both", n: "neither", e: "new", u: "undo" }[key];
    if (grow) text.grow(grow, key !== key.toLowerCase());
    else if (choice) this.decide(choice);
    else if (key === "j" || key === "k") this.go(this.at + (key === "j" ? 1 : -1));
    else if (key === "r") this.why();
    else if (key === "F") this.finish();
    else if (key === "?") this.help();
    else if (key.length > 1) return;
    event.preventDefault();
  }
}
