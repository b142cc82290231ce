// Selecting: `last` is what the hand selected last, by pointer or by keys; the browser's own selection
// shows it while the text has the focus. A press always begins a new one (see Hand).

class Selecting {
  listen() {
    const { host, page } = this;
    for (const kind of ["beforeinput", "paste", "cut", "drop", "dragstart"]) host.addEventListener(kind, stop);
    // An input method can write in spite of beforeinput: put the frozen text back.
    host.addEventListener("input", () => {
      const { last } = this;
      this.show(this.turns);
      this.last = last;
      this.restore();
    });
    host.addEventListener("mousedown", (e) => this.pressed(e));
    // Coming back from a dialog, a box or by Tab, the caret is where it was; a press goes where it is pressed.
    host.addEventListener("focus", () => { if (!page.hand.down) this.restore(); });
    host.addEventListener("blur", () => { this.read(); this.hold(); });
    // `selectionchange` comes when the browser finds time: a key that follows at once would act on
    // where the caret was. So every key asks first, and the event only tells what nobody asked for.
    this.listener = () => this.tell();
    document.addEventListener("selectionchange", this.listener);
    this.last = null;
    this.n_pressed = 0;
  }

  focused() { return this.page.root.activeElement === this.host; }

  focus() {
    if (this.focused()) return; // what is selected may be newer than `last`
    this.host.focus({ preventScroll: true });
    if (this.focused() && !this.page.hand.down) this.restore();
  }

  // --- the pointer ------------------------------------------------------------------------------

  // Beside the words, paper gives the text its focus back; a press there selects nothing.
  lieOn(paper) {
    const beside = (e) => e.button === 0 && !this.host.contains(e.target) && e.clientX < paper.getBoundingClientRect().left + paper.clientWidth;
    paper.addEventListener("mousedown", (e) => { if (beside(e)) stop(e); });
    paper.addEventListener("click", (e) => { if (beside(e) && !e.target.closest("button, .bar, .handle")) this.focus(); });
  }

  pressed(event) {
    if (event.button !== 0) return stop(event);
    const before = this.selection();
    this.n_pressed++;
    this.holding = true;
    // From its anchor the browser extends; of what is selected nothing else is left, since Firefox lets a
    // press within wait for the release, to see whether it becomes a drag.
    if (event.shiftKey && before) this.restore(before.anchor);
    else {
      getSelection().removeAllRanges(); // else a press inside it would drag the words away
      this.last = null;
    }
    this.page.hand.press(() => this.released(before));
  }

  // Whole words, as seen; the ends of what a key selected stay as they are.
  released(before) {
    this.holding = false;
    const s = this.read();
    if (!s) this.last = before;
    else if (!s.empty) {
      let { from, to } = s;
      if (to.turn > from.turn && !to.unit) to = { turn: to.turn - 1, unit: this.turns[to.turn - 1].text.length }; // a triple click
      [from, to] = [this.widened(from, -1), this.widened(to, 1)];
      this.last = s.caret === s.from ? this.marked(to, from) : this.marked(from, to);
    }
    if (!s?.empty) this.restore();
    this.hold();
    this.tell(true);
  }

  held() { return this.holding || !!this.handles?.pulled; }

  letGo() { this.handles?.cancel(); }

  // The outer edge of the word that a place stands in.
  widened({ turn, unit }, way) {
    const word = segments(this.turns[turn].text, "word").find(([a, b]) => a < unit && unit < b);
    return { turn, unit: word ? word[way < 0 ? 0 : 1] : unit };
  }

  // --- places -----------------------------------------------------------------------------------

  point() {
    const s = this.page.root.getSelection ? this.page.root.getSelection() : getSelection();
    if (!s?.anchorNode) return null;
    if (this.page.root instanceof ShadowRoot && s.getComposedRanges) {
      const range = s.getComposedRanges({ shadowRoots: [this.page.root] })[0];
      if (!range) return null;
      const from = [range.startContainer, range.startOffset], to = [range.endContainer, range.endOffset];
      return s.direction === "backward" ? [to, from] : [from, to];
    }
    return [[s.anchorNode, s.anchorOffset], [s.focusNode, s.focusOffset]];
  }

  place([node, offset]) {
    const row = (node.nodeType === 3 ? node.parentNode : node).closest?.(".turn");
    if (!row) {
      const at = Math.min(offset, this.rows.length);
      return at < this.rows.length ? { turn: at, unit: 0 } : { turn: at - 1, unit: this.turns[at - 1]?.text.length ?? 0 };
    }
    const turn = this.index.get(row), text = this.turns[turn].text;
    return { turn, unit: node.nodeType === 3 ? Math.min(offset, text.length) : offset ? text.length : 0 };
  }

  // The place under a point of the window; null beside the text.
  placeAt(x, y) {
    const box = this.host.getBoundingClientRect(), within = (at, low, high) => Math.max(low + 1, Math.min(high - 1, at));
    x = within(x, box.left, box.right);
    y = within(y, box.top, box.bottom);
    const shadowRoots = this.page.root instanceof ShadowRoot ? [this.page.root] : [];
    let at = document.caretPositionFromPoint?.(x, y, { shadowRoots });
    at = at ? [at.offsetNode, at.offset] : ((r) => r && [r.startContainer, r.startOffset])(document.caretRangeFromPoint?.(x, y));
    return at && this.host.contains(at[0]) ? this.place(at) : null;
  }

  marked(anchor, caret = anchor) {
    const forward = anchor.turn < caret.turn || (anchor.turn === caret.turn && anchor.unit <= caret.unit);
    const [from, to] = forward ? [anchor, caret] : [caret, anchor];
    return { from, to, anchor, caret, empty: from.turn === to.turn && from.unit === to.unit };
  }

