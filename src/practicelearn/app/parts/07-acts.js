// What a key or a button does: to the coding at hand, to the words selected, to the turn, to the session.

class CodeActs {
  letGo(lost) {
    const batch = newId();
    this.store.act(...lost.map(({ id, parts }) =>
      parts[0] ? { kind: "change", coding_id: id, payload: { batch, parts } } : { kind: "remove", coding_id: id, payload: { batch } }));
    this.page.notice(W.gone);
  }

  apply(id) {
    const all = this.toAll ? this.sentences() : [this.words()];
    this.toAll = false;
    this.text.focus();
    if (!all[0]?.length) return this.say(W.words);
    const n = all[0].length, { turns } = this.store.session, whole = n > 1 && this.covers(all[0], turns);
    if (all.length > 1 || (n <= 20 && !whole)) return this.give(id, all);
    dialog(this.page, `Code all ${n} turns as one coding?`, h("p", `${this.store.code(id).name}. ${whole ? W.wholly : W.much}`),
      { ok: "Code them", submit: () => { this.give(id, all); } });
  }

  // What a code goes to: the words selected; straight after coding, the same words once more.
  words() {
    const parts = this.text.parts(), { given } = this;
    return parts.length || !given ? parts : this.store.session.state.codings.get(given.id)?.parts ?? [];
  }

  // After coding nothing is selected, so that the code's colour is seen; the caret stays at the end of the
  // passage, which is at hand until the caret is moved.
  collapse(id, parts, was) {
    const { text } = this, mark = JSON.stringify([text.n_pressed, text.selection()]), places = parts.map((p) => this.store.place(p)).filter(Boolean);
    if (this.page.hand.down) return void this.page.hand.rest(() => this.collapse(id, parts, was ?? mark)); // it was clicked
    if ((was && was !== mark) || !places.length) return;
    const first = places[0], last = places.at(-1), to = { turn: last.turn, unit: last.end };
    this.given = { id, from: { turn: first.turn, unit: first.start }, to };
    text.select(to, to, { scroll: false });
  }

  // A coding just given and taken back: its words are selected again, for another code.
  takenBack() {
    const { given } = this;
    if (!given || this.store.session.state.codings.has(given.id)) return;
    this.given = null;
    this.text.select(given.from, given.to, { scroll: false });
  }

  // Whether parts leave out nothing that was said.
  covers(parts, turns) {
    const every = this.text.spans({ turn: 0, unit: 0 }, { turn: turns.length - 1, unit: turns.at(-1).text.length });
    return JSON.stringify(this.text.partsOf(every)) === JSON.stringify(parts);
  }

  // One coding for each list of parts; together they are one step for undo.
  give(code, all, more = {}) {
    const there = new Set(this.codings.map((c) => c.code + JSON.stringify(c.parts)));
    const fresh = all.filter((parts) => !there.has(code + JSON.stringify(parts))), { name } = this.store.code(code);
    this.hands.gave(code);
    if (!fresh.length) return this.say(`${name} is there already.`);
    if (all.length > 1) more.batch = newId();
    const events = fresh.map((parts) => ({ kind: "code", coding_id: newId().slice(0, 12), payload: { code, parts, ...more } }));
    this.current = events.at(-1).coding_id;
    // First, since it is cheap as long as nothing new is drawn.
    if (all.length === 1) this.collapse(this.current, fresh[0]);
    this.store.act(...events);
    this.say(`${name}: ${all.length > 1 ? count(fresh.length, "sentence") : cut(all[0].map((p) => p.quote).join(" … "), 120)}`);
  }

  now() {
    const c = this.store.session.state.codings.get(this.current);
    if (!c) this.say(W.caret);
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
    if (!turn || !Object.keys(guide).length) return this.say(W.noguide);
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
    if (!parts.length) return this.say(W.words);
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
        this.say("Redacted.");
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
    if (c.refer_on && !c.quotable) return this.say(W.referred);
    this.store.act({ kind: "quotable", payload: { coding_id: c.id, quotable: !c.quotable } });
    this.say(c.quotable ? "Not to be quoted." : "May be quoted.");
  }

