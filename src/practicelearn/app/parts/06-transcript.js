// The transcript: one text node a turn, so that a place in the text is a place in the page.
// Codes are painted as highlights, which change no node; bars and names lie beside the text.

class Transcript {
  constructor(page, { label, keys, moved }) {
    this.page = page;
    this.uid = newId().slice(0, 6);
    this.host = h("div", {
      class: "said", contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-readonly": "true",
      "aria-label": label, spellcheck: "false", autocapitalize: "off", autocorrect: "off", tabIndex: 0,
      "data-lm-suppress-shortcuts": "true", "data-gramm": "false",
    });
    this.bars = h("div.bars", { "aria-hidden": "true" });
    this.names = h("div.names", { "aria-hidden": "true" });
    this.el = h("div.sheet", this.bars, this.host, this.names);
    for (const kind of ["beforeinput", "paste", "cut", "drop", "dragstart"]) {
      this.host.addEventListener(kind, stop);
    }
    // An input method can write in spite of beforeinput: put the frozen text back.
    this.host.addEventListener("input", () => this.show(this.turns));
    // A press inside the selection would begin to drag the words away: it begins a selection.
    this.host.addEventListener("mousedown", (e) => { if (e.button === 0 && !e.shiftKey) getSelection().removeAllRanges(); });
    // Coming back from a dialog or by Tab, the caret is where it was.
    this.host.addEventListener("focus", () => { if (this.last) this.select(this.last.anchor, this.last.caret, { scroll: false }); });
    if (keys) this.host.addEventListener("keydown", keys);
    // `selectionchange` comes when the browser finds time: a key that follows at once would act on
    // where the caret was. So every key asks first, and the event only tells what nobody asked for.
    this.caretMoved = moved;
    this.listener = () => this.tell();
    document.addEventListener("selectionchange", this.listener);
    this.sheet = new CSSStyleSheet();
    page.adopt(this.sheet);
    this.found = [];
    this.near = new Set();
    this.watch = new ResizeObserver(() => this.draw(true));
    this.watch.observe(this.host);
  }

  focus() { this.host.focus({ preventScroll: true }); }

  close() {
    document.removeEventListener("selectionchange", this.listener);
    this.watch.disconnect();
    this.spy?.disconnect();
    this.paint(new Map());
    this.page.drop(this.sheet);
  }

