// What a key does: to the coding at the caret, to the words selected, to the turn, to the session.

class CodeActs {
  letGo(lost) {
    const batch = newId();
    this.store.act(...lost.map(({ id, parts }) =>
      parts[0] ? { kind: "change", coding_id: id, payload: { batch, parts } } : { kind: "remove", coding_id: id, payload: { batch } }));
    this.page.notice(W.gone);
  }

  apply(id) {
    const all = this.toAll ? this.sentences() : [this.text.parts()];
    this.toAll = false;
    this.text.focus();
    if (!all[0].length) return this.say(W.words, true);
    this.give(id, all);
  }

  // One coding for each list of parts; together they are one step for undo.
  give(code, all, more = {}) {
    const there = new Set(this.codings.map((c) => c.code + JSON.stringify(c.parts)));
    const fresh = all.filter((parts) => !there.has(code + JSON.stringify(parts))), { name } = this.store.code(code);
    if (!fresh.length) return this.say(`${name} is there already.`);
    if (all.length > 1) more.batch = newId();
    this.touch(code);
    const events = fresh.map((parts) => ({ kind: "code", coding_id: newId().slice(0, 12), payload: { code, parts, ...more } }));
    this.current = events.at(-1).coding_id;
    this.store.act(...events);
    this.say(`${name}: ${all.length > 1 ? count(fresh.length, "sentence") : cut(all[0].map((p) => p.quote).join(" … "), 120)}`, all.length > 1);
  }

  now() {
    const c = this.store.session.state.codings.get(this.current);
    if (!c) this.say(W.caret, true);
    return c;
  }

  change(payload, said) {
    const c = this.now();
    if (!c) return;
    this.store.act({ kind: "change", coding_id: c.id, payload });
    this.say(said);
  }

  stance(stance) {
    const c = this.now(), off = c?.stance === stance;
    if (c) this.change({ stance: off ? "none" : stance }, off ? "No stance." : `Stance: ${stance}.`);
  }

  strength() {
    const c = this.now(), next = { 1: 2, 2: 3, 3: 0, 0: null }, strength = c?.strength == null ? 1 : next[c.strength];
    if (c) this.change({ strength }, strength === null ? "No strength." : `Strength ${strength}.`);
  }

  question() {
    const { store } = this, { guide } = store.study, turn = store.session.turns[this.text.selection()?.caret.turn ?? 0];
    if (!turn || !Object.keys(guide).length) return this.say(W.noguide, true);
    const pick = h("select", [["", "none of the guide"], ...Object.entries(guide)].map(([value, words]) => h("option", { value, selected: value === (turn.question ?? "") }, cut(words, 90))));
    dialog(this.page, `From turn ${turn.n} on`, field("Which question is being answered?", pick), {
      submit: () => {
        store.act({ kind: "question", payload: { turn: turn.n, question: pick.value || null } });
        this.say(`From here on: ${guide[pick.value] ?? "none of the guide"}.`);
      },
    });
  }

  redact() {
    const parts = this.text.parts(), kind = h("input", { type: "text" }), reason = h("input", { type: "text" }), turn = this.text.selection()?.from.turn;
    if (!parts.length) return this.say(W.words, true);
    dialog(this.page, "Redact for good?", [h("blockquote", { dir: "auto" }, parts.map((p) => cut(p.quote, 200)).join(" … ")),
      h("p", W.redact),
      field(W.kind, kind), field(W.why, reason)], {
      ok: "Redact", kind: "grave",
      submit: async () => {
        if (!kind.value.trim() || !reason.value.trim()) return W.say;
        if (this.store.queue.length) return W.unsaved;
        const answer = await this.store.get("redact", { parts, kind: kind.value, reason: reason.value });
        if (!answer.ok) return answer.what;
        await this.open(this.info.id);
        this.text.select({ turn, unit: 0 });
        this.say("Redacted.", true);
        if (answer.left.length) this.page.notice(W.left + answer.left.join(", "));
      },
    });
  }

  flip(flag) {
    const c = this.now(), words = { matters: "Heard once, matters", refer_on: "Refer on" }[flag];
    if (c) this.change({ [flag]: !c[flag] }, `${words}: ${c[flag] ? "no" : "yes"}.`);
  }

