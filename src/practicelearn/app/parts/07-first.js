// The first minute: the frames that are ready made, while a study has no code; then three lines on how to begin,
// which go for good once they are closed or something is coded; and where one stopped, for the next start.

class First {
  constructor(view) {
    Object.assign(this, { view, store: view.store, stands: null });
    this.el = h("section.first", { "aria-label": "How to begin", hidden: true });
  }

  close() { clearTimeout(this.soon); }

  // It lies at the foot of the column, so that nothing else moves when it goes.
  draw() {
    const { store } = this, { stood, sessions } = store.study, none = !store.codes.size;
    const fresh = !stood.seen && !store.session.state.codings.size && !sessions.some((s) => Object.keys(s.counts).length);
    if (none && !this.frames) {
      this.frames = [];
      store.get("starters", {}).then((answer) => { this.frames = answer.frames ?? []; this.draw(); });
    }
    const frames = none ? this.frames : [], now = `${fresh} ${none} ${frames.length}`;
    if (now === this.drawn) return;
    this.drawn = now;
    this.el.hidden = !fresh && !none;
    put(this.el,
      fresh && !none && [
        h("h2", "How to begin"),
        h("ol", [1, 2, 3].map((n) => h("li", W[`first${n}`]))),
        h("button.press", { onclick: () => this.seen() }, "Close")],
      none && [
        h("p", W.starters),
        h("ul", frames.map((f) => h("li", h("button", { "data-tip": f.source, onclick: () => this.begin(f) }, f.name, h("small", ` ${count(f.n_codes, "code")}`))))),
        h("button.press", { onclick: () => this.view.newCode(), "data-tip": W["?new_code"] }, h("kbd", `${K.new_code} `), "A code of my own")]);
  }

  seen() {
    this.keep({ seen: true });
    this.draw();
    this.view.text.focus();
  }

  async begin({ frame, name }) {
    const { store, view } = this, answer = await store.get("begin", { frame });
    if (!answer.ok) return view.say(answer.what);
    const { id } = store.session;
    await store.openStudy();
    store.slots = null;
    await view.page.open("code", id);
    view.say(`${name}: ${count(store.codes.size, "code")}.`);
  }

  // --- where one stopped ------------------------------------------------------------------------

  stand(turn) {
    const { session } = this.store, at = `${session.id} ${turn.n}`;
    if (at === this.stands) return;
    this.stands = at;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.keep({ turn: turn.n }), 1000);
  }

  // What cannot be kept is no loss: the next start is at the first turn that is not read.
  keep(what) {
    const { page, study, session } = this.store;
    Object.assign(study.stood, { session: session.id }, what);
    return page.ask("stand", { session: session.id, ...what }).catch(() => {});
  }

  // The turn to begin with: once, where this coder stopped; else the first that is not read.
  turn() {
    const { store } = this, { stood } = store.study, { turns, id, state } = store.session;
    const there = store.been || stood.session !== id ? -1 : turns.findIndex((t) => t.n === stood.turn);
    store.been = true;
    return there >= 0 ? there : Math.max(0, turns.findIndex((t) => !state.read.has(t.n)));
  }
}
