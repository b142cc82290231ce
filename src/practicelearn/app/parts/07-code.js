// Code: read, select, press a key.

class CodeView {
  constructor(page) {
    this.page = page;
    this.store = page.store;
    this.current = null;
    this.text = new Transcript(page, {
      label: "Transcript. Select words and press a number to code them. Press ? for all keys.",
      keys: (e) => this.key(e), moved: (s) => this.moved(s),
    });
    this.paper = h("div", { class: "paper" }, this.text.el);
    this.head = h("header", { class: "top" });
    this.here = h("section", { class: "here", "aria-label": "Codings at the caret" });
    this.filter = h("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "pl-codes", autocomplete: "off",
      "aria-label": "Search a code", placeholder: "Search a code   /", oninput: () => this.frame(), onkeydown: (e) => this.searchKey(e),
    });
    this.list = h("ul", { class: "codes", id: "pl-codes", role: "listbox", "aria-label": "Codes" });
    this.about = h("div", { class: "about" });
    this.el = h("div", { class: "desk" },
      h("nav", { class: "sessions", "aria-label": "Sessions" }, (this.sessions = h("div", {}))),
      h("main", { class: "middle" }, this.head, this.paper),
      h("aside", { class: "frame", "aria-label": "Coding frame" }, this.here, h("div", { class: "find" }, this.filter),
        h("p", { class: "columns", "aria-hidden": "true" }, h("span", {}, "here"), h("span", {}, "all")), this.list, this.about));
    this.settleSessions = roving(this.sessions);
  }

  close() { this.text.close(); }

  async open(id) {
    const { sessions } = this.store.study;
    const wanted = sessions.find((s) => s.id === id) ?? sessions.find((s) => s.n_read < s.n_turns) ?? sessions[0];
    if (!wanted) return put(this.head, h("p", { class: "empty" }, "This study has no sessions yet."));
    this.next = wanted;
    if (!(await this.store.openSession(wanted.id))) return;
    const s = this.store.session;
    this.info = wanted;
    this.current = null;
    this.text.last = null;
    this.slots = this.firstSlots();
    this.text.show(s.turns);
    this.paper.scrollTop = 0;
    this.draw();
    const unread = s.turns.findIndex((t) => !s.state.read.has(t.n));
    if (s.turns.length) this.text.select({ turn: Math.max(0, unread), unit: 0 });
    this.text.host.focus({ preventScroll: true });
    this.page.place("code", wanted.id);
    const gone = s.lost.length ? ` ${count(s.lost.length, "passage")} could not be found again.` : "";
    this.page.say(`${this.title(wanted)}, ${count(s.turns.length, "turn")}.${gone}`);
    if (s.notices.length || gone) this.page.notice([...s.notices, gone].join(" ").trim());
  }

  title(s) { return [s.group ?? s.id, s.year].filter(Boolean).join(", "); }

  // Numbers 1 to 9: pinned codes stay; the rest is the frame's beginning, then what was used last.
  firstSlots() {
    const slots = Array(9).fill(null), pins = this.pins();
    for (const [n, id] of Object.entries(pins)) if (this.store.codes.has(id)) slots[n] = id;
    for (const id of this.store.codes.keys()) {
      const free = slots.indexOf(null);
      if (free < 0) break;
      if (!slots.includes(id)) slots[free] = id;
    }
    this.used = new Map(slots.map((id) => [id, 0]));
    this.tick = 0;
    for (const c of this.store.session.state.codings.values()) this.touch(c.code, slots);
    return slots;
  }

  touch(id, slots = this.slots) {
    this.used.set(id, ++this.tick);
    if (slots.includes(id)) return;
    const pinned = this.pins(), free = slots.map((code, n) => ({ code, n })).filter(({ n }) => !pinned[n]);
    free.sort((a, b) => (a.code ? this.used.get(a.code) ?? 0 : -1) - (b.code ? this.used.get(b.code) ?? 0 : -1));
    if (free.length) slots[free[0].n] = id;
  }

  pins() {
    try { return JSON.parse(localStorage.getItem(`practicelearn pins ${this.store.study.title}`)) ?? {}; } catch { return {}; }
  }

  pin(id) {
    const pins = this.pins(), held = Object.keys(pins).find((n) => pins[n] === id);
    if (held) delete pins[held];
    else {
      this.touch(id);
      const n = this.slots.indexOf(id);
      if (n < 0) return this.page.say("All nine numbers are pinned.");
      pins[n] = id;
    }
    try { localStorage.setItem(`practicelearn pins ${this.store.study.title}`, JSON.stringify(pins)); } catch { /* pins last as long as the page */ }
    this.page.say(`${this.store.code(id).name} ${held ? "unpinned" : `pinned to ${this.slots.indexOf(id) + 1}`}.`);
    this.frame();
  }

  // --- drawing ----------------------------------------------------------------------------------

  draw() {
    const s = this.store.session;
    if (!s) return;
    this.text.set([...s.state.codings.values()].map((c) => {
      const code = this.store.code(c.code);
      return {
        id: c.id, colour: code.colour, name: code.name, places: c.places, current: c.id === this.current,
        waiting: s.waiting.has(c.id), flags: this.flags(c), title: c.memo ? `${code.name}: ${c.memo}` : code.name,
      };
    }), (id) => this.choose(id, true));
    for (const [i, t] of s.turns.entries()) this.text.rows[i].classList.toggle("read", s.state.read.has(t.n));
    this.drawHead();
    this.drawSessions();
    this.frame();
    this.drawHere();
  }

  flags(c) {
    const marks = [STANCE[c.stance], c.matters && "✱", c.quotable && "❞", c.refer_on && "⚑", c.memo && "✎", c.moved && "moved"];
    return marks.filter(Boolean).join(" ");
  }

  drawHead() {
    const s = this.store.session, n = s.turns.length, read = s.state.read.size;
    const paraphrase = this.info.source_kind && this.info.source_kind !== "transcript" ? ` · ${this.info.source_kind}` : "";
    put(this.head,
      h("h1", {}, this.title(this.info)),
      h("p", {}, `${[this.info.group_type, this.info.date].filter(Boolean).join(" · ")}${paraphrase}`),
      h("p", { class: "tally" }, read >= n && n ? "Read" : `${read} of ${n} turns read`, ` · ${count(s.state.codings.size, "coding")}`),
      h("progress", { max: Math.max(1, n), value: read, "aria-label": "Turns read" }));
    const counts = {};
    for (const c of s.state.codings.values()) counts[c.code] = (counts[c.code] ?? 0) + 1;
    Object.assign(this.info, { n_read: read, counts });
  }

  drawSessions() {
    const { sessions } = this.store.study, years = [...new Set(sessions.map((s) => s.year ?? ""))];
    const state = (s) => (s.n_read >= s.n_turns && s.n_turns ? ["✓", "read"] : s.n_read || Object.keys(s.counts).length ? ["◐", "begun"] : ["○", "not read"]);
    const shown = JSON.stringify([this.store.session.id, sessions.map((s) => state(s)[1])]);
    if (shown === this.shownSessions) return;
    this.shownSessions = shown;
    put(this.sessions, years.flatMap((year) => [
      h("h2", {}, year || "Sessions"),
      h("ul", {}, sessions.filter((s) => (s.year ?? "") === year).map((s) =>
        h("li", {}, h("button", { type: "button", "aria-current": s === this.info ? "true" : null, onclick: () => this.page.go("code", s.id) },
          h("span", { class: "mark", "aria-hidden": "true" }, state(s)[0]), h("span", {}, s.group ?? s.id),
          h("span", { class: "unseen" }, `, ${state(s)[1]}`))))),
    ]));
    this.settleSessions();
  }

  // The frame, filtered by name, words and definition; the chosen one is what Enter gives.
  frame() {
    const needle = this.filter.value.trim().toLowerCase();
    const fits = (c) => !needle || [c.name, c.id, c.definition, c.include].join(" ").toLowerCase().includes(needle);
    const all = [...this.store.codes.values()].filter(fits);
    if (needle) all.sort((a, b) => b.name.toLowerCase().startsWith(needle) - a.name.toLowerCase().startsWith(needle));
    this.found = all.map((c) => c.id);
    if (!this.found.includes(this.aim)) this.aim = needle ? this.found[0] : null;
    const here = this.info?.counts ?? {}, total = {};
    for (const s of this.store.study.sessions) for (const [k, v] of Object.entries(s.counts)) total[k] = (total[k] ?? 0) + v;
    const pins = this.pins(), held = JSON.stringify([this.found, this.aim, this.slots, pins, here, total]);
    if (held === this.heldFrame) return;
    this.heldFrame = held;
    put(this.list, all.map((c) => {
      const slot = this.slots?.indexOf(c.id) ?? -1;
      return h("li", {
        role: "option", id: `pl-code-${c.id}`, "aria-selected": String(c.id === this.aim), style: { "--depth": String(c.depth), "--hue": c.colour },
        title: c.definition ?? "", onmouseenter: () => this.explain(c), onmousedown: (e) => e.preventDefault(), onclick: () => this.apply(c.id),
      },
      h("kbd", { class: pins[slot] === c.id ? "pinned" : "" }, slot >= 0 ? String(slot + 1) : ""), swatch(c.colour), h("span", { class: "what" }, c.name),
      h("span", { class: "n" }, here[c.id] ? String(here[c.id]) : ""), h("span", { class: "n all" }, total[c.id] ? String(total[c.id]) : ""),
      h("span", { class: "unseen" }, ` ${here[c.id] ?? 0} here, ${total[c.id] ?? 0} in all${slot >= 0 ? `, key ${slot + 1}` : ""}`));
    }));
    for (const n of this.list.querySelectorAll(".n")) n.setAttribute("aria-hidden", "true");
    if (!all.length) put(this.list, h("li", { class: "empty", role: "option", "aria-selected": "false" }, needle ? "No such code. n makes a new one." : "No codes yet. Select words and press n."));
    if (this.aim) this.filter.setAttribute("aria-activedescendant", `pl-code-${this.aim}`);
    else this.filter.removeAttribute("aria-activedescendant");
    this.explain(this.aim ? this.store.code(this.aim) : this.explained && this.store.code(this.explained.id));
  }

  explain(c) {
    this.explained = c;
    const line = (head, text) => text && h("p", {}, h("b", {}, `${head} `), text);
    put(this.about, c ? [h("h2", {}, swatch(c.colour), c.name), h("p", {}, c.definition || "No definition yet."),
      line("Counts:", c.include), line("Does not:", c.exclude), line("Such as:", c.examples?.[0]), line("Memo:", this.store.session?.state.codeMemos.get(c.id))]
      : h("p", { class: "hint" }, "Select words, then press a number. ", h("kbd", {}, "?"), " shows every key."));
  }

  drawHere() {
    const s = this.store.session, c = s.state.codings.get(this.current);
    const held = JSON.stringify([c, s.waiting.has(this.current)]);
    if (held === this.heldHere) return;
    this.heldHere = held;
    this.explain(c && this.store.code(c.code));
    if (!c) return put(this.here, h("p", { class: "hint" }, "No coding at the caret."));
    const code = this.store.code(c.code), quote = c.parts.map((p) => p.quote).join(" … ");
    const toggle = (key, label, on, run) => h("button", { type: "button", "aria-pressed": String(!!on), onclick: run, title: `Key ${key}` }, h("kbd", {}, key), label);
    put(this.here,
      h("h2", {}, swatch(code.colour), code.name, h("span", { class: "state" }, s.waiting.has(c.id) ? "saving …" : "")),
      h("blockquote", { dir: "auto" }, cut(quote, 160)),
      c.moved && h("p", { class: "problem" }, "The text changed: this passage was found elsewhere in its turn."),
      h("div", { class: "toggles" },
        toggle("+", "for", c.stance === "for", () => this.stance("for")), toggle("-", "against", c.stance === "against", () => this.stance("against")),
        toggle("=", "mixed", c.stance === "mixed", () => this.stance("mixed")), toggle("*", "matters", c.matters, () => this.flip("matters")),
        toggle("\"", "quotable", c.quotable, () => this.quotable()), toggle("x", "refer on", c.refer_on, () => this.flip("refer_on"))),
      c.memo && h("p", { class: "memo" }, c.memo),
      h("div", { class: "toggles" },
        h("button", { type: "button", onclick: () => this.memo() }, h("kbd", {}, "m"), c.memo ? "change memo" : "memo"),
        h("button", { type: "button", onclick: () => this.remove() }, h("kbd", {}, "Del"), "remove")));
  }

  // --- where the caret is -----------------------------------------------------------------------

  at(place) {
    const all = [...this.store.session.state.codings.values()];
    return all.filter((c) => c.places.some((p) => p.turn === place.turn && p.start <= place.unit && place.unit < p.end));
  }

  moved(selection) {
    const row = this.text.rows?.[selection?.caret.turn];
    if (row !== this.row) { this.row?.classList.remove("at"); row?.classList.add("at"); this.row = row; }
    if (!selection?.empty || !this.store.session) return;
    const here = this.at(selection.caret), size = (c) => c.places.reduce((n, p) => n + p.end - p.start, 0);
    if (here.some((c) => c.id === this.current)) return;
    const best = here.sort((a, b) => size(a) - size(b))[0]?.id ?? null;
    if (best === this.current) return;
    this.current = best;
    this.draw();
    if (here.length) this.page.say(`In ${here.map((c) => this.store.code(c.code).name).join(", ")}`);
  }

  choose(id, quiet) {
    const c = this.store.session.state.codings.get(id), p = c?.places[0];
    if (!p) return;
    this.current = id;
    this.text.select({ turn: p.turn, unit: p.start });
    this.text.host.focus({ preventScroll: true });
    this.draw();
    if (!quiet) this.page.say(`${this.store.code(c.code).name}: ${c.parts[0].quote.slice(0, 120)}`);
  }

  stepCoding(step) {
    const order = [...this.store.session.state.codings.values()].filter((c) => c.places.length)
      .sort((a, b) => a.places[0].turn - b.places[0].turn || a.places[0].start - b.places[0].start);
    const now = order.findIndex((c) => c.id === this.current), caret = this.text.selection()?.caret ?? { turn: 0, unit: 0 };
    const after = (c) => c.places[0].turn > caret.turn || (c.places[0].turn === caret.turn && c.places[0].start >= caret.unit);
    let to = now + step;
    if (now < 0) { to = order.findIndex(after); to = step > 0 ? to : (to < 0 ? order.length : to) - 1; }
    if (order[to]) this.choose(order[to].id);
    else this.page.say(step > 0 ? "No coding further on." : "No coding before.");
  }

  stepTurn(step, wanted = () => true) {
    const turns = this.store.session.turns;
    let to = (this.text.selection()?.caret.turn ?? -step) + step;
    while (turns[to] && !wanted(turns[to], to)) to += step;
    if (!turns[to]) return this.page.say(step > 0 ? "No further turn." : "No turn before.");
    this.text.select({ turn: to, unit: 0 });
    const codes = [...this.store.session.state.codings.values()].filter((c) => c.places.some((p) => p.turn === to));
    this.page.say(`${turns[to].who ?? "No name"}: ${turns[to].text.slice(0, 300)}${codes.length ? ` — ${codes.map((c) => this.store.code(c.code).name).join(", ")}` : ""}`);
  }

  stepUncoded(step) {
    const coded = new Set([...this.store.session.state.codings.values()].flatMap((c) => c.places.map((p) => p.turn)));
    this.stepTurn(step, (t, i) => !coded.has(i) && t.role !== "facilitator");
  }

  stepSession(step) {
    const { sessions } = this.store.study, to = sessions[sessions.indexOf(this.next) + step];
    if (to) this.page.go("code", (this.next = to).id);
    else this.page.say(step > 0 ? "This is the last session." : "This is the first session.");
  }

  // --- acting -----------------------------------------------------------------------------------

  apply(id) {
    const parts = this.text.parts();
    if (!parts.length) {
      this.text.host.focus({ preventScroll: true });
      return this.page.say("Select words first: w a word, s a sentence, t a turn.", true);
    }
    const code = this.store.code(id), coding_id = newId().slice(0, 12);
    const same = [...this.store.session.state.codings.values()].find((c) => c.code === id && JSON.stringify(c.parts) === JSON.stringify(parts));
    if (same) return this.page.say(`${code.name} is there already.`);
    this.current = coding_id;
    this.touch(id);
    this.store.act({ kind: "code", coding_id, payload: { code: id, parts } });
    this.text.host.focus({ preventScroll: true });
    this.page.say(`${code.name}: ${parts.map((p) => p.quote).join(" … ").slice(0, 120)}`);
  }

  now() {
    const c = this.store.session.state.codings.get(this.current);
    if (!c) this.page.say("Put the caret into a coding first; ] goes to the next.", true);
    return c;
  }

  change(payload, said) {
    const c = this.now();
    if (!c) return;
    this.store.act({ kind: "change", coding_id: c.id, payload });
    this.page.say(said);
  }

  stance(stance) {
    const c = this.now(), off = c?.stance === stance;
    if (c) this.change({ stance: off ? "none" : stance }, off ? "No stance." : `Stance: ${stance}.`);
  }

  flip(flag) {
    const c = this.now(), words = { matters: "Heard once, matters", refer_on: "Refer on" }[flag];
    if (c) this.change({ [flag]: !c[flag] }, `${words}: ${c[flag] ? "no" : "yes"}.`);
  }

  quotable() {
    const c = this.now();
    if (!c) return;
    if (c.refer_on && !c.quotable) return this.page.say("What is referred on is never quoted.", true);
    this.store.act({ kind: "quotable", payload: { coding_id: c.id, quotable: !c.quotable } });
    this.page.say(c.quotable ? "Not to be quoted." : "May be quoted.");
  }

  remove() {
    const c = this.now();
    if (!c) return;
    this.store.act({ kind: "remove", coding_id: c.id });
    this.page.say(`Removed: ${this.store.code(c.code).name}.`);
    this.text.host.focus({ preventScroll: true });
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
    dialog(this.page, `Memo: ${c.name}`, field("About the code, seen from this session", area), {
      submit: () => { this.store.act({ kind: "memo", payload: { about: "code", code: c.id, memo: area.value.trim() } }); this.page.say("Memo kept."); },
    });
  }

  sessionMemo() {
    const area = h("textarea", { rows: "8" }, this.store.session.state.memo);
    dialog(this.page, `Memo: ${this.title(this.info)}`, field("About the session as a whole", area), {
      submit: () => { this.store.act({ kind: "memo", payload: { about: "session", memo: area.value.trim() } }); this.page.say("Memo kept."); },
    });
  }

  newCode() {
    const selection = this.text.selection(), name = h("input", { type: "text", value: this.filter.value, required: true });
    const definition = h("textarea", { rows: "3" });
    const parent = h("select", {}, h("option", { value: "" }, "no other code"), [...this.store.codes.values()].map((c) => h("option", { value: c.id }, `${"  ".repeat(c.depth)}${c.name}`)));
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
        this.page.say(`New code: ${words}.`);
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
    if (!moved || !parts.length) return this.page.say(moved ? "It cannot be shorter." : "The session ends here.");
    this.store.act({ kind: "change", coding_id: c.id, payload: { parts } });
    const quote = parts.map((p) => p.quote).join(" … ");
    this.page.say(end === "start" ? `Starts: ${quote.slice(0, 40)}` : `Ends: ${quote.slice(-40)}`);
  }

  markRead(whole) {
    const s = this.store.session, caret = this.text.selection()?.caret.turn ?? 0, to = whole ? s.turns.length - 1 : caret;
    if (!s.turns.length) return;
    const fresh = s.turns.slice(0, to + 1).filter((t) => !s.state.read.has(t.n));
    if (fresh.length) this.store.act({ kind: "read", payload: { from: fresh[0].n, to: fresh[fresh.length - 1].n } });
    const left = s.turns.length - s.state.read.size;
    this.page.say(left ? `Read to turn ${s.turns[to].n}; ${left} to go.` : "The whole session is read. } goes to the next.", !left);
    if (!whole && s.turns[to + 1]) this.text.select({ turn: to + 1, unit: 0 });
  }

  searchKey(event) {
    event.stopPropagation();
    const at = this.found.indexOf(this.aim), { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      this.aim = this.found[Math.max(0, Math.min(this.found.length - 1, at + (key === "ArrowDown" ? 1 : -1)))];
      this.frame();
      this.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    } else if (key === "Enter") {
      event.preventDefault();
      const id = this.aim;
      this.leaveSearch();
      if (id) this.apply(id);
    } else if (key === "Escape") {
      event.preventDefault();
      this.leaveSearch();
    } else if (/^[pm]$/i.test(key) && event.ctrlKey && this.aim) {
      event.preventDefault();
      if (/p/i.test(key)) this.pin(this.aim);
      else this.codeMemo(this.store.code(this.aim));
    }
  }

  leaveSearch() {
    this.filter.value = "";
    this.aim = null;
    this.frame();
    this.text.host.focus({ preventScroll: true });
  }

  help() { showKeys(this.page, KEYS); }

  key(event) {
    const { key } = event, ctrl = event.ctrlKey || event.metaKey;
    event.stopPropagation();
    if (event.isComposing || (event.altKey && !event.ctrlKey)) return;
    let run;
    if (ctrl) {
      const name = key.toLowerCase();
      if (name === "z") run = () => this.store.undo(event.shiftKey);
      else if (name === "y") run = () => this.store.undo(true);
      else if (["b", "i", "u", "x", "v", "k"].includes(name)) run = () => {};
      else return; // copying, selecting all and moving are the browser's
    } else if (/^[1-9]$/.test(key)) {
      const id = this.slots[key - 1];
      run = () => (id ? this.apply(id) : this.page.say(`No code has the number ${key} yet.`));
    } else {
      run = {
        w: () => this.text.grow("word"), s: () => this.text.grow("sentence"), t: () => this.text.grow("turn"),
        W: () => this.text.grow("word", true), S: () => this.text.grow("sentence", true), T: () => this.text.grow("turn", true),
        j: () => this.stepTurn(1), k: () => this.stepTurn(-1), g: () => this.stepUncoded(1), G: () => this.stepUncoded(-1),
        "]": () => this.stepCoding(1), "[": () => this.stepCoding(-1), "}": () => this.stepSession(1), "{": () => this.stepSession(-1),
        "/": () => this.filter.focus(), n: () => this.newCode(), m: () => this.memo(), M: () => this.sessionMemo(),
        "+": () => this.stance("for"), "-": () => this.stance("against"), "=": () => this.stance("mixed"),
        "*": () => this.flip("matters"), x: () => this.flip("refer_on"), '"': () => this.quotable(),
        ",": () => this.stretch("end", -1), ".": () => this.stretch("end", 1), "<": () => this.stretch("start", -1), ">": () => this.stretch("start", 1),
        Delete: () => this.remove(), Backspace: () => this.remove(), u: () => this.store.undo(), U: () => this.store.undo(true),
        Enter: () => this.markRead(event.shiftKey), "?": () => this.help(),
        Escape: () => { const s = this.text.selection(); if (s) this.text.select(s.caret); },
      }[key];
      if (!run) {
        if (key.length === 1 && key !== " ") event.preventDefault();
        return; // arrows, Tab and Page keys are the browser's
      }
    }
    event.preventDefault();
    this.text.tell();
    run();
  }
}