  quotable() {
    const c = this.now();
    if (!c) return;
    if (c.refer_on && !c.quotable) return this.say(W.referred, true);
    this.store.act({ kind: "quotable", payload: { coding_id: c.id, quotable: !c.quotable } });
    this.say(c.quotable ? "Not to be quoted." : "May be quoted.");
  }

  remove() {
    const c = this.now();
    if (!c) return;
    this.store.act({ kind: "remove", coding_id: c.id });
    this.say(`Removed: ${this.store.code(c.code).name}.`);
    this.text.focus();
  }

  memo(draft, note) {
    const c = this.now();
    if (!c) return;
    const area = h("textarea", { rows: "6" }, draft ?? c.memo ?? "");
    dialog(this.page, `Memo: ${this.store.code(c.code).name}`, [h("blockquote", { dir: "auto" }, cut(c.parts[0].quote, 240)), field("What do you want to remember?", area)],
      { note, submit: () => { this.current = c.id; this.change({ memo: area.value.trim() }, "Memo kept."); } });
  }

  codeMemo(c) {
    const area = h("textarea", { rows: "5" }, this.store.session.state.codeMemos.get(c.id) ?? "");
    dialog(this.page, `Memo: ${c.name}`, field(W.about, area), {
      submit: () => { this.store.act({ kind: "memo", payload: { about: "code", code: c.id, memo: area.value.trim() } }); this.say("Memo kept."); },
    });
  }

  sessionMemo() {
    const was = this.store.session.state, areas = ["memo", "studyMemo"].map((name) => h("textarea", { rows: "6" }, was[name]));
    dialog(this.page, `Memo: ${this.info.title}`, areas.map((area, i) => field(`About the ${i ? "study" : "session"} as a whole`, area)), {
      submit: () => {
        const said = areas.map((area, i) => ({ kind: "memo", payload: { about: i ? "study" : "session", memo: area.value.trim() } }));
        this.store.act(...said.filter((e, i) => e.payload.memo !== [was.memo, was.studyMemo][i]));
        this.say("Memo kept.");
      },
    });
  }

  newCode() {
    const selection = this.text.selection(), name = h("input", { type: "text", value: this.filter.value, required: true });
    const definition = h("textarea", { rows: "3" });
    const parent = h("select", h("option", { value: "" }, "no other code"), [...this.store.codes.values()].map((c) => h("option", { value: c.id }, `${"  ".repeat(c.depth)}${c.name}`)));
    dialog(this.page, "New code", [field("Name", name), field("What it means (can wait)", definition), field("Under", parent)], {
      ok: "Make it",
      submit: () => {
        const words = name.value.trim(), stem = words.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "code";
        if (!words) return "A code needs a name.";
        if ([...this.store.codes.values()].some((c) => c.name.toLowerCase() === words.toLowerCase())) return "There is a code of that name.";
        let id = stem;
        for (let n = 2; this.store.codes.has(id); n++) id = `${stem}-${n}`;
        const parts = this.text.parts(selection), coding_id = newId().slice(0, 12);
        const made = { kind: "new_code", payload: { id, name: words, definition: definition.value.trim(), ...(parent.value && { parent: parent.value }) } };
        this.filter.value = "";
        if (parts.length) this.current = coding_id;
        this.store.act(made, ...(parts.length ? [{ kind: "code", coding_id, payload: { code: id, parts } }] : []));
        this.touch(id);
        this.draw();
        this.say(`New code: ${words}.`);
      },
    });
  }

  // Move one end of the coding by a word; it may leave its turn, never turn inside out.
  stretch(end, step) {
    const c = this.now();
    if (!c?.places.length) return;
    const first = c.places[0], last = c.places[c.places.length - 1];
    let from = { turn: first.turn, unit: first.start }, to = { turn: last.turn, unit: last.end };
    const moved = this.text.edge(end === "start" ? from : to, end, step);
    if (end === "start") from = moved ?? from;
    else to = moved ?? to;
    const parts = from.turn < to.turn || (from.turn === to.turn && from.unit < to.unit) ? this.text.parts({ from, to }) : [];
    if (!moved || !parts.length) return this.say(moved ? "It cannot be shorter." : "The session ends here.");
    this.store.act({ kind: "change", coding_id: c.id, payload: { parts } });
    const quote = parts.map((p) => p.quote).join(" … ");
    this.say(end === "start" ? `Starts: ${quote.slice(0, 40)}` : `Ends: ${quote.slice(-40)}`);
  }

