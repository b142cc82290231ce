// Words found, and offers: places that are walked through and answered. The box keeps the focus: what is
// held is only shown, and a late answer moves nothing that a hand has moved since.

class CodeFinds extends CodeCard {
  findBar() {
    this.what = h("input", { type: "text", "aria-label": "Find in this session", placeholder: "Find in this session", oninput: () => this.retally() });
    this.exact = h("input", { type: "checkbox", onchange: () => this.retally() });
    this.tally = h("span", { role: "status" });
    return h("form.seek", { hidden: true, role: "search", onsubmit: (e) => { stop(e); this.seek(1); }, onkeydown: (e) => {
      if (e.isComposing) return;
      if (e.key === "Escape") this.leaveSeek();
      else if (e.key === "Enter") this.seek(e.shiftKey ? -1 : 1);
      else return;
      stop(e);
    } }, this.what, h("label", this.exact, " exactly as written"), this.tally);
  }

  openSeek() {
    this.seekBar.hidden = false;
    this.what.focus();
    this.what.select();
  }

  seekFor(words) {
    this.what.value = words.slice(0, 200);
    this.openSeek();
    this.seek(1);
  }

  // What stands in the box, as a mark: the same again goes on through what was found.
  boxed() { return JSON.stringify([this.what.value.trim(), this.exact.checked]); }

  retally() { if (this.boxed() !== this.sought) this.tally.textContent = ""; }

  async seek(step) {
    const boxed = this.boxed(), words = this.what.value.trim(), { info } = this;
    if (boxed === this.sought && this.hits.length) return this.stepFound(step);
    if (boxed === this.looking) return;
    const stamp = this.text.stamp();
    this.looking = boxed;
    this.tally.textContent = "Looking …";
    const answer = await this.store.get("find", { text: words, exact: this.exact.checked });
    if (this.looking === boxed) this.looking = null;
    if (this.seekBar.hidden && info === this.info) return;
    this.retally();
    if (!answer.ok) { this.tally.textContent = ""; return this.say(answer.what); }
    const n = count(answer.hits.length, "place");
    if (info !== this.info) return this.say(`“${words}” in ${info.title}: ${n}.`);
    if (boxed !== this.boxed()) return this.say(`“${words}”: ${n}. ${W.boxchanged}`);
    this.sought = answer.further ? null : boxed;
    this.text.found = answer.hits.map((hit) => ({ ...hit, ...this.store.place(hit) }));
    this.draw();
    this.tally.textContent = n;
    if (!this.hits.length) this.say(answer.note || `“${words}” is not in this session.`);
    else if (stamp !== this.text.stamp()) this.say(`${n} found. ${answer.note || W.walk}`);
    else {
      this.hold(this.hits, 0, this.around);
      if (answer.note) this.say(answer.note);
    }
  }

  leaveSeek(opening) {
    this.seekBar.hidden = true;
    this.text.found = [];
    this.sought = this.looking = null;
    this.tally.textContent = "";
    if (opening) return;
    this.draw();
    this.text.focus();
  }

  get hits() { return this.text.found; }

  around(p) { return cut(this.store.session.turns[p.turn].text.slice(Math.max(0, p.start - 60)), 140); }

  stepFound(step) { this.hop(this.hits, step, W.nofind, this.around); }

  all() {
    if (!this.hits.length) return this.say(W.nofind);
    this.toAll = true;
    this.say(W.all);
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

  // --- offers -----------------------------------------------------------------------------------

  async offer(kind) {
    const { id } = this.store.session, off = this.offered.length && this.kind === kind;
    const answer = off ? { ok: true, offers: [] } : (this.say("Looking …"), await this.store.get("offers", { kind }));
    if (id !== this.store.session.id) return;
    if (!answer.ok) return this.say(answer.what);
    this.kind = kind;
    this.offered = answer.offers.map((o) => ({ ...o, part: { turn_id: o.turn_id, start: o.start, end: o.end, quote: o.quote }, ...this.store.place(o) }));
    this.draw();
    this.say(off ? "Offers are off." : this.offers.length ? count(this.offers.length, "offer") + W.offers : W.nooffer);
  }

  stepOffer(step) {
    this.hop(this.offers, step, W.nooffers, (o) => `${this.store.code(o.code).name}? ${o.quote}`);
  }

  answer(yes) {
    const { turn, unit } = this.text.selection()?.from ?? {};
    const o = [this.mark, ...this.offers].find((o) => this.offers.includes(o) && o.turn === turn && o.start <= unit && unit < o.end);
    if (!o) return this.say(W.gooffer);
    const payload = { code: o.code, parts: [o.part], origin: o.origin };
    if (yes) this.give(o.code, [payload.parts], { origin: o.origin, accepted_by: this.store.study.coder });
    else {
      this.store.act({ kind: "refuse", payload });
      this.say(`Declined: ${this.store.code(o.code).name}.`);
    }
    if (this.offers.length) this.stepOffer(1);
  }

  // --- going round ------------------------------------------------------------------------------

  // Which of some places comes next: from the one held, else from the caret.
  after(places, held, step) {
    if (held >= 0) return held + step;
    const { turn, unit } = this.text.selection()?.from ?? { turn: 0, unit: 0 };
    const to = places.findIndex((p) => p.turn > turn || (p.turn === turn && p.start >= unit));
    return step > 0 ? to : (to < 0 ? places.length : to) - 1;
  }

  // Go round places found or offered.
  hop(places, step, none, said) {
    if (!places.length) return this.say(none);
    const s = this.text.selection();
    const held = places.findIndex((p) => p === this.mark && s && p.turn === s.from.turn && p.start === s.from.unit);
    const n = this.after(places, held, step);
    this.hold(places, places[n] ? n : step > 0 ? 0 : places.length - 1, said);
  }

  // Select a place, and say which one of how many it is.
  hold(places, n, said) {
    const p = places[n], nth = `${n + 1} of ${places.length}`;
    this.pick(p);
    if (places === this.hits) this.tally.textContent = nth;
    this.tell(`${nth}: ${said.call(this, p)}`);
  }

  pick(p) {
    this.text.select({ turn: p.turn, unit: p.start }, { turn: p.turn, unit: p.end });
    this.mark = p;
  }
}
