// Settle: two or more readings side by side; one key takes one, all, neither or new words.

class SettleView {
  constructor(page) {
    this.page = page;
    this.store = page.store;
    this.reasons = new Map();
    this.sides = [];
    this.list = h("div.items");
    this.head = h("header.top");
    this.act = h("div.acts");
    this.pair = h("div.pair");
    this.aside = h("aside.tables", { "aria-label": "Agreement per code" });
    this.el = h("div.desk.settle", h("nav.sessions", { "aria-label": "Differences" }, this.list), h("main.middle", this.head, this.act, this.pair), this.aside);
    this.settleList = roving(this.list);
    this.does = this.doing();
  }

  // What this view does, by the meanings of keys.py.
  doing() {
    return {
      next: () => this.go(this.at + 1), previous: () => this.go(this.at - 1),
      word: () => this.grow("word"), sentence: () => this.grow("sentence"), turn: () => this.grow("turn"),
      word_less: () => this.grow("word", true), sentence_less: () => this.grow("sentence", true), turn_less: () => this.grow("turn", true),
      nothing: () => this.deselect(),
      take: (letter) => this.choose(letter), take_all: () => this.decide("both"), take_none: () => this.decide("neither"), take_words: () => this.decide("new"),
      write: () => this.why(), undo: () => this.decide("undo"), finish: () => this.finish(),
    };
  }

  // The reading that has the focus, had it last, or stands first.
  stage() {
    const now = this.sides.find((t) => t.focused());
    if (now) this.side = now;
    return this.sides.includes(this.side) ? this.side : this.sides[0];
  }

  close() { for (const t of this.sides) t.close(); }

  say(text) { this.page.say(text); }

  async open(id) {
    const all = this.store.study.sessions, info = all.find((s) => s.id === id) ?? all[0];
    if (!info) return;
    this.info = info;
    this.page.place("settle", info.id);
    const answer = await this.page.ask("settle", { session: info.id });
    await this.page.hand.resting();
    if (this.info === info) this.take(answer, true);
  }

  ask(op, what) { return this.store.get(op, { ...what, session: this.info.id }); }

  take(answer, first) {
    if (!answer.ok) return first ? this.page.nothing(this.act, answer) : this.say(answer.what);
    this.answer = answer;
    for (const el of [this.list, this.act, this.aside]) put(el);
    put(this.head, h("h1", "Settle"), h("div.pick", h("select", { "aria-label": "Session", onchange: (e) => this.page.go("settle", e.target.value) },
      this.store.study.sessions.map((s) => h("option", { value: s.id, selected: s === this.info }, s.title)))));
    this.pair.hidden = !!answer.locked;
    if (answer.locked) return this.locked(answer);
    for (const code of answer.codes) this.store.addCode(code);
    if (this.sides.length !== answer.coders.length) {
      this.close();
      this.sides = answer.coders.map(() => new Transcript(this.page, { label: "A reading" }));
      this.heads = this.sides.map(() => h("h2"));
      put(this.pair, this.sides.map((t, i) => h("section.paper", this.heads[i], t.el)));
      for (const t of this.sides) t.lieOn(t.el.parentNode);
      this.shown = null;
    }
    this.items = answer.items.filter((i) => i.kind !== "same");
    if (first) this.decided = null;
    if (first) this.at = Math.max(0, this.items.findIndex((i) => !i.choice));
    this.index = new Map(answer.turns.map((t, i) => [t.id, i]));
    const left = this.items.filter((i) => !i.choice).length;
    this.head.append(h("p.tally", { role: "status" }, answer.done ? "Settled" : left ? `${count(left, "difference")} open` : `All decided. ${K.finish} finishes.`));
    this.draw();
    if (first) this.sides[0].focus();
    this.page.home();
  }