  remove() {
    const c = this.now();
    if (!c) return;
    this.store.act({ kind: "remove", coding_id: c.id });
    this.say(`Removed: ${this.store.code(c.code).name}.`);
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

  // A free id for a code of this name.
  freeId(name) {
    const stem = name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "code";
    let id = stem;
    for (let n = 2; this.store.codes.has(id); n++) id = `${stem}-${n}`;
    return id;
  }

  newCode(called = this.filter.value) {
    const parts = this.words(), name = h("input", { type: "text", value: called, required: true });
    const definition = h("textarea", { rows: "3" });
    const parent = h("select", h("option", { value: "" }, "no other code"), this.store.live.map((c) => h("option", { value: c.id }, `${"  ".repeat(c.depth)}${c.name}`)));
    dialog(this.page, "New code", [parts.length ? h("blockquote", { dir: "auto" }, cut(parts.map((p) => p.quote).join(" … "), 160)) : h("p.hint", W.noselection), field("Name", name), field("What it means (can wait)", definition), field("Under", parent)], {
      ok: "Make it",
      submit: () => {
        const words = name.value.trim(), id = this.freeId(words);
        if (!words) return "A code needs a name.";
        if ([...this.store.codes.values()].some((c) => c.name.toLowerCase() === words.toLowerCase())) return "There is a code of that name.";
        const coding_id = newId().slice(0, 12);
        const made = { kind: "new_code", payload: { id, name: words, definition: definition.value.trim(), ...(parent.value && { parent: parent.value }) } };
        this.filter.value = "";
        if (parts.length) this.current = coding_id;
        this.folded.delete(parent.value);
        this.store.act(made, ...(parts.length ? [{ kind: "code", coding_id, payload: { code: id, parts } }] : []));
        if (parts.length) this.collapse(coding_id, parts);
        this.draw();
        this.say(`New code: ${words}.`);
      },
    });
  }

  // Move one end of the coding by a word; it may leave its turn, never turn inside out.
  stretch(end, step) {
    const c = this.now();
    if (!c?.places.length) return;
    const first = c.places[0], last = c.places.at(-1), from = { turn: first.turn, unit: first.start }, to = { turn: last.turn, unit: last.end };
    const moved = this.text.edge(end === "start" ? from : to, end, step), parts = moved ? this.text.partsOf(this.text.withEnd(c.places, end, moved)) : [];
    if (!parts.length) return this.say((end === "end") === step < 0 ? "It cannot be shorter." : `The session ${end === "start" ? "begins" : "ends"} here.`);
    this.reshape(parts, end);
  }

  reshape(parts, end) {
    const c = this.now(), quote = parts.map((p) => p.quote).join(" … ");
    if (!c) return;
    this.store.act({ kind: "change", coding_id: c.id, payload: { parts } });
    this.say(end === "start" ? `Starts: ${quote.slice(0, 40)}` : `Ends: ${quote.slice(-40)}`);
  }

  markRead(whole) {
    const s = this.store.session, caret = this.text.selection()?.caret.turn ?? 0, to = whole ? s.turns.length - 1 : caret;
    if (!s.turns.length) return this.say(W.nobody);
    const fresh = s.turns.slice(0, to + 1).filter((t) => !s.state.read.has(t.n));
    if (fresh.length) this.store.act({ kind: "read", payload: { from: fresh[0].n, to: fresh[fresh.length - 1].n } });
    const left = s.turns.length - s.state.read.size;
    this.say(left ? `Read to turn ${s.turns[to].n}; ${left} to go.` : W.read);
    if (!whole && s.turns[to + 1]) this.text.select({ turn: to + 1, unit: 0 });
  }
}
