// Code: read, select, press a key.

class CodeView extends CodeTalks {
  constructor(page) {
    super();
    this.page = page;
    this.store = page.store;
    this.current = null;
    this.does = this.doing();
    this.text = new Transcript(page, {
      label: W.transcript, moved: (s, clicked) => this.moved(s, clicked), pull: (parts, end) => this.reshape(parts, end),
    });
    this.paper = h("div.paper", this.text.el);
    this.text.lieOn(this.paper);
    this.head = h("header.top");
    this.seekBar = this.findBar();
    const frame = this.frameBox();
    this.mend = new Correct(this);
    this.recording = new Listening(this);
    this.el = h("div.desk.code", { },
      h("nav.sessions", { "aria-label": "Sessions" }, (this.sessions = h("div"))),
      (this.middle = h("main.middle", this.head, this.recording.bar, this.seekBar, this.paper)), frame);
    this.cardBox();
    this.hands = new AtHand(this);
    this.head.after(this.hands.tools);
    this.first = new First(this);
    frame.append(this.first.el);
    this.settleSessions = roving(this.sessions);
  }

  // What this view does, by the meanings of keys.py.
  doing() {
    const { store } = this;
    return {
      next: () => this.stepTurn(1), previous: () => this.stepTurn(-1),
      next_sentence: () => this.stepSentence(1), previous_sentence: () => this.stepSentence(-1),
      next_uncoded: () => this.stepUncoded(1), previous_uncoded: () => this.stepUncoded(-1),
      next_coding: () => this.stepCoding(1), previous_coding: () => this.stepCoding(-1),
      next_session: () => this.stepSession(1), previous_session: () => this.stepSession(-1),
      word: () => this.grow("word"), sentence: () => this.grow("sentence"), turn: () => this.grow("turn"),
      word_less: () => this.grow("word", true), sentence_less: () => this.grow("sentence", true), turn_less: () => this.grow("turn", true),
      nothing: () => this.leave(),
      give: (key) => this.number(key), search: () => this.filter.focus(), new_code: () => this.newCode(), recode: () => this.recode(), edit_code: () => this.editCode(), remove: () => this.remove(),
      end_back: () => this.stretch("end", -1), end_on: () => this.stretch("end", 1),
      start_back: () => this.stretch("start", -1), start_on: () => this.stretch("start", 1),
      write: () => this.memo(), memos: () => this.sessionMemo(),
      for: () => this.stance("for"), against: () => this.stance("against"), mixed: () => this.stance("mixed"),
      strength: () => this.strength(), matters: () => this.flip("matters"), quotable: () => this.quotable(), refer: () => this.flip("refer_on"),
      question: () => this.question(), comment: () => this.comment(), jump: () => this.jump(),
      find: () => this.openSeek(), next_found: () => this.stepFound(1), previous_found: () => this.stepFound(-1), all_found: () => this.all(),
      cues: () => this.offer("keyword"), learned: () => this.offer("suggested"),
      next_offer: () => this.stepOffer(1), previous_offer: () => this.stepOffer(-1), accept: () => this.answer(true), decline: () => this.answer(),
      read: () => this.markRead(), read_all: () => this.markRead(true),
      menu: () => this.hands.menuHere(),
      correct: () => this.mend.open(),
      play: () => this.recording.play(), back_5: () => this.recording.back(), slower: () => this.recording.step(-1), faster: () => this.recording.step(1),
      undo: () => store.history.back(), redo: () => store.history.back(true),
    };
  }

  stage() { return this.info && this.text; }

  close() {
    this.fit.disconnect();
    this.recording.close();
    this.text.close();
    this.hands.close();
    this.first.close();
  }

  say(text) { this.page.say(text); }

  tell(text) { this.page.tell(text); }

  async open(id) {
    const { sessions } = this.store.study;
    const { been, study: { stood } } = this.store, at = (wanted) => sessions.find((s) => s.id === wanted);
    const wanted = at(id) ?? (been ? null : at(stood.session)) ?? sessions.find((s) => s.n_read < s.n_turns) ?? sessions[0];
    if (!wanted) return put(this.head, h("p.empty", W.empty));
    this.next = wanted;
    if (!(await this.store.openSession(wanted.id))) return;
    const s = this.store.session;
    this.info = wanted;
    this.current = this.given = null;
    this.options = new Map();
    this.offered = this.offers = [];
    this.leaveSeek(true);
    this.hands.bar.hide();
    this.text.show(s.turns);
    this.recording.show(s);
    this.paper.scrollTop = 0;
    this.draw();
    if (s.turns.length) this.text.select({ turn: this.first.turn(), unit: 0 });
    this.text.focus();
    this.page.place("code", wanted.id);
    this.hearOthers();
    const { lost } = s, gone = lost.length ? `${count(lost.length, "passage")} ${W.lost}` : "";
    this.tell(`${wanted.title}, ${count(s.turns.length, "turn")}. ${gone}`);
    if (s.notices.length || gone) this.page.notice([...s.notices, gone].join(" ").trim(), gone && [
      h("ul", { tabindex: 0 }, lost.map((l) => h("li", { dir: "auto" }, `${l.code}: “${l.quote}”`))),
      h("button", { onclick: () => this.letGo(lost) }, W.letgo)]);
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
    this.takenBack();
    this.look();
    const codings = [...s.state.codings.values()];
    this.offers = this.offered.filter((o) => !s.state.refused.has(offerKey(o.code, o.part))
      && !codings.some((c) => c.code === o.code && c.places.some((p) => p.turn === o.turn && p.start < o.end && o.start < p.end)));
    const offers = this.offers.map((o) => {
      const { colour, name } = this.store.code(o.code);
      return { id: offerKey(o.code, o.part), colour, name, places: [o], offer: true, flags: "?", title: `${name}? ${K.accept} accepts, ${K.decline} declines` };
    });
    this.text.set([...codings.map((c) => {
      const code = this.store.code(c.code);
      return {
        id: c.id, colour: code.colour, name: code.name, places: c.places, current: c.id === this.current, listed: this.listed.has(c.id),
        waiting: s.waiting.has(c.id), flags: this.flags(c), title: c.memo ? `${code.name}: ${c.memo}` : code.name,
      };
    }), ...offers, ...this.talkMarks()], (id) => (id.startsWith("talk ") ? this.comment(id.slice(5)) : this.choose(id, true)));
    for (const [i, t] of s.turns.entries()) this.text.rows[i].classList.toggle("read", s.state.read.has(t.n));
    this.drawHead();
    this.drawSessions();
    this.frame();
    this.drawHere();
    this.first.draw();
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
      this.recording.opener,
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
}
