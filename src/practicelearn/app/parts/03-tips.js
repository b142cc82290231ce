// What explains itself: an element with data-tip does so when it is pointed at or focused by keys. One
// box for the page. It can be pointed at, stays until pointer or focus leave, and Escape puts it away.

// Where something of the page's own lies over it: a point of the window, kept within page and window.
function lay({ el }, node, x, y) {
  const { left, top, right, bottom } = el.getBoundingClientRect(), { offsetWidth, offsetHeight } = node;
  const kept = (at, size, low, high) => Math.max(Math.max(low, 0) + 4, Math.min(at, high - size - 4));
  set(node, { style: {
    left: `${kept(x, offsetWidth, left, Math.min(right, innerWidth)) - left}px`,
    top: `${kept(y, offsetHeight, top, Math.min(bottom, innerHeight)) - top + el.scrollTop}px`,
  } });
}

class Tips {
  constructor(page) {
    const { el } = page, on = (kind, run, capture) => el.addEventListener(kind, run, capture);
    Object.assign(this, { page, of: null, quiet: null });
    this.box = h("div.tip", { role: "tooltip", id: `pl-tip-${newId().slice(0, 6)}`, hidden: true });
    el.append(this.box);
    on("pointerover", (e) => this.pointed(e));
    on("pointerleave", () => this.pointed({ target: el }));
    on("focusin", ({ target }) => { if (this.walking) this.show(target.closest("[data-tip]")); });
    on("focusout", () => this.hide());
    on("pointerdown", ({ target }) => { this.hide(); this.quiet = target.closest("[data-tip]")?.dataset.tip; }, true);
    on("pointermove", () => (this.walking = false), true);
    on("keydown", (e) => {
      this.walking = /^(Tab|Arrow|Home|End)/.test(e.key); // what is drawn anew and gets its focus back was not walked to
      if (e.key !== "Escape") return;
      if (this.of === page.root.activeElement && !page.menu) stop(e); // the focus stays: only the box goes
      this.hide();
    }, true);
  }

  // Not at once: whoever only passes reads nothing. What was pressed says no more until it is left.
  pointed({ target, pointerType }) {
    const of = this.box.contains(target) ? this.of : target.closest("[data-tip]");
    clearTimeout(this.soon);
    if (of?.dataset.tip === this.quiet && of) return;
    this.quiet = null;
    if (of !== this.of && pointerType !== "touch") this.soon = setTimeout(() => this.show(of), of ? 500 : 200);
  }

  show(of) {
    this.hide();
    if (!of?.isConnected || !of.dataset.tip) return;
    this.of = of;
    this.box.textContent = of.dataset.tip;
    this.box.hidden = false;
    of.setAttribute("aria-describedby", this.box.id);
    const at = of.getBoundingClientRect(), below = at.bottom + 6, { offsetHeight, offsetWidth } = this.box;
    const menu = of.closest(".menu")?.getBoundingClientRect(); // beside it: its other entries are to be read
    if (menu) lay(this.page, this.box, menu.left > offsetWidth + 8 ? menu.left - offsetWidth - 4 : menu.right + 4, at.top);
    else lay(this.page, this.box, at.left, below + offsetHeight > innerHeight ? at.top - offsetHeight - 6 : below);
  }

  hide() {
    clearTimeout(this.soon);
    this.of?.removeAttribute("aria-describedby");
    this.of = null;
    this.box.hidden = true;
  }
}