  markRead(whole) {
    const s = this.store.session, caret = this.text.selection()?.caret.turn ?? 0, to = whole ? s.turns.length - 1 : caret;
    if (!s.turns.length) return;
    const fresh = s.turns.slice(0, to + 1).filter((t) => !s.state.read.has(t.n));
    if (fresh.length) this.store.act({ kind: "read", payload: { from: fresh[0].n, to: fresh[fresh.length - 1].n } });
    const left = s.turns.length - s.state.read.size;
    this.say(left ? `Read to turn ${s.turns[to].n}; ${left} to go.` : W.read, !left);
    if (!whole && s.turns[to + 1]) this.text.select({ turn: to + 1, unit: 0 });
  }

  // --- words found, offers --------------------------------------------------------------------

  async seek() {
    this.tally.textContent = "Looking …";
    const answer = await this.store.get("find", { text: this.what.value, exact: this.exact.checked });
    this.tally.textContent = "";
    if (!answer.ok) return this.say(answer.what, true);
    this.text.found = answer.hits.map((hit) => ({ ...hit, ...this.store.place(hit) }));
    this.draw();
    this.tally.textContent = count(this.hits.length, "place");
    this.stepFound(1);
  }

  leaveSeek(opening) {
    this.seekBar.hidden = true;
    this.text.found = [];
    this.tally.textContent = "";
    if (opening) return;
    this.draw();
    this.text.focus();
  }

  stepFound(step) {
    const { turns } = this.store.session;
    this.hop(this.hits, step, W.nofind, (p) => cut(turns[p.turn].text.slice(Math.max(0, p.start - 60)), 140));
  }

  all() {
    if (!this.hits.length) return this.say(W.nofind, true);
    this.toAll = true;
    this.say(W.all, true);
  }

  // The sentences around what was found, each once, as parts.
  sentences() {
    const out = new Map();
    for (const { turn, start, end } of this.hits) {
      const all = segments(this.store.session.turns[turn].text, "sentence").filter(([a, b]) => a < end && start < b);
      const parts = this.text.parts({ from: { turn, unit: all[0][0] }, to: { turn, unit: all.at(-1)[1] } });
      out.set(JSON.stringify(parts), parts);
    }
    return [...out.values()];
  }

  async offer(kind) {
    const { id } = this.store.session, off = this.offered.length && this.kind === kind;
    const answer = off ? { ok: true, offers: [] } : (this.say("Looking …", true), await this.store.get("offers", { kind }));
    if (id !== this.store.session.id) return;
    if (!answer.ok) return this.say(answer.what, true);
    this.kind = kind;
    this.offered = answer.offers.map((o) => ({ ...o, part: { turn_id: o.turn_id, start: o.start, end: o.end, quote: o.quote }, ...this.store.place(o) }));
    this.draw();
    this.say(off ? "Offers are off." : this.offers.length ? count(this.offers.length, "offer") + W.offers : W.nooffer, true);
  }

  stepOffer(step) {
    this.hop(this.offers, step, W.nooffers, (o) => `${this.store.code(o.code).name}? ${o.quote}`);
  }

  answer(yes) {
    const { turn, unit } = this.text.selection()?.from ?? {};
    const o = [this.mark, ...this.offers].find((o) => this.offers.includes(o) && o.turn === turn && o.start <= unit && unit < o.end);
    if (!o) return this.say(W.gooffer, true);
    const payload = { code: o.code, parts: [o.part], origin: o.origin };
    if (yes) this.give(o.code, [payload.parts], { origin: o.origin, accepted_by: this.store.study.coder });
    else this.store.act({ kind: "refuse", payload });
    if (this.offers.length) this.stepOffer(1);
  }
}