  locked({ coders, n_turns }) {
    const why = h("input", { type: "text" });
    const look = () => dialog(this.page, "Look before both have finished?", field("Why? This is written to the log.", why), {
      ok: "Look anyway",
      submit: async () => {
        if (!why.value.trim()) return "Say why.";
        const answer = await this.ask("settle", { override: why.value.trim() });
        if (!answer.ok) return answer.what;
        this.take(answer, true);
      },
    });
    put(this.act, h("div.locked", h("p.lead", `${this.info.title}${W.locked}`),
      coders.length ? h("ul", coders.map((c) => h("li", `${c.coder}: ${c.n_read} of ${n_turns} turns read`))) : h("p", "Nobody has begun."),
      coders.length > 1 && h("button.press", { onclick: look }, "Look anyway …")));
  }

  names(item) { return item.codes.map((c) => this.store.code(c).name).join(" / "); }

  // What was chosen, in words: a letter stands for the coder in that place.
  chosen(choice) { return { both: "all", neither: "neither", new: "new words" }[choice] ?? `took ${this.answer.coders["abcd".indexOf(choice)]}`; }

  draw() {
    const { answer, items } = this, item = items?.[this.at];
    if (!answer || answer.locked) return;
    const { coders } = answer;
    put(this.list, h("ul", items.map((it, i) => h("li",
      h("button.item", { "aria-current": i === this.at ? "true" : null, onclick: () => this.go(i) },
        h("span.mark", { "aria-hidden": "true" }, it.choice ? "✓" : "○"),
        h("span", this.names(it), h("small", `${it.what}, turn ${Number(it.where.slice(-5))}${it.choice ? `: ${this.chosen(it.choice.choice)}` : ""}`)))))));
    this.settleList();
    put(this.aside, h("table", h("caption", "Agreement per code"),
      h("thead", h("tr", ["Code", coders.length > 2 ? "all" : "both", ...coders.map((c) => `only ${c}`), "share"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", answer.agreement.map((r) => h("tr", h("th", { scope: "row" }, swatch(this.store.code(r.code).colour), this.store.code(r.code).name),
        [r.both, ...r.only, r.agreement.toFixed(2)].map((v) => h("td", String(v))))))),
    h("p.hint", W.share));
    if (!item) return put(this.act, h("p.lead", "The readings do not differ."), this.finisher());
    const ends = item.sides.flat().flatMap((c) => c.parts.map((p) => this.index.get(p.turn_id)));
    const from = Math.max(0, Math.min(...ends) - 1), turns = answer.turns.slice(from, Math.max(...ends) + 2);
    const index = new Map(turns.map((t, i) => [t.id, i])), fresh = item.key !== this.shown;
    const first = item.sides.flat().flatMap((c) => c.parts).map((p) => this.store.place(p, { turns, index })).filter(Boolean)
      .map(({ turn, start }) => ({ turn, unit: start })).sort((a, b) => a.turn - b.turn || a.unit - b.unit)[0] ?? { turn: 0, unit: 0 };
    this.shown = item.key;
    for (const [n, text] of this.sides.entries()) {
      const seen = item.sides[n].map((c) => [this.store.code(c.code).name, c.stance !== "none" && c.stance].filter(Boolean).join(", "));
      this.heads[n].textContent = `${coders[n]}: ${[...new Set(seen)].join("; ") || "nothing here"}`;
      text.host.setAttribute("aria-label", `Reading of ${this.heads[n].textContent}`);
      if (fresh) { text.last = null; text.show(turns); }
      text.set(item.sides[n].map((c) => {
        const { colour, name } = this.store.code(c.code);
        return { id: c.id, colour, name, places: c.parts.map((p) => this.store.place(p, { turns, index })).filter(Boolean), flags: STANCE[c.stance], title: c.memo };
      }));
    }
    const choose = (key, label, choice) => press(key, label, () => this.decide(choice), item.choice?.choice === choice);
    const reason = this.reasons.get(item.key) ?? item.choice?.reason;
    put(this.act, h("p.lead", `${this.names(item)}: ${item.what}`),
      h("div.toggles", coders.map((c, n) => choose("abcd"[n], c, "abcd"[n])), choose(K.take_all, coders.length > 2 ? "all" : "both", "both"), choose(K.take_none, "neither", "neither"),
        choose(K.take_words, "selected words", "new"), press(K.write, "reason", () => this.why()), this.finisher()),
      item.sides.map((side, n) => side.map((c) => c.memo && h("p.memo", `${coders[n]}: ${c.memo}`))).flat(), reason && h("p.memo", `Reason: ${reason}`),
      answer.comments.filter((t) => t.parts.some((p) => index.has(p.turn_id) && item.sides.flat().some((c) => c.parts.some((q) => q.turn_id === p.turn_id)))).map((t) => h("p.memo", h("b", `✉ ${t.who}: `), t.comment)));
    if (fresh) for (const text of this.sides) text.reveal(first, false); // when all above them has its height
  }

