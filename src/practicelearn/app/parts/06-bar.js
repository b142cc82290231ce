// The bar at the words that are selected. It comes when the hand lets go, or the keys rest; it lies beside the words,
// never over them nor under the pointer, and on the sheet, so that it goes with them. Where the pointer goes
// elsewhere it makes way, and is back when it is over the words again.

class WordsBar {
  // fill(): what stands in it, made anew each time it comes.
  constructor(text, fill) {
    Object.assign(this, { text, page: text.page, fill, seen: null });
    this.el = h("div.atwords", { role: "toolbar", "aria-label": "For the words selected", hidden: true, onmousedown: stop });
    this.settle = roving(this.el);
    text.el.append(this.el);
    text.host.addEventListener("mousedown", () => this.hide());
    this.moved = (e) => this.pointed(e);
    addEventListener("pointermove", this.moved, { passive: true });
    this.resized = new ResizeObserver(() => { if (!this.el.hidden) this.place(); });
    this.resized.observe(text.host);
  }

  close() {
    removeEventListener("pointermove", this.moved);
    this.resized.disconnect();
    clearTimeout(this.soon);
  }

  // Another selection, by a hand that has just let go, or by keys.
  follow(selection, clicked) {
    this.hide();
    if (!selection || selection.empty) return;
    if (clicked) this.show(true);
    else this.soon = setTimeout(() => this.show(), 400); // whoever selects and codes by keys never sees it
  }

  show(near) {
    const s = this.text.selection();
    if (!s || s.empty || this.page.hand.down || !this.text.el.isConnected) return;
    this.words = s;
    this.nearest = near ? 0 : Infinity;
    this.draw();
  }

  hide() {
    clearTimeout(this.soon);
    this.words = null;
    this.el.hidden = true;
  }

  draw() {
    if (!this.words) return;
    put(this.el, this.fill());
    this.el.hidden = false;
    // Three codes at least, and as many more as can be read whole.
    for (let codes = this.codes; codes.length > 3 && this.el.scrollWidth > this.el.clientWidth; codes = this.codes) codes.at(-1).remove();
    this.settle();
    this.place();
  }

  get codes() { return [...this.el.querySelectorAll(".code")]; }

  // --- where it stands ----------------------------------------------------------------------------

  // The first and the last letter's boxes; null where they are not to be had.
  ends() {
    const { text, words: { from, to } } = this, last = Math.max(0, to.unit - 1);
    const first = text.range(from.turn, from.unit, from.unit + 1).getClientRects()[0] ?? text.rows[from.turn].getBoundingClientRect();
    return [first, [...text.range(to.turn, last, last + 1).getClientRects()].pop() ?? text.rows[to.turn].getBoundingClientRect()];
  }

  // Between two turns it covers no word; else the line next to the caret; else, where nothing else is free, the margin.
  place() {
    const { el, text, words: { from, to, caret, anchor } } = this, sheet = text.el.getBoundingClientRect(), paper = text.el.parentNode.getBoundingClientRect();
    el.hidden = false;
    el.classList.remove("side");
    const [first, last] = this.ends(), back = caret.turn < anchor.turn || (caret.turn === anchor.turn && caret.unit < anchor.unit);
    const { offsetWidth: w, offsetHeight: tall } = el, row = (turn) => text.rows[turn].getBoundingClientRect();
    const left = Math.max(sheet.left + 8, Math.min((back ? first.left : last.right) - 56, paper.right - w - 20));
    const below = { top: last.bottom + 3, free: last.bottom + 30 > row(to.turn).bottom };
    const above = { top: first.top - tall - 3, free: first.top - 40 < row(from.turn).top };
    const fits = ({ top }) => top >= paper.top + 2 && top + tall <= paper.bottom - 2 && !this.under(left, top, w, tall);
    const order = back ? [above, below] : [below, above], short = last.bottom - first.top < 120;
    const there = (short && order.find((c) => c.free && fits(c))) || order.find(fits);
    if (there) return this.put(left - sheet.left, there.top - sheet.top);
    el.classList.add("side");
    const margin = text.host.getBoundingClientRect().right + 12, high = el.offsetHeight;
    if (margin + 120 > paper.right) el.hidden = true; // nowhere beside the words: the menu has it all
    else this.put(margin - sheet.left, Math.max(paper.top + 8, Math.min(last.bottom, paper.bottom - 8) - high) - sheet.top);
  }

  under(left, top, w, tall) {
    const { seen } = this;
    return seen && seen.x > left - 4 && seen.x < left + w + 4 && seen.y > top - 2 && seen.y < top + tall + 2;
  }

  put(x, y) { set(this.el, { style: { left: `${x}px`, top: `${y}px` } }); }

  // --- making way ---------------------------------------------------------------------------------

  // Whether a point of the window lies on the words.
  over(x, y) {
    const { from, to } = this.words, { rows } = this.text, range = document.createRange();
    range.setStart(rows[from.turn].firstChild, from.unit);
    range.setEnd(rows[to.turn].firstChild, to.unit);
    return [...range.getClientRects()].some((b) => x >= b.left && x <= b.right && y >= b.top && y <= b.bottom);
  }

  pointed({ clientX: x, clientY: y, buttons }) {
    this.seen = { x, y };
    if (!this.words || buttons) return;
    const { el } = this;
    if (el.hidden) {
      if (!this.over(x, y)) return;
      this.nearest = 0;
      return this.place();
    }
    const b = el.getBoundingClientRect(), far = Math.hypot(Math.max(b.left - x, x - b.right, 0), Math.max(b.top - y, y - b.bottom, 0));
    // Gone from, not come to: a pointer that is on its way there keeps it.
    this.nearest = Math.min(this.nearest, far);
    if (far > Math.max(140, this.nearest + 80) && !el.contains(this.page.root.activeElement) && !this.over(x, y)) el.hidden = true;
  }
}
