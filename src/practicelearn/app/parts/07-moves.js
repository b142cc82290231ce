// Where the caret is, and where a key takes it: turns, sentences, codings, sessions.

const alike = (a, b) => a?.turn === b?.turn && a?.unit === b?.unit;

class CodeMoves extends CodeFrame {
  at(place) {
    const all = this.codings;
    return all.filter((c) => c.places.some((p) => p.turn === place.turn && p.start <= place.unit && place.unit < p.end));
  }

  // A caret within the coding at hand, or at its end, leaves it at hand; a click takes the smallest
  // there, or none; clicked again where the same ones lie, the next of them.
  moved(selection, clicked) {
    const row = this.text.rows?.[selection.caret.turn];
    if (row !== this.row) {
      this.row?.classList.remove("at");
      row?.classList.add("at");
      this.row = row;
      if (row) this.first.stand(this.store.session.turns[selection.caret.turn]);
    }
    this.hands.bar.follow(selection, clicked);
    if (!this.store.session) return;
    if (!clicked && selection.empty && alike(selection.caret, this.given?.to)) return;
    this.given = null;
    if (!selection.empty && !clicked) return;
    const here = this.at(selection.from), size = (c) => c.places.reduce((n, p) => n + p.end - p.start, 0), mine = (c) => c.id === this.current;
    const last = this.store.session.state.codings.get(this.current)?.places.at(-1);
    if (!clicked && (here.some(mine) || (last && alike(selection.caret, { turn: last.turn, unit: last.end })))) {
      if (this.look()) this.draw();
      return;
    }
    const order = here.reverse().sort((a, b) => size(a) - size(b)), at = order.findIndex(mine), first = at > 0 && size(order[at]) === size(order[0]) ? at : 0;
    const place = clicked && selection.empty && `${selection.caret.turn} ${order.map((c) => c.id)}`, again = place && place === this.struck;
    this.struck = place;
    const best = order[again ? (at + 1) % order.length : first]?.id ?? null;
    if (best === this.current) return;
    this.current = best;
    this.draw();
    if (here.length) this.tell(`In ${here.map((c) => this.store.code(c.code).name).join(", ")}`);
  }

  choose(id, quiet) {
    const o = this.offers.find((o) => offerKey(o.code, o.part) === id), c = this.store.session.state.codings.get(id), p = o ?? c?.places[0];
    if (!p) return;
    if (!o) this.current = id;
    this.text.focus();
    if (o) return this.pick(o);
    this.text.select({ turn: p.turn, unit: p.start });
    this.draw();
    if (!quiet) this.tell(`${this.store.code(c.code).name}: ${c.parts[0].quote.slice(0, 120)}`);
  }

  selectPassage({ places }) {
    const first = places[0], last = places.at(-1);
    if (first) this.text.select({ turn: first.turn, unit: first.start }, { turn: last.turn, unit: last.end });
  }

  stepCoding(step) {
    const order = this.codings.filter((c) => c.places.length)
      .sort((a, b) => a.places[0].turn - b.places[0].turn || a.places[0].start - b.places[0].start);
    const to = order[this.after(order.map((c) => c.places[0]), order.findIndex((c) => c.id === this.current), step)];
    if (to) this.choose(to.id);
    else this.say(step > 0 ? "No coding further on." : "No coding before.");
  }

  get codings() { return [...this.store.session.state.codings.values()]; }

  stepTurn(step, wanted = () => true) {
    const turns = this.store.session.turns;
    let to = (this.text.selection()?.caret.turn ?? -step) + step;
    while (turns[to] && !wanted(turns[to], to)) to += step;
    if (!turns[to]) return this.say(step > 0 ? "No further turn." : "No turn before.");
    this.text.select({ turn: to, unit: 0 });
    const codes = this.codings.filter((c) => c.places.some((p) => p.turn === to));
    this.tell(`${turns[to].who ?? "No name"}: ${turns[to].text.slice(0, 300)}${codes.length ? ` — ${codes.map((c) => this.store.code(c.code).name).join(", ")}` : ""}`);
  }

  stepSentence(step) {
    const to = this.text.edge(this.text.selection()?.from ?? { turn: 0, unit: -1 }, "start", step, "sentence");
    if (!to) return this.say(step > 0 ? "No further sentence." : "No sentence before.");
    this.text.select(to);
    this.tell(cut(this.store.session.turns[to.turn].text.slice(to.unit), 200));
  }

  stepUncoded(step) {
    const coded = new Set(this.codings.flatMap((c) => c.places.map((p) => p.turn)));
    this.stepTurn(step, (t, i) => !coded.has(i) && t.role !== "facilitator");
  }

  // Words, sentences, turns: one more, or one less.
  grow(unit, less) {
    if (!this.text.grow(unit, less)) this.say(less ? "Nothing is selected." : `No further ${unit}.`);
  }

  leave() {
    const s = this.text.selection();
    if (!this.toAll && (!s || s.empty) && !this.seekBar.hidden) return this.leaveSeek();
    this.toAll = false;
    if (s) this.text.select(s.caret);
  }

  stepSession(step) {
    const { sessions } = this.store.study, to = sessions[sessions.findIndex((s) => s.id === this.next?.id) + step];
    if (to) this.page.go("code", (this.next = to).id);
    else this.say(step > 0 ? "This is the last session." : "This is the first session.");
  }
}