  // What the browser has selected, if it is in this text: that is then what the hand selected last.
  read() {
    const p = this.turns?.length ? this.point() : null;
    if (!p || !this.host.contains(p[0][0]) || !this.host.contains(p[1][0])) return null;
    return (this.last = this.marked(this.place(p[0]), this.place(p[1])));
  }

  // {from, to, anchor, caret, empty}; null before anything was selected.
  selection() {
    if (!this.turns?.length) return null;
    return (this.focused() && this.read()) || this.last;
  }

  // A mark of the selection: another one means that the hand has moved it since.
  stamp() {
    const s = this.selection();
    return JSON.stringify([this.n_pressed, this.page.hand.down, s?.anchor, s?.caret]);
  }

  select(anchor, caret = anchor, { scroll = true } = {}) {
    if (!this.rows[anchor.turn] || !this.rows[caret.turn] || this.page.hand.down) return;
    this.last = this.marked(anchor, caret);
    this.restore();
    this.tell();
    if (scroll) this.reveal(caret);
  }

  // Show what is selected: by the browser's own selection where the focus is here, else as held.
  restore(caret = this.last?.caret) {
    const { anchor } = this.last ?? {}, node = (p) => this.rows[p.turn]?.firstChild;
    if (this.last && (this.focused() || this.holding) && node(anchor) && node(caret)) {
      getSelection().setBaseAndExtent(node(anchor), anchor.unit, node(caret), caret.unit);
    }
    this.hold();
  }

  // Say where the caret is, once for each place; `clicked`: a hand has just let go of it.
  tell(clicked = false) {
    if (this.page.hand.down) return;
    const s = this.selection(), at = s && `${s.anchor.turn} ${s.anchor.unit} ${s.caret.turn} ${s.caret.unit}`;
    if (!s || (at === this.told && !clicked)) return;
    this.told = at;
    this.caretMoved?.(s, clicked);
  }

  // --- keys -------------------------------------------------------------------------------------

  // Select the word, sentence or turn at the caret; again: one more; shrink: one less. False: there is none.
  grow(unit, shrink = false) {
    if (!this.turns.length) return false;
    const s = this.selection() ?? this.marked({ turn: 0, unit: 0 });
    const pieces = (i) => (unit === "turn" ? [[0, this.turns[i].text.length]] : segments(this.turns[i].text, unit));
    let { turn, unit: at } = s.to;
    if (shrink) {
      if (s.empty) return false;
      const before = (i, limit) => pieces(i).filter(([a, b]) => b < limit && (i > s.from.turn || b > s.from.unit));
      for (let limit = at; turn >= s.from.turn; turn--, limit = Infinity) {
        const last = before(turn, limit).pop();
        if (last) { this.select(s.from, { turn, unit: last[1] }); return true; }
      }
      this.select(s.from);
      return true;
    }
    if (s.empty) {
      const all = pieces(turn), here = all.find(([, b]) => at < b) ?? all[all.length - 1];
      if (here) this.select({ turn, unit: here[0] }, { turn, unit: here[1] });
      return !!here;
    }
    for (; turn < this.turns.length; turn++, at = -1) {
      const next = pieces(turn).find(([, b]) => b > at);
      if (next) { this.select(s.from, { turn, unit: next[1] }); return true; }
    }
    return false;
  }

  // The next start (or end, with its punctuation) of a word or sentence, over turns; null beyond the text.
  edge({ turn, unit }, end, step, piece = "word") {
    for (; this.turns[turn]; turn += step, unit = step > 0 ? -1 : Infinity) {
      const { text } = this.turns[turn];
      const all = segments(text, piece).map(([a, b]) => (end === "start" ? a : b + /^[.,;:!?…”’")\]]*/.exec(text.slice(b))[0].length));
      const next = step > 0 ? all.find((at) => at > unit) : all.filter((at) => at < unit).pop();
      if (next !== undefined) return { turn, unit: next };
    }
    return null;
  }

  // --- passages ---------------------------------------------------------------------------------

  // What stands from one place to another, a span a turn: letters whole, blank ends and empty turns left out.
  spans(from, to) {
    const out = [];
    for (let turn = from.turn; turn <= to.turn; turn++) {
      const { text } = this.turns[turn];
      const [start, end] = trimmed(text, ...snapped(text, turn === from.turn ? from.unit : 0, turn === to.turn ? to.unit : text.length));
      if (start < end) out.push({ turn, start, end });
    }
    return out;
  }

  // Parts of a coding, in code points with their words.
  partsOf(spans) {
    return spans.map(({ turn, start, end }) => {
      const { text, id } = this.turns[turn];
      return { turn_id: id, start: toPoint(text, start), end: toPoint(text, end), quote: text.slice(start, end) };
    });
  }

  parts(selection = this.selection()) {
    return !selection || selection.empty ? [] : this.partsOf(this.spans(selection.from, selection.to));
  }

  // A coding's spans with one end elsewhere; those between stay as they are. Empty: it would be inside out.
  withEnd(places, end, at) {
    const before = (a, b) => a.turn < b.turn || (a.turn === b.turn && a.unit < b.unit);
    const first = (p) => ({ turn: p.turn, unit: p.start }), last = (p) => ({ turn: p.turn, unit: p.end });
    if (end === "end") {
      const kept = places.filter((p) => before(first(p), at)), outer = kept.pop();
      return outer ? [...kept, ...this.spans(first(outer), at)] : [];
    }
    const kept = places.filter((p) => before(at, last(p))), outer = kept.shift();
    return outer ? [...this.spans(at, last(outer)), ...kept] : [];
  }
}
