// Comments between coders on a passage, and the list of turns to jump to.

class CodeTalks extends CodeMoves {
  // One's own are in the log; those of others come once both have finished the session.
  async hearOthers() {
    const { store } = this, s = store.session, answer = await store.get("comments");
    if (!answer.ok || s !== store.session) return;
    s.theirs = answer.comments.filter((c) => !c.mine);
    this.draw();
  }

  get talk() {
    const { state, theirs = [] } = this.store.session, who = this.store.study.coder;
    return [...state.comments.map((c) => ({ ...c, who, mine: true })), ...theirs].sort((a, b) => (a.at ?? "9").localeCompare(b.at ?? "9"))
      .map((c) => ({ ...c, places: c.parts.map((p) => this.store.place(p)).filter(Boolean) }));
  }

  talkMarks() {
    return this.talk.filter((c) => c.places.length && !c.reply_to).map((c) => ({ id: `talk ${c.id}`, colour: "#51606b", name: `${c.who}: ${cut(c.comment, 48)}`, places: c.places, offer: true, flags: "✉", title: `${c.who}: ${c.comment}` }));
  }

  async comment(id) {
    await this.hearOthers();
    const { store } = this, picked = this.talk.find((c) => c.id === id), c = store.session.state.codings.get(this.current), selected = this.text.parts();
    const own = picked?.parts ?? (selected.length ? selected : c?.parts) ?? [], caret = this.text.selection()?.caret.turn;
    const turns = new Set(own.length ? own.map((p) => store.session.index.get(p.turn_id)) : [caret]), said = () => this.talk.filter((t) => t.places.some((p) => turns.has(p.turn)));
    const parts = own.length ? own : said()[0]?.parts ?? [];
    if (!parts.length) return this.say(W.words);
    const area = h("textarea", { rows: "4" }), list = h("div.talk"), to = h("p.hint");
    let reply = null;
    const draw = () => put(list, said().map((t) => h("div.memo", { class: t.reply_to ? "memo reply" : "memo" }, h("b", `${t.who}: `), t.comment, h("p.toggles",
      h("button", { onclick: () => { reply = t.reply_to ?? t.id; to.textContent = `In reply to ${t.who}`; area.focus(); } }, "Reply"),
      t.mine && h("button", { onclick: () => { store.act({ kind: "undo", payload: { target: t.id } }); draw(); } }, "Take back")))));
    draw();
    dialog(this.page, "Comment", [h("blockquote", { dir: "auto" }, cut(parts.map((p) => p.quote).join(" … "), 200)), list, to, field("To the other coders", area), h("p.hint", W.talk)], {
      submit: () => {
        const comment = area.value.trim();
        if (!comment) return W.saysomething;
        store.act({ kind: "comment", payload: { parts: parts.map(({ turn_id, start, end, quote }) => ({ turn_id, start, end, quote })), comment, ...(reply && { reply_to: reply }) } });
        this.say("Comment kept.");
      },
    });
    area.focus();
  }

  jump() {
    const { turns } = this.store.session, { guide } = this.store.study, list = h("div.jumps"), filter = h("input", { type: "text", "aria-label": "Filter the turns", placeholder: "Words, a speaker, a number", oninput: () => draw() });
    let first;
    const go = (i) => { this.text.focus(); this.text.select({ turn: i, unit: 0 }); };
    const draw = () => {
      const needle = filter.value.trim().toLowerCase(), rows = [];
      let question;
      first = null;
      for (const [i, t] of turns.entries()) {
        const asked = t.question ? guide[t.question] || t.question : "";
        if (needle && ![t.n, t.who, t.text, asked].join(" ").toLowerCase().includes(needle)) continue;
        if (asked !== question && (asked || question)) rows.push(h("h3", asked || "No question of the guide"));
        question = asked;
        first ??= i;
        rows.push(h("button", { onclick: () => { box.close(); go(i); } }, h("small", `${t.n} · ${t.who ?? "No name"} `), cut(t.text, 90)));
      }
      put(list, rows.length ? rows : h("p.empty", "No such turn."));
    };
    draw();
    const box = dialog(this.page, `Jump in ${this.info.title}`, [filter, list], { ok: "Go to the first", kind: "jump", submit: () => {
      if (first == null) return "No such turn.";
      setTimeout(() => go(first)); // the dialog gives the focus back first
    } });
    roving(list);
  }
}
