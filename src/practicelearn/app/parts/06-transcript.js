// The transcript: one text node a turn, so that a place in the text is a place in the page.
// Codes are painted as highlights, which change no node; bars, names and handles lie beside the text.

class Transcript extends Selecting {
  constructor(page, { label, moved, pull }) {
    super();
    this.page = page;
    this.uid = newId().slice(0, 6);
    this.host = h("div", {
      class: "said", contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-readonly": "true",
      "aria-label": label, spellcheck: "false", autocapitalize: "off", autocorrect: "off", tabIndex: 0,
      "data-lm-suppress-shortcuts": "true", "data-gramm": "false",
    });
    this.bars = h("div.bars", { "aria-hidden": "true" });
    this.names = h("div.names", { "aria-hidden": "true" });
    this.margin = h("div.margin", (this.above = h("i")));
    this.el = h("div.sheet", this.bars, this.host, this.names, this.margin);
    this.handles = pull && new Handles(this, pull);
    this.caretMoved = moved;
    this.listen();
    this.sheet = new CSSStyleSheet();
    page.adopt(this.sheet);
    this.found = [];
    this.cardHeight = 0;
    this.near = new Set();
    this.watch = new ResizeObserver(() => this.draw(true));
    this.watch.observe(this.host);
  }

  close() {
    document.removeEventListener("selectionchange", this.listener);
    this.watch.disconnect();
    this.spy?.disconnect();
    this.paint(new Map());
    this.page.drop(this.sheet);
  }

  show(turns) {
    this.turns = turns;
    this.told = this.last = null;
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

  range(turn, start, end) {
    const range = document.createRange(), node = this.rows[turn].firstChild;
    range.setStart(node, start);
    range.setEnd(node, Math.min(end, node.length));
    return range;
  }

  reveal({ turn, unit }, page = true) {
    const box = this.el.parentNode.getBoundingClientRect(), lid = this.el.previousElementSibling?.offsetHeight ?? 0; // a heading that stays
    let at = this.range(turn, unit, unit).getBoundingClientRect();
    if (!at.height) at = this.rows[turn].getBoundingClientRect();
    if (at.top < box.top + lid + 60 || at.bottom > box.bottom - 60) {
      this.el.parentNode.scrollTop += at.top - box.top - lid - (box.height - lid) / 3;
    }
    if (!page) return;
    at = this.rows[turn].getBoundingClientRect();
    if (at.top > innerHeight - 60 || at.bottom < 0) this.rows[turn].scrollIntoView({ block: "nearest" }); // the page may scroll too
  }

  // --- drawing ----------------------------------------------------------------------------------

  // drawn: [{id, colour, name, places, current, waiting, offer, flags, title, listed}]
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
    const groups = new Map(["now", "mark", "hit", "offer", "held"].map((name) => [name, []])), boxes = [], kept = new Map(), washed = [];
    const add = (name, range) => groups.get(name)?.push(range) ?? groups.set(name, [range]);
    const top = this.host.getBoundingClientRect().top;
    const now = this.drawn.find((c) => c.current);
    for (const c of this.drawn) {
      const places = (c.current && this.handles?.pulled) || c.places;
      for (const [n, p] of places.entries()) {
        if (!this.near.has(p.turn)) continue;
        const key = `${c.id} ${n} ${p.turn} ${p.start} ${p.end}`;
        let box = this.boxes.get(key);
        if (!box) {
          const range = this.range(p.turn, p.start, p.end), at = range.getBoundingClientRect();
          box = { range, top: at.top - top, bottom: at.bottom - top };
        }
        kept.set(key, box);
        if (c.offer) add("offer", box.range);
        else washed.push({ ...p, c, range: box.range });
        boxes.push({ c, first: n === 0, top: box.top, bottom: box.bottom });
      }
    }
    this.boxes = kept;
    lined(washed);
    for (const { c, range, line } of washed) {
      const own = line == null ? "" : `${line}-`;
      add(own + c.colour.slice(1), range);
      if (c.current) add(`${own}now`, range);
    }
    for (const i of this.near) {
      const { text, marks = [] } = this.turns[i];
      for (const [a, b] of marks) add("mark", this.range(i, toUnit(text, a), toUnit(text, b)));
    }
    for (const p of this.found) if (this.near.has(p.turn)) add("hit", this.range(p.turn, p.start, p.end));
    for (const range of this.heldRanges()) add("held", range);
    const ends = this.handles?.ends(now, resized), card = this.spot(now, top);
    if (resized || !this.width) this.width = this.names.clientWidth - 20;
    this.paint(groups);
    this.handles?.draw(ends);
    if (card) set(this.above, { style: { height: `${card.top}px` } });
    this.beside(boxes, card);
  }

