// Code, every action in sight: six buttons above the text, the bar at the words, what is dragged, and the menu's
// entries. Each does what a key does; what has no key is done here.

class AtHand {
  constructor(view) {
    const { text } = view;
    Object.assign(this, { view, page: view.page, used: [] });
    this.tools = h("div.tools", { role: "toolbar", "aria-label": "Actions", onmousedown: stop }, [
      ["read", "Mark read"], ["undo", "Undo"], ["redo", "Redo"], ["find", "Find"],
      ["write", "Memo", () => this.memo()], ["keys", "Help", () => showKeys(this.page)],
    ].map(([does, label, run]) => this.button(does, label, run)));
    roving(this.tools)();
    this.bar = new WordsBar(text, () => this.inBar());
    view.list.addEventListener("pointerdown", (e) => this.carryCode(e));
    view.el.addEventListener("contextmenu", (e) => this.menuAt(e));
    this.target = new CSSStyleSheet();
    this.target.replaceSync(`::highlight(pl-${text.uid}-target){background:var(--press);color:var(--paper)}`);
    this.page.adopt(this.target);
  }

  close() {
    this.bar.close();
    this.light();
    this.page.menu?.close();
    this.page.drop(this.target);
  }

  button(does, label, run) {
    return h("button", { onclick: run ?? (() => this.view.does[does]()), "data-tip": W[`?${does}`] }, K[does] && h("kbd", K[does]), label);
  }

  // --- the words selected -----------------------------------------------------------------------

  inBar() {
    const { view } = this, codes = this.lately(innerWidth < 560 ? 3 : 5);
    return [
      h("i.grip", { "aria-hidden": "true", "data-tip": W["?grip"], onpointerdown: (e) => this.carryWords(e) }),
      ...codes.map((id) => {
        const c = view.store.code(id), slot = view.slots.indexOf(id);
        return h("button.code", { onclick: () => view.apply(id), "data-tip": `${c.name}. ${c.definition ?? ""}`, style: { "--hue": c.colour } },
          slot >= 0 && h("kbd", String(slot + 1)), swatch(c.colour), h("span", c.name));
      }),
      this.button("new_code", "New code"), this.button("vivo", "In vivo", () => this.vivo()), this.button("write", "Memo", () => this.memoOnWords()),
    ];
  }

  // The codes used last, the newest first; then those used most; where there are few, the first with numbers.
  lately(n = 5) {
    const { store } = this.view, total = {};
    for (const s of store.study.sessions) for (const [id, k] of Object.entries(s.counts)) total[id] = (total[id] ?? 0) + k;
    const most = Object.keys(total).sort((a, b) => total[b] - total[a]);
    const all = [...this.used, ...this.view.codings.map((c) => c.code).reverse(), ...most];
    const used = [...new Set(all)].filter((id) => store.gives(id));
    return [...new Set([...used, ...this.view.slots.filter(Boolean).slice(0, Math.max(0, 3 - used.length))])].slice(0, n);
  }

  gave(code) { this.used = [code, ...this.used.filter((id) => id !== code)].slice(0, 9); }

  get coding() { return this.view.store.session.state.codings.get(this.view.current); }

  // Of codings at one place, the one at hand, else the shortest.
  smallest(all) {
    const size = (c) => c.places.reduce((n, p) => n + p.end - p.start, 0);
    return all.find((c) => c === this.coding) ?? all.sort((a, b) => size(a) - size(b))[0];
  }

  quote(parts) { return parts.map((p) => p.quote).join(" … "); }

  // The selected words name a new code, which they get; where there is a code of that name, that one.
  vivo() {
    const { view } = this, { store } = view, parts = view.words();
    if (!parts.length) return view.say(W.words);
    const name = this.quote(parts).replace(/\s+/g, " ").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
    const there = store.live.find((c) => c.name.toLowerCase() === name.toLowerCase());
    if (there) return view.apply(there.id);
    if (!name || name.length > 60) return view.newCode(cut(name, 50));
    const id = view.freeId(name), coding_id = newId().slice(0, 12), batch = newId();
    view.current = coding_id;
    view.collapse(coding_id, parts);
    store.act({ kind: "new_code", payload: { id, name, definition: "", batch } }, { kind: "code", coding_id, payload: { code: id, parts, batch } });
    this.gave(id);
    view.text.focus();
    view.say(`New code: ${name}.`);
  }

  // On the coding that holds just these words; else they get a code with it.
  memoOnWords() {
    const { view } = this, parts = view.text.parts(), key = JSON.stringify(parts), same = view.codings.filter((c) => JSON.stringify(c.parts) === key);
    if (!parts.length) return view.say(W.words);
    if (same.length) {
      view.current = (same.find((c) => c.id === view.current) ?? same.pop()).id;
      return view.memo();
    }
    const codes = [...new Set([...this.lately(), ...view.store.live.map((c) => c.id)])].map((id) => view.store.code(id)), area = h("textarea", { rows: "5", required: true });
    if (!codes.length) return view.newCode();
    const pick = h("select", codes.map((c) => h("option", { value: c.id }, c.name)));
    dialog(this.page, "Memo on these words", [h("blockquote", { dir: "auto" }, cut(this.quote(parts), 240)), (parts.length > 20 || (parts.length > 1 && view.covers(parts, view.store.session.turns))) && h("p", W.much), field("What do you want to remember?", area), field("Under the code", pick)], {
      submit: () => { view.give(pick.value, [parts], area.value.trim() ? { memo: area.value.trim() } : {}); },
    });
  }