  finisher() { return !this.answer.done && this.items.every((i) => i.choice) && press(K.finish, "finish", () => this.finish()); }

  go(i) {
    const item = this.items?.[i];
    if (!item) return this.say(!this.items ? W.nothing : i < 0 ? "This is the first difference." : "No further difference.");
    this.at = i;
    this.draw();
    this.sides[0].focus();
    this.page.tell(`${this.names(item)}, ${item.what}: ${cut(item.sides.flat()[0].parts[0].quote, 200)}`);
  }

  // One after the other, each about the difference that was on show when its key was pressed.
  decide(choice) {
    const { at } = this, item = this.items?.[at], parts = choice === "new" && item ? this.stage().parts() : [];
    if (!item) return this.say(W.nothing);
    if (choice === "new" && !parts.length) return this.say(W.words);
    this.deciding = Promise.resolve(this.deciding).then(() => this.keep(this.items.findIndex((i) => i.key === item.key), choice, parts));
  }

  async keep(at, choice, parts) {
    const item = this.items[at];
    if (!item) return;
    if (choice === "undo" && !item.choice) { // the page has gone on to this one: what was decided last is meant
      const last = this.items.findIndex((i) => i.choice && i.key === this.decided);
      return last < 0 ? this.say("This difference is open.") : this.keep(last, choice, parts);
    }
    const { info } = this, stamp = this.stamp();
    const answer = await this.ask("take", { key: item.key, choice, reason: this.reasons.get(item.key) ?? item.choice?.reason ?? "", parts });
    if (!answer.ok) return this.say(answer.what);
    await this.page.hand.resting();
    if (this.info !== info) return this.say(`Saved in ${info.title}.`);
    const stays = this.at !== at || stamp !== this.stamp(); // somebody has gone elsewhere since, or selected words
    this.take(answer);
    this.decided = choice === "undo" ? null : item.key;
    if (choice === "undo" && this.at !== at) this.go(at);
    this.say(choice === "undo" ? "Open again." : `Saved: ${this.chosen(choice)}.`);
    const next = this.items.findIndex((it, i) => i > at && !it.choice);
    if (choice !== "undo" && !stays && next >= 0) this.go(next);
  }

  stamp() { return this.sides.map((t) => t.stamp()).join(); }

  async finish() {
    if (!this.items || this.answer.done || !this.items.every((i) => i.choice)) return this.say(!this.items ? W.nothing : this.answer.done ? "It is settled already." : W.undecided);
    const { info } = this, answer = await this.ask("take", { choice: "finish" });
    if (this.info === info) this.take(answer);
    if (answer.ok) this.say(W.settled);
  }

  why() {
    const item = this.items[this.at], area = h("textarea", { rows: "4" }, this.reasons.get(item?.key) ?? item?.choice?.reason ?? "");
    if (!item) return this.say(W.nothing);
    dialog(this.page, "Reason", field("Why this reading?", area), {
      submit: () => { this.reasons.set(item.key, area.value.trim()); if (item.choice && item.choice.choice !== "new") this.decide(item.choice.choice); else this.draw(); },
    });
  }

  // A letter stands for the coder in that place.
  choose(letter) {
    const n = "abcd".indexOf(letter);
    if (n < this.sides.length) this.decide(letter);
    else this.say(`There are ${this.sides.length} readings.`);
  }

  grow(unit, less) {
    if (!this.stage().grow(unit, less)) this.say(less ? "Nothing is selected." : `No further ${unit} here.`);
  }

  deselect() {
    const text = this.stage(), s = text.selection();
    if (s) text.select(s.caret);
  }
}
