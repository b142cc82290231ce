// The card: what is said of the coding at hand, and all others at that place. It lies beside the passage where
// the page has a margin, and below the text where it has none.

const CARD_BESIDE = 1000; // as wide as the page must be; the style has the same number

class CodeCard extends CodeActs {
  cardBox() {
    this.here = h("section.here", { "aria-label": "Codings at the caret" });
    this.text.card = this.here;
    this.fit = new ResizeObserver((seen) => {
      this.dock();
      // The card's height is not asked for, which would cost a layout: it is told.
      if (seen.some(({ target }) => target === this.here)) this.text.cardIs(this.here.offsetHeight);
    });
    this.fit.observe(this.page.el);
    this.fit.observe(this.here);
    this.dock();
  }

  dock() {
    const home = this.page.el.clientWidth >= CARD_BESIDE ? this.text.margin : this.middle;
    if (this.here.parentNode !== home) home.append(this.here);
  }

  // The codings that share a place with the one at hand: the caret's, or where it ends.
  together(c) {
    const caret = this.text.selection()?.caret, last = c.places.at(-1);
    if (!last) return [c];
    const here = caret ? this.at(caret) : [], all = here.includes(c) ? here : this.at({ turn: last.turn, unit: last.end - 1 });
    return all.sort((a, b) => a.places[0].turn - b.places[0].turn || a.places[0].start - b.places[0].start || b.places.at(-1).end - a.places.at(-1).end);
  }

  // Look what must stand in it; whether that has changed.
  look() {
    const s = this.store.session, c = s.state.codings.get(this.current), all = c ? this.together(c) : [];
    this.listed = new Set(all.map((x) => x.id));
    this.inCard = { c, all, held: JSON.stringify([this.current, all, s.waiting.has(this.current)]) };
    return this.inCard.held !== this.heldHere;
  }

  // Drawn after all else has been measured.
  drawHere() {
    const { c, all, held } = this.inCard;
    if (held === this.heldHere) return;
    this.heldHere = held;
    this.here.classList.toggle("none", !c);
    this.explain(c && this.store.code(c.code));
    if (!c) put(this.here, h("p.hint", "No coding at the caret."));
    else put(this.here, this.heading(c, all), this.saidOf(c));
  }

  // Its name, within the list of all that stand there; a click on another takes that.
  heading(c, all) {
    const waits = this.store.session.waiting.has(c.id);
    const name = (x) => { const { colour, name: words } = this.store.code(x.code); return [swatch(colour), words]; };
    const own = h("h2", { dir: "auto" }, name(c), h("span.state", { title: waits ? "saving …" : null }, waits ? "…" : ""));
    if (all.length < 2) return own;
    return h("ul.stack", { "aria-label": `${all.length} codings here` }, all.map((x) => h("li", x === c ? own
      : h("button", { onclick: () => this.take(x.id) }, name(x), h("small", this.flags(x))))));
  }

  // The coding at hand becomes another at the same place; the caret stays.
  take(id) {
    this.current = id;
    this.text.focus();
    this.draw();
  }

  saidOf(c) {
    return [
      // The words themselves stand beside it, or are read aloud.
      h("blockquote.unseen", { dir: "auto" }, cut(c.parts.map((p) => p.quote).join(" … "), 160)),
      c.moved && h("p.problem", W.moved),
      h("div.toggles", { },
        press(K.for, "for", () => this.stance("for"), c.stance === "for"), press(K.against, "against", () => this.stance("against"), c.stance === "against"),
        press(K.mixed, "mixed", () => this.stance("mixed"), c.stance === "mixed"),
        press(K.strength, `strength ${c.strength ?? "–"}`, () => this.strength(), c.strength != null),
        press(K.matters, "matters", () => this.flip("matters"), !!c.matters), press(K.quotable, "quotable", () => this.quotable(), !!c.quotable),
        press(K.write, c.memo ? "change memo" : "memo", () => this.memo()), press(K.remove, "remove", () => this.remove())),
      c.refer_on && h("p.referred", `⚑ ${W.onward}`),
      c.memo && h("p.memo", { title: c.memo }, c.memo)];
  }
}
