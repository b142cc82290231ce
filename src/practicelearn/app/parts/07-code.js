// Code: read, select, press a key.

class CodeView extends CodeActs {
  constructor(page) {
    super();
    this.page = page;
    this.store = page.store;
    this.current = null;
    this.text = new Transcript(page, {
      label: W.transcript,
      keys: (e) => this.key(e), moved: (s) => this.moved(s),
    });
    this.paper = h("div.paper", this.text.el);
    this.head = h("header.top");
    this.what = h("input", { type: "text", "aria-label": "Find in this session", placeholder: "Find in this session" });
    this.exact = h("input", { type: "checkbox" });
    this.tally = h("span", { role: "status" });
    this.seekBar = h("form.seek", { hidden: true, role: "search", onsubmit: (e) => { stop(e); this.seek(); },
      onkeydown: (e) => { e.stopPropagation(); if (e.key === "Escape") this.leaveSeek(); } },
    this.what, h("label", this.exact, " exactly as written"), this.tally);
    this.here = h("section.here", { "aria-label": "Codings at the caret" });
    this.filter = h("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "pl-codes", autocomplete: "off",
      "aria-label": "Search a code", placeholder: "Search a code   /", oninput: () => this.frame(), onkeydown: (e) => this.searchKey(e),
    });
    this.list = h("ul.codes", { id: "pl-codes", role: "listbox", "aria-label": "Codes" });
    this.about = h("div.about");
    this.el = h("div.desk.code", { },
      h("nav.sessions", { "aria-label": "Sessions" }, (this.sessions = h("div"))),
      h("main.middle", this.head, this.seekBar, this.paper),
      h("aside.frame", { "aria-label": "Coding frame" }, this.here, h("div.find", this.filter),
        h("p.columns", { "aria-hidden": "true" }, h("span", "here"), h("span", "all")), this.list, this.about));
    this.settleSessions = roving(this.sessions);
  }

  close() { this.text.close(); }

  say(...what) { this.page.say(...what); }

  async open(id) {
    const { sessions } = this.store.study;
    const wanted = sessions.find((s) => s.id === id) ?? sessions.find((s) => s.n_read < s.n_turns) ?? sessions[0];
    if (!wanted) return put(this.head, h("p.empty", W.empty));
    this.next = wanted;
    if (!(await this.store.openSession(wanted.id))) return;
    const s = this.store.session;
    this.info = wanted;
    this.current = null;
    this.text.last = null;
    this.slots = this.firstSlots();
    this.options = new Map();
    this.offered = this.offers = [];
    this.leaveSeek(true);
    this.text.show(s.turns);
    this.paper.scrollTop = 0;
    this.draw();
    const unread = s.turns.findIndex((t) => !s.state.read.has(t.n));
    if (s.turns.length) this.text.select({ turn: Math.max(0, unread), unit: 0 });
    this.text.focus();
    this.page.place("code", wanted.id);
    const { lost } = s, gone = lost.length ? `${count(lost.length, "passage")} ${W.lost}` : "";
    this.say(`${wanted.title}, ${count(s.turns.length, "turn")}. ${gone}`);
    if (s.notices.length || gone) this.page.notice([...s.notices, gone].join(" ").trim(), gone && [
      h("ul", { tabindex: 0 }, lost.map((l) => h("li", { dir: "auto" }, `${l.code}: “${l.quote}”`))),
      h("button", { onclick: () => this.letGo(lost) }, W.letgo)]);
  }

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
    try { return JSON.parse(localStorage.getItem(`practicelearn pins ${this.store.study.title}`)) ?? {}; } catch { return this.page.pins ?? {}; }
  }

  pin(id) {
    const pins = this.pins(), held = Object.keys(pins).find((n) => pins[n] === id);
    if (held) delete pins[held];
    else {
      this.touch(id);
      const n = this.slots.indexOf(id);
      if (n < 0) return this.say(W.pinned);
      pins[n] = id;
    }
    try { localStorage.setItem(`practicelearn pins ${this.store.study.title}`, JSON.stringify(pins)); } catch { this.page.pins = pins; }
    this.say(`${this.store.code(id).name} ${held ? "unpinned" : `pinned to ${this.slots.indexOf(id) + 1}`}.`);
    this.frame();
  }

  // --- drawing ----------------------------------------------------------------------------------

  draw() {
    const s = this.store.session;
    if (!s || !this.info) return;
    if (s.asked !== this.asked) {
      this.asked = s.asked;
      for (const [i, question] of s.asked.entries()) s.turns[i].question = question;
      this.text.heads();
    }
    const codings = [...s.state.codings.values()];
    this.offers = this.offered.filter((o) => !s.state.refused.has(offerKey(o.code, o.part))
      && !codings.some((c) => c.code === o.code && c.places.some((p) => p.turn === o.turn && p.start < o.end && o.start < p.end)));
    const offers = this.offers.map((o) => {
      const { colour, name } = this.store.code(o.code);
      return { id: offerKey(o.code, o.part), colour, name, places: [o], offer: true, flags: "?", title: `${name}? y accepts, d declines` };
    });
    this.text.set([...codings.map((c) => {
      const code = this.store.code(c.code);
      return {
        id: c.id, colour: code.colour, name: code.name, places: c.places, current: c.id === this.current,
        waiting: s.waiting.has(c.id), flags: this.flags(c), title: c.memo ? `${code.name}: ${c.memo}` : code.name,
      };
    }), ...offers], (id) => this.choose(id, true));
    for (const [i, t] of s.turns.entries()) this.text.rows[i].classList.toggle("read", s.state.read.has(t.n));
    this.drawHead();
    this.drawSessions();
    this.frame();
    this.drawHere();
  }

  flags(c) {
    const marks = [STANCE[c.stance], "⁰¹²³"[c.strength], c.matters && "✱", c.quotable && "❞", c.refer_on && "⚑", c.memo && "✎", c.moved && "moved"];
    return marks.filter(Boolean).join(" ");
  }

  drawHead() {
    const s = this.store.session, n = s.turns.length, read = s.state.read.size;
    const paraphrase = this.info.source_kind && this.info.source_kind !== "transcript" ? ` · ${this.info.source_kind}` : "";
    put(this.head,
      h("h1", this.info.title),
      h("p", `${[this.info.group_type, this.info.date].filter(Boolean).join(" · ")}${paraphrase}`),
      h("p.tally", read >= n && n ? "Read" : `${read} of ${n} turns read`, ` · ${count(s.state.codings.size, "coding")}`),
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
      h("h2", year || "Sessions"),
      h("ul", sessions.filter((s) => (s.year ?? "") === year).map((s) =>
        h("li", h("button", { "aria-current": s === this.info ? "true" : null, onclick: () => this.page.go("code", s.id) },
          h("span.mark", { "aria-hidden": "true" }, state(s)[0]), h("span", s.group ?? s.id),
          h("span.unseen", `, ${state(s)[1]}`))))),
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
    const items = all.map((c) => {
      const slot = this.slots.indexOf(c.id), now = `${c.id === this.aim} ${slot} ${pins[slot] === c.id} ${here[c.id]} ${total[c.id]}`;
      const kept = this.options.get(c.id);
      if (kept?.now === now) return kept.li;
      const li = h("li", {
        role: "option", id: `pl-code-${c.id}`, "aria-selected": String(c.id === this.aim), style: { "--depth": String(c.depth), "--hue": c.colour },
        title: c.definition ?? "", onmouseenter: () => this.explain(c), onmousedown: stop, onclick: () => this.apply(c.id),
      },
      h("kbd", { class: pins[slot] === c.id ? "pinned" : "" }, slot >= 0 ? String(slot + 1) : ""), swatch(c.colour), h("span.what", c.name),
      h("span.n", here[c.id] ? String(here[c.id]) : ""), h("span.n.all", total[c.id] ? String(total[c.id]) : ""),
      h("span.unseen", ` ${here[c.id] ?? 0} here, ${total[c.id] ?? 0} in all${slot >= 0 ? `, key ${slot + 1}` : ""}`));
      for (const n of li.querySelectorAll(".n")) n.setAttribute("aria-hidden", "true");
      kept?.li.replaceWith(li);
      this.options.set(c.id, { li, now });
      return li;
    });
    if (items.length !== this.list.childElementCount || items.some((li, i) => li !== this.list.children[i])) put(this.list, items);
    if (!all.length) put(this.list, h("li.empty", { role: "option", "aria-selected": "false" }, needle ? W.nocode : W.bare));
    if (this.aim) this.filter.setAttribute("aria-activedescendant", `pl-code-${this.aim}`);
    else this.filter.removeAttribute("aria-activedescendant");
    this.explain(this.aim ? this.store.code(this.aim) : this.explained && this.store.code(this.explained.id));
  }

  explain(c) {
    this.explained = c;
    const line = (head, text) => text && h("p", h("b", `${head} `), text);
    put(this.about, c ? [h("h2", swatch(c.colour), c.name), h("p", c.definition || "No definition yet."),
      line("Counts:", c.include), line("Does not:", c.exclude), line("Such as:", c.examples?.[0]), line("Memo:", this.store.session?.state.codeMemos.get(c.id))]
      : h("p.hint", "Select words, then press a number. ", h("kbd", "?"), " shows every key."));
  }

  drawHere() {
    const s = this.store.session, c = s.state.codings.get(this.current);
    const held = JSON.stringify([c, s.waiting.has(this.current)]);
    if (held === this.heldHere) return;
    this.heldHere = held;
    this.explain(c && this.store.code(c.code));
    if (!c) return put(this.here, h("p.hint", "No coding at the caret."));
    const code = this.store.code(c.code), quote = c.parts.map((p) => p.quote).join(" … ");
    put(this.here,
      h("h2", swatch(code.colour), code.name, h("span.state", s.waiting.has(c.id) ? "saving …" : "")),
      h("blockquote", { dir: "auto" }, cut(quote, 160)),
      c.moved && h("p.problem", W.moved),
      h("div.toggles", { },
        press("+", "for", () => this.stance("for"), c.stance === "for"), press("-", "against", () => this.stance("against"), c.stance === "against"),
        press("=", "mixed", () => this.stance("mixed"), c.stance === "mixed"), press("*", "matters", () => this.flip("matters"), !!c.matters),
        press("\"", "quotable", () => this.quotable(), !!c.quotable), press("x", "refer on", () => this.flip("refer_on"), !!c.refer_on),
        press("v", `strength ${c.strength ?? "–"}`, () => this.strength(), c.strength != null)),
      c.memo && h("p.memo", c.memo),
      h("div.toggles", { },
        press("m", c.memo ? "change memo" : "memo", () => this.memo()),
        press("Del", "remove", () => this.remove())));
  }

  // --- where the caret is -----------------------------------------------------------------------

  at(place) {
    const all = this.codings;
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
    if (here.length) this.say(`In ${here.map((c) => this.store.code(c.code).name).join(", ")}`);
  }

  choose(id, quiet) {
    const o = this.offers.find((o) => offerKey(o.code, o.part) === id);
    if (o) return this.pick(o);
    const c = this.store.session.state.codings.get(id), p = c?.places[0];
    if (!p) return;
    this.current = id;
    this.text.select({ turn: p.turn, unit: p.start });
    this.text.focus();
    this.draw();
    if (!quiet) this.say(`${this.store.code(c.code).name}: ${c.parts[0].quote.slice(0, 120)}`);
  }

  // Which of some places comes next: from the one held, else from the caret.
  after(places, held, step) {
    if (held >= 0) return held + step;
    const { turn, unit } = this.text.selection()?.from ?? { turn: 0, unit: 0 };
    const to = places.findIndex((p) => p.turn > turn || (p.turn === turn && p.start >= unit));
    return step > 0 ? to : (to < 0 ? places.length : to) - 1;
  }

  stepCoding(step) {
    const order = this.codings.filter((c) => c.places.length)
      .sort((a, b) => a.places[0].turn - b.places[0].turn || a.places[0].start - b.places[0].start);
    const to = order[this.after(order.map((c) => c.places[0]), order.findIndex((c) => c.id === this.current), step)];
    if (to) this.choose(to.id);
    else this.say(step > 0 ? "No coding further on." : "No coding before.");
  }

  pick(p) {
    this.text.select({ turn: p.turn, unit: p.start }, { turn: p.turn, unit: p.end });
    this.text.focus();
    this.mark = p;
  }

  // Go round places found or offered; say which one of how many it is.
  hop(places, step, none, said = (p) => p.quote) {
    if (!places.length) return this.say(none, true);
    const s = this.text.selection();
    const held = places.findIndex((p) => p === this.mark && s && p.turn === s.from.turn && p.start === s.from.unit);
    const p = places[this.after(places, held, step)] ?? places.at(step > 0 ? 0 : -1), nth = `${places.indexOf(p) + 1} of ${places.length}`;
    this.pick(p);
    this.tally.textContent = this.hits.length ? nth : "";
    this.say(`${nth}: ${said(p)}`);
  }

  get codings() { return [...this.store.session.state.codings.values()]; }

  get hits() { return this.text.found; }

  stepTurn(step, wanted = () => true) {
    const turns = this.store.session.turns;
    let to = (this.text.selection()?.caret.turn ?? -step) + step;
    while (turns[to] && !wanted(turns[to], to)) to += step;
    if (!turns[to]) return this.say(step > 0 ? "No further turn." : "No turn before.");
    this.text.select({ turn: to, unit: 0 });
    const codes = this.codings.filter((c) => c.places.some((p) => p.turn === to));
    this.say(`${turns[to].who ?? "No name"}: ${turns[to].text.slice(0, 300)}${codes.length ? ` — ${codes.map((c) => this.store.code(c.code).name).join(", ")}` : ""}`);
  }

  stepSentence(step) {
    const to = this.text.edge(this.text.selection()?.from ?? { turn: 0, unit: -1 }, "start", step, "sentence");
    if (!to) return this.say(step > 0 ? "No further sentence." : "No sentence before.");
    this.text.select(to);
    this.say(cut(this.store.session.turns[to.turn].text.slice(to.unit), 200));
  }

  stepUncoded(step) {
    const coded = new Set(this.codings.flatMap((c) => c.places.map((p) => p.turn)));
    this.stepTurn(step, (t, i) => !coded.has(i) && t.role !== "facilitator");
  }

  stepSession(step) {
    const { sessions } = this.store.study, to = sessions[sessions.indexOf(this.next) + step];
    if (to) this.page.go("code", (this.next = to).id);
    else this.say(step > 0 ? "This is the last session." : "This is the first session.");
  }

  searchKey(event) {
    event.stopPropagation();
    const at = this.found.indexOf(this.aim), { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      stop(event);
      this.aim = this.found[Math.max(0, Math.min(this.found.length - 1, at + (key === "ArrowDown" ? 1 : -1)))];
      this.frame();
      this.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    } else if (key === "Enter") {
      stop(event);
      const id = this.aim;
      this.leaveSearch();
      if (id) this.apply(id);
    } else if (key === "Escape") {
      stop(event);
      this.leaveSearch();
    } else if (/^[pm]$/i.test(key) && event.ctrlKey && this.aim) {
      stop(event);
      if (/p/i.test(key)) this.pin(this.aim);
      else this.codeMemo(this.store.code(this.aim));
    }
  }

  leaveSearch() {
    this.filter.value = "";
    this.aim = null;
    this.frame();
    this.text.focus();
  }

  help() { showKeys(this.page); }

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
      run = () => (id ? this.apply(id) : this.say(`No code has the number ${key} yet.`));
    } else {
      run = {
        w: () => this.text.grow("word"), s: () => this.text.grow("sentence"), t: () => this.text.grow("turn"),
        W: () => this.text.grow("word", true), S: () => this.text.grow("sentence", true), T: () => this.text.grow("turn", true),
        j: () => this.stepTurn(1), k: () => this.stepTurn(-1), e: () => this.stepSentence(1), E: () => this.stepSentence(-1), g: () => this.stepUncoded(1), G: () => this.stepUncoded(-1),
        "]": () => this.stepCoding(1), "[": () => this.stepCoding(-1), "}": () => this.stepSession(1), "{": () => this.stepSession(-1),
        "/": () => this.filter.focus(), n: () => this.newCode(), m: () => this.memo(), M: () => this.sessionMemo(),
        "+": () => this.stance("for"), "-": () => this.stance("against"), "=": () => this.stance("mixed"),
        "*": () => this.flip("matters"), x: () => this.flip("refer_on"), '"': () => this.quotable(),
        ",": () => this.stretch("end", -1), ".": () => this.stretch("end", 1), "<": () => this.stretch("start", -1), ">": () => this.stretch("start", 1),
        Delete: () => this.remove(), Backspace: () => this.remove(), u: () => this.store.undo(), U: () => this.store.undo(true),
        v: () => this.strength(), q: () => this.question(), r: () => this.redact(),
        f: () => { this.seekBar.hidden = false; this.what.select(); this.what.focus(); }, h: () => this.stepFound(1), H: () => this.stepFound(-1), A: () => this.all(),
        o: () => this.offer("keyword"), O: () => this.offer("suggested"), p: () => this.stepOffer(1), P: () => this.stepOffer(-1),
        y: () => this.answer(true), d: () => this.answer(),
        Enter: () => this.markRead(event.shiftKey), "?": () => this.help(),
        Escape: () => { const s = this.text.selection(); this.toAll = false; if (s) this.text.select(s.caret); },
      }[key];
      if (!run) {
        if (key.length === 1 && key !== " ") stop(event);
        return; // arrows, Tab and Page keys are the browser's
      }
    }
    stop(event);
    this.text.tell();
    run();
  }
}
