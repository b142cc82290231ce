// The hand: whether a pointer is down, and what waits until it is up. While it is down nothing but
// the pointer itself moves the selection (no focus, no late answer), and nothing is drawn anew:
// a button made again between press and release would not be the one that was pressed.

const POINTER = ["pointerdown", "pointermove", "pointerup", "pointercancel", "mouseup"];

class Hand {
  constructor(moved) {
    this.down = false;
    this.n_pressed = 0;
    this.moved = moved;
    this.waiting = [];
    for (const kind of POINTER) addEventListener(kind, this, true);
  }

  close() {
    for (const kind of POINTER) removeEventListener(kind, this, true);
  }

  handleEvent(event) {
    const { type } = event;
    if (type === "pointerdown" || type === "pointermove") this.moved(event);
    if (type === "pointerdown") {
      this.n_pressed++;
      this.down = !onScrollBar(event);
    } else if (type === "pointerup") {
      // The selection is whole only at mouseup, which follows at once; a finger or a handle may have none.
      const n = this.n_pressed;
      setTimeout(() => { if (n === this.n_pressed) this.up(event); });
    } else if (type !== "pointermove" || !event.buttons) this.up(event); // a move without a button: the release was missed
  }

  // A finger's mousedown comes after it was lifted: until mouseup it is a press all the same.
  press(then) {
    this.n_pressed++;
    this.down = true;
    this.then = then;
  }

  up(event) {
    if (!this.down) return;
    this.down = false;
    const then = this.then;
    this.then = null;
    then?.(event);
    // The click comes after this: a button drawn anew before it would never hear of it.
    for (const run of this.waiting.splice(0)) setTimeout(() => this.rest(run));
  }

  // Run it now, or as soon as no pointer is down.
  rest(run) {
    if (this.down) this.waiting.push(run);
    else run();
  }

  resting() { return new Promise((go) => this.rest(go)); }
}

// There the release is never heard of.
function onScrollBar({ target, offsetX, offsetY }) {
  const { clientWidth, clientHeight, scrollHeight, scrollWidth } = target;
  return (scrollHeight > clientHeight && clientWidth && offsetX > clientWidth) || (scrollWidth > clientWidth && clientHeight && offsetY > clientHeight) || false;
}
