// The store: one session's events, what is still on its way to disk, and the line to Python.

class Store {
  constructor(page) {
    this.page = page;
    this.study = null;
    this.session = null;
    this.queue = [];
    this.flying = false;
    this.trouble = null;
    this.history = new History(this);
  }

  async openStudy() {
    let answer = await this.page.ask("study", {});
    for (; answer.error === "who"; answer = await this.page.ask("study", {})) {
      Object.assign(W, answer.words);
      await whoCodes(this.page, answer);
    }
    if (!answer.ok) throw new Error(answer.what);
    this.study = answer;
    this.page.coder = answer.coder;
    Object.assign(W, answer.words);
    learnKeys(answer);
    this.codes = new Map();
    this.own = new Map(); // session to the codes made in it
    for (const code of answer.codes) this.addCode(code);
  }

  addCode(code) {
    if (this.codes.has(code.id)) return;
    const n = this.codes.size;
    const plain = /^#[0-9a-f]{6}$/i.test(code.colour ?? "") ? code.colour : PALETTE[n % PALETTE.length];
    let depth = 0;
    for (let up = code.parent; up && depth < 9; up = this.codes.get(up)?.parent) depth++;
    this.codes.set(code.id, { ...code, colour: plain, depth });
  }

  // Codes that can be given: a retired one keeps its codings only.
  get live() { return [...this.codes.values()].filter((c) => !c.retired); }

  gives(id) { return this.codes.has(id) && !this.codes.get(id).retired; }

  code(id) {
    return this.codes.get(id) ?? { id, name: id, colour: "#51606b", depth: 0 };
  }

  async openSession(id) {
    this.opening = id;
    const answer = await this.page.ask("session", { session: id });
    if (!answer.ok) throw new Error(answer.what);
    await this.page.hand.resting(); // the text is not exchanged under a pressed pointer
    if (this.opening !== id) return false; // a later key asked for another session
    const { turns } = answer;
    this.session = { ...answer, id, index: new Map(turns.map((t, i) => [t.id, i])) };
    this.recompute();
    return true;
  }

  recompute() {
    const s = this.session;
    const waiting = this.queue.filter((q) => q.session === s.id).flatMap((q) => q.events);
    s.waiting = new Set(waiting.flatMap((e) => [e.coding_id, e.payload?.coding_id, e.payload?.target].filter(Boolean)));
    const all = (s.all = [...s.events, ...waiting]);
    s.state = derive(all);
    s.stacks = stacks(all);
    // A code made here and taken back is no code any more.
    const made = new Set(s.state.made.map((c) => c.id));
    for (const id of this.own.get(s.id) ?? []) if (!made.has(id)) this.codes.delete(id);
    this.own.set(s.id, made);
    for (const code of s.state.made) this.addCode(code);
    for (const coding of s.state.codings.values()) {
      coding.places = [];
      for (const part of coding.parts) {
        const place = this.place(part);
        if (place) coding.places.push(place);
        coding.moved ||= place?.moved;
      }
    }
  }

  // Where a part stands in what is shown, in units; null where its words are gone.
  place(part, { turns, index } = this.session) {
    const turn = index.get(part.turn_id), text = turns[turn]?.text, at = text === undefined ? null : anchored(text, part);
    return at && { turn, start: at.start, end: at.start + part.quote.length, moved: at.moved };
  }

  // Ask something that is not an action; a failure is an answer that says what is wrong.
  async get(op, args) {
    try {
      return await this.page.ask(op, { session: this.session?.id, ...args });
    } catch ({ anew }) {
      return { what: anew ? W.anew : W.silent };
    }
  }

  // Write what a person did. It is drawn as waiting until Python says that it is on disk.
  act(...events) {
    const stamped = events.map((e) => ({ id: newId(), ...e }));
    this.queue.push({ session: this.session.id, text_hash: this.session.text_hash, labels: this.session.labels, events: stamped });
    this.history.note(this.session.id, stamped);
    this.recompute();
    this.page.changed();
    this.flush();
    return stamped;
  }

  async flush() {
    if (this.flying || !this.queue.length) return;
    this.flying = true;
    // What has gathered goes in one piece; if that is refused, one by one, to know which of it.
    const { session, text_hash, labels } = this.queue[0], end = this.queue.findIndex((q) => q.session !== session || q.text_hash !== text_hash || q.labels !== labels);
    const n = this.singly || !session ? 1 : end < 0 ? this.queue.length : end;
    const job = { ...this.queue[0], events: this.queue.slice(0, n).flatMap((q) => q.events) }, here = this.session?.id === session;
    let answer;
    try {
      const have = here ? this.session.events.length : 1e9;
      answer = await this.page.ask(...(job.ask ?? ["act", { session, text_hash, labels, have, events: job.events }]));
    } catch (error) {
      answer = { ok: false, error: "away", what: error.message, anew: error.anew };
    }
    this.flying = false;
    const still = this.session?.id === job.session;
    if (!answer.ok && (answer.error === "away" || answer.error === "unwritten")) {
      this.trouble = answer;
      // One session's file may be gone for good: the others' go first from now on.
      if (answer.error === "unwritten") this.queue.sort((a, b) => (a.session === session) - (b.session === session));
      this.page.told();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), 1500);
      return;
    }
    this.singly = !answer.ok && n > 1;
    if (this.singly) return this.flush();
    const was = this.trouble;
    this.trouble = null;
    this.queue.splice(0, n);
    if (job.then) job.then(answer);
    else if (answer.ok) {
      if (still && answer.asked) this.session.asked = answer.asked;
      if (still && answer.refreshed) {
        this.session.events = answer.events;
        this.page.say(answer.corrected ? W.corrected : W.both);
      } else if (still) {
        const known = new Set(this.session.events.map((e) => e.id)); // it may have been opened anew meanwhile
        this.session.events.push(...answer.written.filter((e) => !known.has(e.id)));
      }
    } else {
      if (still && answer.events) this.session.events = answer.events;
      this.page.say(answer.what);
      const typed = job.events.find((e) => e.payload?.memo);
      if (typed) this.page.rescue(typed.payload.memo, answer.what);
    }
    if (was && answer.ok && !this.queue.length) this.page.say("Everything is saved again.");
    if (still && answer.corrected) this.page.show instanceof CodeView ? openAgain(this.page.show) : this.page.open(this.page.name, session);
    else if (still) this.recompute();
    this.page.changed();
    this.flush();
  }

  // Other logs than the one at hand were written to, perhaps this one too.
  async refresh(sessions = []) {
    const { session, page } = this, anew = sessions.includes(session?.id), study = await this.get("study"), answer = anew && await this.get("session");
    if (study.ok) for (const s of this.study.sessions) Object.assign(s, study.sessions.find((now) => now.id === s.id));
    if (answer?.ok && this.session === session) {
      session.events = answer.events;
      this.recompute();
    }
    page.changed();
  }

  // What belongs to no session's log takes the same way: kept here until it is on disk.
  send(op, args, then) {
    this.queue.push({ session: null, events: [args], ask: [op, args], then });
    this.page.told();
    this.flush();
  }
}