  // Where the card of the coding at hand lies in the margin: from its passage's first line on.
  spot(now, sheet) {
    const { card, margin } = this, p = now?.places[0];
    if (!p || card?.parentNode !== margin) return null;
    const at = this.near.has(p.turn) ? this.boxes.get(`${now.id} 0 ${p.turn} ${p.start} ${p.end}`)?.top : null;
    const top = Math.max(0, Math.round((at ?? this.rows[p.turn].getBoundingClientRect().top - sheet) - 9));
    return { top, bottom: top + this.cardHeight + 8 };
  }

  cardIs(height) {
    if (!height || height === this.cardHeight) return; // none: it has none
    this.cardHeight = height;
    this.draw();
  }

  // What is selected stays in sight while the focus is in a box or on a button.
  heldRanges() {
    if (!this.last || this.last.empty || this.focused() || !this.rows[this.last.to.turn]) return [];
    const range = document.createRange(), { from, to } = this.last;
    range.setStart(this.rows[from.turn].firstChild, from.unit);
    range.setEnd(this.rows[to.turn].firstChild, to.unit);
    return [range];
  }

  hold() {
    const registry = globalThis.CSS?.highlights, ranges = this.rows ? this.heldRanges() : [], name = `pl-${this.uid}-held`;
    if (!registry?.has(name)) return; // not drawn yet
    registry.set(name, Object.assign(new Highlight(...ranges), { priority: 4 }));
  }

  paint(groups) {
    const registry = globalThis.CSS?.highlights;
    if (!registry) return; // the bars and names beside the text say the same
    const full = (name) => `pl-${this.uid}-${name}`;
    for (const name of this.painted ?? []) if (!groups.has(name)) registry.delete(full(name));
    let fresh = false;
    this.rules ??= new Map([["now", painted("var(--now)", 0, "", 2)], ["mark", "color:var(--soft)"],
      ["hit", "background:var(--hit)"], ["offer", "text-decoration:underline dashed 2px var(--soft)"], ["held", "background:Highlight;color:HighlightText"]]);
    for (const [name, ranges] of groups) {
      const highlight = new Highlight(...ranges);
      highlight.priority = { now: 2, mark: 3, held: 4 }[name.split("-").pop()] ?? 1;
      registry.set(full(name), highlight);
      if (!this.rules.has(name)) this.rule(name.split("-").pop());
      fresh ||= !this.styled?.has(name);
    }
    this.painted = [...groups.keys()];
    if (!fresh) return;
    this.styled = new Set(this.rules.keys());
    // Paper may come without the washes, and a person's own colours have none: there a line says which words they are.
    this.sheet.replaceSync([...this.rules].map(([name, rule]) => `::highlight(${full(name)}){${rule}}` + (name === "held" ? ""
      : `@media (forced-colors:active){::highlight(${full(name)}){${name === "hit" ? "background:Highlight;color:HighlightText" : "background:Canvas;color:CanvasText"};text-decoration-color:CanvasText}}`)
      + (/--wash/.test(rule) && !/underline/.test(rule) ? `@media print,(forced-colors:active){::highlight(${full(name)}){text-decoration:underline 1px}}` : "")).join("\n"));
  }

  // All rules of a hue at once, with its lines: a new style sheet is dear.
  rule(hue) {
    const now = hue === "now", [wash, ink] = now ? ["var(--now)", "var(--ink)"] : [`color-mix(in srgb,#${hue} var(--wash),transparent)`, `color-mix(in srgb,#${hue} 70%,var(--ink))`];
    if (!now) this.rules.set(hue, painted(wash));
    for (const line of LINES.keys()) this.rules.set(`${line}-${hue}`, painted(wash, line, ink, now ? 3 : 2));
  }

  beside(boxes, card) {
    boxes.sort((a, b) => a.top - b.top || b.bottom - a.bottom);
    const ends = [], made = this.made ?? new Map(), wanted = new Map();
    placed(boxes.filter((box) => box.first), this.width, card);
    const keep = (layer, key, create) => {
      const node = made.get(key) ?? create();
      wanted.set(key, node);
      if (!node.parentNode) layer.append(node);
    };
    for (const { c, first, top, bottom, at, lines } of boxes) {
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
      keep(this.names, `name ${at} ${lines} ${!!c.listed} ${key}`, () => h("button", {
        type: "button", class: `name${state}${c.listed ? " listed" : ""}`, tabIndex: -1, onclick: click, title: c.title ?? "",
        style: { top: `${at}px`, "--hue": c.colour, "--lines": String(lines) },
      }, c.flags ? h("b", `${c.flags} `) : null, c.name));
    }
    for (const [key, node] of made) if (!wanted.has(key)) node.remove();
    this.made = wanted;
  }
}
