// Handles: the two ends of the coding at hand, to be dragged letter by letter. While one is dragged
// only the picture follows; letting go writes once, Escape not at all.

class Handles {
  constructor(text, pull) {
    Object.assign(this, { text, pull, pulled: null });
    this.knobs = ["start", "end"].map((end) => h("i", { class: `handle ${end}`, hidden: true, "aria-hidden": "true", onpointerdown: (e) => this.take(e, end) }));
    for (const knob of this.knobs) {
      knob.addEventListener("pointermove", (e) => this.move(e));
      knob.addEventListener("pointerup", () => this.drop());
      knob.addEventListener("pointercancel", () => this.cancel());
    }
    text.el.append(...this.knobs);
  }

  take(event, end) {
    stop(event); // neither focus nor selection changes
    if (event.button !== 0 || !this.coding?.places.length) return;
    const { places } = this.coding;
    Object.assign(this, { end, places, pulled: places });
    event.target.setPointerCapture(event.pointerId);
    this.text.el.classList.add("pulling");
  }

  move({ clientX, clientY }) {
    if (!this.pulled) return;
    const { text } = this, paper = text.el.parentNode, box = paper.getBoundingClientRect();
    if (clientY < box.top + 20) paper.scrollTop -= 12;
    if (clientY > box.bottom - 20) paper.scrollTop += 12;
    // A knob sits at the foot or the head of its line: half-way back to the line's middle.
    const at = text.placeAt(clientX, clientY + (this.end === "end" ? -5 : 5));
    const places = at ? text.withEnd(this.places, this.end, at) : [];
    if (!places.length || same(places, this.pulled)) return;
    this.pulled = places;
    text.draw();
  }

  drop() {
    const { pulled, places, end } = this;
    if (!pulled) return;
    this.cancel();
    if (!same(pulled, places)) this.pull(this.text.partsOf(pulled), end);
  }

  cancel() {
    if (!this.pulled) return;
    this.pulled = null;
    this.text.el.classList.remove("pulling");
    this.text.draw();
  }

  // Where the two ends stand on the sheet: measured with all else, before anything is drawn.
  ends(coding, resized) {
    const { text } = this;
    this.coding = coding;
    const places = coding && (this.pulled ?? coding.places), first = places?.[0], last = places?.at(-1);
    const key = first && [first.turn, first.start, last.turn, last.end, text.near.has(first.turn), text.near.has(last.turn)].join();
    if (key === this.key && !resized && this.rows === text.rows) return this.at;
    Object.assign(this, { key, rows: text.rows });
    if (!first) return (this.at = [null, null]);
    const sheet = text.el.getBoundingClientRect();
    const place = ({ turn }, from, to, left) => {
      if (!text.near.has(turn)) return null;
      const boxes = text.range(turn, from, to).getClientRects(), box = boxes[left ? 0 : boxes.length - 1];
      return box && { x: (left ? box.left : box.right) - sheet.left, y: (left ? box.top : box.bottom) - sheet.top };
    };
    return (this.at = [place(first, first.start, first.start + 1, true), place(last, Math.max(last.start, last.end - 1), last.end, false)]);
  }

  draw(ends) {
    for (const [n, at] of ends.entries()) {
      this.knobs[n].hidden = !at;
      if (at) set(this.knobs[n], { style: { left: `${at.x}px`, top: `${at.y}px` } });
    }
  }
}

const same = (a, b) => JSON.stringify(a.map((p) => [p.turn, p.start, p.end])) === JSON.stringify(b.map((p) => [p.turn, p.start, p.end]));