  // The button's memo: on the coding at hand, else on the words, else on the session.
  memo() {
    const { view } = this, s = view.text.selection();
    if (view.store.session.state.codings.has(view.current)) view.memo();
    else if (s && !s.empty) this.memoOnWords();
    else view.sessionMemo();
  }

  // --- dragging ---------------------------------------------------------------------------------

  at(x, y) { return this.page.root.elementFromPoint(x, y); }

  nudge(box, y) {
    const { top, bottom } = box.getBoundingClientRect();
    if (y < top + 24 && y > top - 24) box.scrollTop -= 12;
    if (y > bottom - 24 && y < bottom + 24) box.scrollTop += 12;
  }

  carryWords(event) {
    const { view } = this, parts = view.text.parts(), words = `“${cut(this.quote(parts), 40)}”`;
    if (event.button !== 0 || !parts.length) return;
    const over = (x, y) => {
      this.nudge(view.list, y);
      const li = this.at(x, y)?.closest("li[id^=pl-code-]"), id = li?.id.slice(8);
      return li && view.list.contains(li) ? {
        key: id, say: `${view.store.code(id).name}: ${words}`,
        on: () => li.classList.add("drop"), off: () => li.classList.remove("drop"), drop: () => view.apply(id),
      } : null;
    };
    carry(this.page, event, { say: words, over });
  }

  // Onto the words selected, or onto a passage: no other word gets a code that way.
  carryCode(event) {
    const { view } = this, li = event.target.closest("li[id^=pl-code-]");
    if (event.button !== 0 || event.pointerType === "touch" || !li) return;
    const id = li.id.slice(8), { name } = view.store.code(id), { text, paper } = view;
    const taking = (key, parts, places, drop) => ({
      key, say: `${name}: “${cut(this.quote(parts), 40)}”`, drop,
      on: () => this.light(places), off: () => this.light(),
    });
    const over = (x, y) => {
      this.nudge(paper, y);
      const el = this.at(x, y), on = el && text.host.contains(el), { words } = this.bar;
      if (on && words && this.bar.over(x, y)) {
        const parts = text.parts(words);
        return taking("words", parts, text.spans(words.from, words.to), () => view.apply(id));
      }
      const c = on && this.smallest(view.at(text.placeAt(x, y) ?? { turn: -1 }));
      return c ? taking(c.id, c.parts, c.places, () => { text.focus(); view.give(id, [text.partsOf(c.places)]); }) : null;
    };
    carry(this.page, event, { say: name, over });
  }

  light(places = []) {
    const name = `pl-${this.view.text.uid}-target`, ranges = places.map((p) => this.view.text.range(p.turn, p.start, p.end));
    globalThis.CSS?.highlights?.set(name, Object.assign(new Highlight(...ranges), { priority: 5 }));
    if (!ranges.length) globalThis.CSS?.highlights?.delete(name);
  }

  // --- the menu ---------------------------------------------------------------------------------

  // By the right button, or by the browser's own key for it.
  menuAt(event) {
    const { view } = this, { target, clientX: x, clientY: y } = event, code = target.closest("li[id^=pl-code-]");
    if (this.page.menu?.el.contains(target)) return stop(event);
    if (!view.info) return;
    if (target === view.filter && view.aim && event.button !== 2) return this.onCode(event, view.aim, target.getBoundingClientRect().left, target.getBoundingClientRect().bottom);
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    if (code) return this.onCode(event, code.id.slice(8), x, y);
    const beside = target.closest(".bar, .name");
    if (beside) {
      stop(event);
      beside.click();
      return this.open([], this.coding, x, y);
    }
    if (view.here.contains(target) && this.coding) {
      stop(event);
      return this.open([], this.coding, x, y);
    }
    if (!view.text.host.contains(target)) return;
    stop(event);
    if (event.button !== 2 && !event.ctrlKey) return this.menuHere();
    const place = view.text.placeAt(x, y), words = this.bar.words;
    if (words && this.bar.over(x, y)) this.open(this.onWords(), this.smallest(view.at(place)), x, y);
    else if (place) this.open(this.onTurn(place), this.smallest(view.at(place)), x, y);
  }

  // By key: where the caret is.
  menuHere() {
    const { view } = this, { text } = view, s = text.selection();
    if (!view.info || !s) return;
    const turn = s.caret.turn, box = (text.range(turn, Math.max(0, s.caret.unit - 1), s.caret.unit).getClientRects()[0] ?? text.rows[turn].getBoundingClientRect());
    const c = this.coding ?? this.smallest(view.at(s.from));
    this.open(s.empty ? this.onTurn(s.caret) : this.onWords(), c, box.right, box.bottom + 4);
  }

  onWords() { return ["words", `“${cut(this.quote(this.view.text.parts()), 40)}”`]; }

  onTurn(place) {
    const { view } = this, turn = view.store.session.turns[place.turn];
    return ["turn", `Turn ${turn.n}, ${turn.who ?? "no name"}`, turn, () => view.text.select(place)];
  }

  onCode(event, id, x, y) {
    stop(event);
    const c = this.view.store.code(id);
    new Menu(this.view, [["code", c.name, c]], { x, y });
  }

  open(place, c, x, y) {
    const { view } = this, before = () => { if (view.current !== c.id) view.choose(c.id, true); };
    new Menu(view, [place.length && place, c && ["coding", `Coding: ${view.store.code(c.code).name}`, c, before]].filter(Boolean)
      .sort((a, b) => (a[0] === "turn") - (b[0] === "turn")), { x, y });
  }
}