  show(turns) {
    this.turns = turns;
    this.told = null;
    // What is out of sight is neither laid out nor painted; a guess at its height keeps the scroll bar true.
    this.rows = turns.map((t) => h("div", {
      class: `turn ${t.role ?? ""}${t.paraphrase ? " paraphrase" : ""}`, "data-n": String(t.n), dir: "auto",
      style: { "contain-intrinsic-block-size": `auto ${36 + 32 * Math.ceil((t.text.length + 1) / 68)}px` },
    }, t.text));
    this.index = new Map(this.rows.map((row, i) => [row, i]));
    this.heads();
    put(this.host, this.rows);
    if (!turns.length) put(this.host, h("p.empty", W.nobody));
    this.spy?.disconnect();
    this.near = new Set();
    this.spy = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) this.near[isIntersecting ? "add" : "delete"](this.index.get(target));
      this.draw();
    }, { root: this.el.parentNode, rootMargin: "100% 0px" });
    for (const row of this.rows) this.spy.observe(row);
  }

  // Who speaks, and the question where another one begins.
  heads() {
    const { guide } = this.page.store.study;
    for (const [i, t] of this.turns.entries()) {
      const before = this.turns[i - 1]?.question ?? null, now = t.question ?? null;
      this.rows[i].dataset.head = [t.who ?? "No name", t.role !== "unknown" && t.role, clock(t.at),
        now !== before && (now ? guide[now] || now : "no question of the guide"), t.paraphrase && "paraphrase"].filter(Boolean).join(" · ");
    }
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

  inside() {
    const p = this.point();
    return !!p && this.host.contains(p[0][0]) && this.host.contains(p[1][0]);
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

  // {from, to, caret}: places in order of the text; null when the caret is elsewhere.
  selection() {
    if (!this.turns?.length) return null;
    const p = this.point();
    if (!p || !this.inside()) return this.last ?? null;
    const [a, b] = p.map((x) => this.place(x));
    const forward = a.turn < b.turn || (a.turn === b.turn && a.unit <= b.unit);
    const [from, to] = forward ? [a, b] : [b, a];
    this.last = { from, to, caret: b, anchor: a, empty: from.turn === to.turn && from.unit === to.unit };
    return this.last;
  }

  select(anchor, caret = anchor, { scroll = true } = {}) {
    const node = (p) => this.rows[p.turn].firstChild;
    if (!this.rows[anchor.turn] || !this.rows[caret.turn]) return;
    this.last = { anchor, caret }; // selecting may bring the focus here, which goes to the last place
    getSelection().setBaseAndExtent(node(anchor), anchor.unit, node(caret), caret.unit);
    this.last = null;
    this.tell();
    if (scroll) this.reveal(caret);
  }

  // Say where the caret is, once for each place.
  tell() {
    if (!this.inside()) return;
    const s = this.selection(), at = s && `${s.anchor.turn} ${s.anchor.unit} ${s.caret.turn} ${s.caret.unit}`;
    if (at === this.told) return;
    this.told = at;
    this.caretMoved?.(s);
  }

  range(turn, start, end) {
    const range = document.createRange(), node = this.rows[turn].firstChild;
    range.setStart(node, start);
    range.setEnd(node, Math.min(end, node.length));
    return range;
  }

  reveal({ turn, unit }) {
    const box = this.el.parentNode.getBoundingClientRect();
    let at = this.range(turn, unit, unit).getBoundingClientRect();
    if (!at.height) at = this.rows[turn].getBoundingClientRect();
    if (at.top < box.top + 60 || at.bottom > box.bottom - 60) {
      this.el.parentNode.scrollTop += at.top - box.top - box.height / 3;
    }
    at = this.rows[turn].getBoundingClientRect();
    if (at.top > innerHeight - 60 || at.bottom < 0) this.rows[turn].scrollIntoView({ block: "nearest" }); // the page may scroll too
  }

  // Parts of a coding: code points, words included, blanks and empty turns left out.
  parts(selection = this.selection()) {
    if (!selection || selection.empty) return [];
    const { from, to } = selection, out = [];
    for (let i = from.turn; i <= to.turn; i++) {
      const { text, id } = this.turns[i];
      let [start, end] = snapped(text, i === from.turn ? from.unit : 0, i === to.turn ? to.unit : text.length);
      [start, end] = trimmed(text, start, end);
      if (start < end) {
        out.push({ turn_id: id, start: toPoint(text, start), end: toPoint(text, end), quote: text.slice(start, end) });
      }
    }
    return out;
  }

  // Select the word, sentence or turn at the caret; again: one more; shrink: one less.
  grow(unit, shrink = false) {
    if (!this.turns.length) return;
    const s = this.selection() ?? { from: { turn: 0, unit: 0 }, to: { turn: 0, unit: 0 }, empty: true };
    const pieces = (i) => (unit === "turn" ? [[0, this.turns[i].text.length]] : segments(this.turns[i].text, unit));
    let { turn, unit: at } = s.to;
    if (shrink) {
      const before = (i, limit) => pieces(i).filter(([a, b]) => b < limit && (i > s.from.turn || b > s.from.unit));
      for (let limit = at; turn >= s.from.turn; turn--, limit = Infinity) {
        const last = before(turn, limit).pop();
        if (last) return this.select(s.from, { turn, unit: last[1] });
      }
      return this.select(s.from);
    }
    if (s.empty) {
      const all = pieces(turn), here = all.find(([, b]) => at < b) ?? all[all.length - 1];
      return here && this.select({ turn, unit: here[0] }, { turn, unit: here[1] });
    }
    for (; turn < this.turns.length; turn++, at = -1) {
      const next = pieces(turn).find(([, b]) => b > at);
      if (next) return this.select(s.from, { turn, unit: next[1] });
    }
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

  // --- drawing ----------------------------------------------------------------------------------

  // drawn: [{id, colour, name, places, current, waiting, offer, flags, title}]
  set(drawn, click) {
    this.drawn = drawn;
    this.click = click;
    this.draw();
  }

  // Only what is near the window is drawn, and what has not changed is not measured or made again.
  draw(resized) {
    if (!this.rows || !this.drawn) return;
    if (resized || this.measured !== this.rows) this.boxes = new Map();
    this.measured = this.rows;
    const groups = new Map(["now", "mark", "hit", "offer"].map((name) => [name, []])), boxes = [], kept = new Map();
    const add = (name, range) => groups.get(name)?.push(range) ?? groups.set(name, [range]);
    const top = this.host.getBoundingClientRect().top;
    for (const c of this.drawn) {
      for (const [n, p] of c.places.entries()) {
        if (!this.near.has(p.turn)) continue;
        const key = `${c.id} ${n} ${p.turn} ${p.start} ${p.end}`;
        let box = this.boxes.get(key);
        if (!box) {
          const range = this.range(p.turn, p.start, p.end), at = range.getBoundingClientRect();
          box = { range, top: at.top - top, bottom: at.bottom - top };
        }
        kept.set(key, box);
        add(c.offer ? "offer" : c.colour.slice(1), box.range);
        if (c.current) add("now", box.range);
        boxes.push({ c, first: n === 0, top: box.top, bottom: box.bottom });
      }
    }
    this.boxes = kept;
    for (const i of this.near) {
      const { text, marks = [] } = this.turns[i];
      for (const [a, b] of marks) add("mark", this.range(i, toUnit(text, a), toUnit(text, b)));
    }
    for (const p of this.found) if (this.near.has(p.turn)) add("hit", this.range(p.turn, p.start, p.end));
    this.paint(groups);
    this.beside(boxes);
  }

  paint(groups) {
    const registry = globalThis.CSS?.highlights;
    if (!registry) return; // the bars and names beside the text say the same
    const full = (name) => `pl-${this.uid}-${name}`;
    for (const name of this.painted ?? []) if (!groups.has(name)) registry.delete(full(name));
    let fresh = false;
    this.rules ??= new Map([["now", "background:var(--now);text-decoration:underline 2px;text-underline-offset:5px"], ["mark", "color:var(--soft)"],
      ["hit", "background:var(--hit)"], ["offer", "text-decoration:underline dashed 2px var(--soft)"]]);
    for (const [name, ranges] of groups) {
      const highlight = new Highlight(...ranges);
      highlight.priority = name === "now" ? 2 : name === "mark" ? 3 : 1;
      registry.set(full(name), highlight);
      if (!this.rules.has(name)) this.rules.set(name, `background:color-mix(in srgb,#${name} var(--wash),transparent)`);
      fresh ||= !this.styled?.has(name);
    }
    this.painted = [...groups.keys()];
    if (!fresh) return;
    this.styled = new Set(this.rules.keys());
    this.sheet.replaceSync([...this.rules].map(([name, rule]) => `::highlight(${full(name)}){${rule}}`).join("\n"));
  }

  beside(boxes) {
    boxes.sort((a, b) => a.top - b.top || b.bottom - a.bottom);
    const ends = [], made = this.made ?? new Map(), wanted = new Map();
    let free = -1e9;
    const keep = (layer, key, create) => {
      const node = made.get(key) ?? create();
      wanted.set(key, node);
      if (!node.parentNode) layer.append(node);
    };
    for (const { c, first, top, bottom } of boxes) {
      let lane = ends.findIndex((end) => end <= top + 1);
      if (lane < 0) lane = ends.length;
      ends[lane] = bottom;
      const click = () => this.click?.(c.id), state = `${c.current ? " now" : ""}${c.waiting ? " waiting" : ""}${c.offer ? " offer" : ""}`;
      const key = `${c.id}${state} ${c.name} ${c.title} ${c.flags} ${lane} ${top} ${bottom}`;
      keep(this.bars, `bar ${key}`, () => h("i", {
        class: "bar" + state, title: c.title ?? c.name, onclick: click,
        style: { top: `${top}px`, height: `${bottom - top}px`, right: `${Math.min(lane, 6) * 6}px`, "--hue": c.colour },
      }));
      if (!first) continue;
      const at = Math.max(top, free);
      free = at + 20;
      keep(this.names, `name ${at} ${key}`, () => h("button", {
        type: "button", class: "name" + state, tabIndex: -1, onclick: click, title: c.title ?? "",
        style: { top: `${at}px`, "--hue": c.colour },
      }, c.flags ? h("b", `${c.flags} `) : null, c.name));
    }
    for (const [key, node] of made) if (!wanted.has(key)) node.remove();
    this.made = wanted;
  }
}
