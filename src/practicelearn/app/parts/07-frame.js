// The coding frame beside the text: its codes, the box that finds one, and the numbers 1 to 9.

class CodeFrame extends CodeFolding {
  frameBox() {
    this.filter = h("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "pl-codes", autocomplete: "off",
      "aria-label": "Search a code", placeholder: `Search a code   ${K.search}`, oninput: () => this.frame(), onkeydown: (e) => this.searchKey(e),
    });
    this.list = h("ul.codes", { id: "pl-codes", role: "listbox", "aria-label": "Codes" });
    this.about = h("div.about", { tabIndex: 0, role: "region", "aria-label": "What the code means" });
    return h("aside.frame", { "aria-label": "Coding frame" },
      h("div.find", this.filter, h("span.columns", { "aria-hidden": "true" }, h("span", "here"), h("span", "all"))), this.list, this.about);
  }

  // The frame, filtered by name, words and definition; the chosen one is what Enter gives.
  frame() {
    this.fill();
    const needle = this.filter.value.trim().toLowerCase();
    const fits = (c) => !needle || [c.name, c.id, c.definition, c.include].join(" ").toLowerCase().includes(needle);
    const all = this.rows(needle && fits), fit = all.filter((row) => row.fits);
    this.found = fit.map(({ c }) => c.id);
    if (!this.found.includes(this.aim)) this.aim = (needle && (fit.find(({ c }) => c.name.toLowerCase().startsWith(needle)) ?? fit[0])?.c.id) || null;
    const here = this.info?.counts ?? {}, total = {};
    for (const s of this.store.study.sessions) for (const [k, v] of Object.entries(s.counts)) total[k] = (total[k] ?? 0) + v;
    const pins = this.pins(), held = JSON.stringify([all.map(({ c, shut }) => [c.id, shut]), this.found, this.aim, this.slots, pins, here, total]);
    if (held === this.heldFrame) return;
    this.heldFrame = held;
    const sum = (counts, { c, shut, below }) => [c.id, ...(shut ? below : [])].reduce((n, id) => n + (counts[id] ?? 0), 0);
    this.list.classList.toggle("tree", this.under.size > 1);
    const items = all.map((row) => {
      const { c, depth, below, shut } = row, n = below.length, nHere = sum(here, row), nAll = sum(total, row);
      const slot = this.slots.indexOf(c.id), now = JSON.stringify([c.id === this.aim, slot, pins[slot] === c.id, nHere, nAll, depth, n, shut, row.fits]);
      const kept = this.options.get(c.id);
      if (kept?.now === now) return kept.li;
      const li = h("li", {
        role: "option", id: `pl-code-${c.id}`, class: row.fits ? null : "around", "aria-selected": String(c.id === this.aim), style: { "--depth": String(depth), "--hue": c.colour },
        title: [c.name, c.definition].filter(Boolean).join(": "), onmouseenter: () => this.explain(c), onmousedown: stop, onclick: () => { if (this.filter.value) this.leaveSearch(); this.apply(c.id); },
      },
      h("kbd", { class: pins[slot] === c.id ? "pinned" : "" }, slot >= 0 ? String(slot + 1) : ""),
      h("span", { class: `fold ${n ? (shut ? "shut" : "open") : ""}`, "aria-hidden": "true", title: n ? `${shut ? "Show" : "Fold"} the ${count(n, "code")} under it` : null,
        onclick: n > 0 && !needle && ((e) => { e.stopPropagation(); this.fold(c.id); }) }),
      swatch(c.colour), h("span.what", c.name, shut && h("small", { "aria-hidden": "true" }, ` +${n}`)),
      h("span.n", nHere ? String(nHere) : ""), h("span.n.all", nAll ? String(nAll) : ""),
      h("span.unseen", ` ${nHere} here, ${nAll} in all${slot >= 0 ? `, key ${slot + 1}` : ""}${n ? `, ${count(n, "code")} under it${shut ? ", folded" : ""}` : ""}`));
      for (const n of li.querySelectorAll(".n")) n.setAttribute("aria-hidden", "true");
      kept?.li.replaceWith(li);
      this.options.set(c.id, { li, now });
      return li;
    });
    if (items.length !== this.list.childElementCount || items.some((li, i) => li !== this.list.children[i])) put(this.list, items);
    if (!all.length) put(this.list, h("li.empty", { role: "option", "aria-selected": "false" }, needle ? W.nocode : W.bare));
    if (this.aim) this.filter.setAttribute("aria-activedescendant", `pl-code-${this.aim}`);
    else this.filter.removeAttribute("aria-activedescendant");
    this.explain(this.aim ? this.store.code(this.aim) : this.explained && this.store.code(this.explained.id));
  }

  explain(c) {
    this.explained = c;
    const line = (head, text) => text && h("p", h("b", `${head} `), text);
    put(this.about, c ? [h("h2", swatch(c.colour), c.name), h("p", c.definition || "No definition yet."),
      line("Counts:", c.include), line("Does not:", c.exclude), line("Such as:", c.examples?.[0]), line("Memo:", this.store.session?.state.codeMemos.get(c.id))]
      : h("p.hint", "Select words, then press a number. ", h("kbd", "?"), " shows every key."));
  }

  searchKey(event) {
    const at = this.found.indexOf(this.aim), { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      stop(event);
      this.aim = this.found[Math.max(0, Math.min(this.found.length - 1, at + (key === "ArrowDown" ? 1 : -1)))];
      this.frame();
      this.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    } else if (/^Arrow(Left|Right)$/.test(key) && this.aim && !this.filter.value) {
      stop(event);
      this.foldBy(key === "ArrowRight");
    } else if (key === "Enter") {
      stop(event);
      const id = this.aim;
      this.leaveSearch();
      if (id) this.apply(id);
      else this.say(W.nocode);
    } else if (key === "Escape") {
      stop(event);
      this.leaveSearch();
    } else if (/^[pm]$/i.test(key) && event.ctrlKey && this.aim) {
      stop(event);
      if (/p/i.test(key)) this.pin(this.aim);
      else this.codeMemo(this.store.code(this.aim));
    }
  }

  leaveSearch() {
    this.filter.value = "";
    this.aim = null;
    this.frame();
    this.text.focus();
  }

  // --- numbers ----------------------------------------------------------------------------------

  // Numbers never change under a person's fingers: pinned codes at theirs, the others in the frame's
  // order, the same in every session until the page is opened anew.
  get slots() { return (this.store.slots ??= Object.assign(Array(9).fill(null), this.pins())); }

  // A code that has come since takes a free number, if there is one.
  fill() {
    const { slots, store } = this;
    for (const [n, id] of slots.entries()) if (id && !store.gives(id)) slots[n] = null;
    for (const { id } of store.live) {
      const free = slots.indexOf(null);
      if (free < 0) return;
      if (!slots.includes(id)) slots[free] = id;
    }
  }

  number(key) {
    const id = this.slots[key - 1];
    if (id) this.apply(id);
    else this.say(`No code has the number ${key} yet.`);
  }

  // Number, from 0, to the code pinned to it.
  pins() {
    let pins = this.page.pins ?? {};
    try { pins = JSON.parse(localStorage.getItem(`practicelearn pins ${this.store.study.title}`)) ?? {}; } catch { /* kept in this window */ }
    return Object.fromEntries(Object.entries(pins).filter(([, id]) => this.store.gives(id)));
  }

  pin(id) {
    const pins = this.pins(), { slots } = this, { name } = this.store.code(id), held = Object.keys(pins).find((n) => pins[n] === id);
    let said = `${name} is unpinned; it keeps its number until the page is opened anew.`;
    if (held) delete pins[held];
    else {
      let n = slots.indexOf(id), gone = null;
      if (n < 0) {
        n = [8, 7, 6, 5, 4, 3, 2, 1, 0].find((i) => !pins[i]);
        if (n === undefined) return this.say(W.pinned);
        gone = slots[n];
        slots[n] = id;
      }
      pins[n] = id;
      said = `${name} is pinned to ${n + 1}.${gone ? ` ${this.store.code(gone).name} has no number now.` : ""}`;
    }
    try { localStorage.setItem(`practicelearn pins ${this.store.study.title}`, JSON.stringify(pins)); } catch { this.page.pins = pins; }
    this.say(said);
    this.frame();
  }
}
