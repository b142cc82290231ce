// The frame, edited where it is used: a code's own dialog, what else can be done with it, the draft,
// its release, and the code book. Python makes the sentences and knows what can be done.

// What can be done with a code, wherever it stands: menus and lists take their entries from here.
class FrameHand {
  constructor(page) { this.page = page; }

  acts(id) {
    const act = (say, run, key) => ({ say, run, key });
    const of = (what) => () => this.with(id, what);
    return [act("Edit the code …", () => this.edit(id), K.edit_code), act("Split off a code …", of("split")), act("Merge into another …", of("merge")),
      this.code(id)?.retired ? act("Use it again", of("use again")) : act("Retire it …", of("retire")), act("Delete it …", of("delete"))];
  }

  code(id) { return this.draft?.codes.find((c) => c.id === id) ?? this.page.store.codes.get(id); }

  // The draft as it is now, whoever edited it.
  async fresh() {
    const answer = await this.page.store.get("frame", {});
    if (answer.ok) this.draft = answer;
    else this.page.say(answer.what);
    return answer.ok;
  }

  // Nothing is closed before it is on disk; what is wrong stands in the dialog.
  async send(args, id = newId()) {
    const answer = await this.page.store.get("edit", { act: "edit", ...args, id, shown: this.draft.edits.map((e) => e.id) });
    if (!answer.ok) return (await this.fresh(), answer.what);
    this.draft = answer;
    if (args.act === "release") await this.page.store.openStudy();
    if (this.page.show instanceof FrameView) this.page.show.take(answer);
    else {
      if (args.act === "release") this.page.changed();
      this.page.say(answer.said);
    }
  }

  others(id, none) {
    return [none && h("option", { value: "" }, none), ...this.draft.codes.filter((c) => c.id !== id && !c.retired)
      .map((c) => h("option", { value: c.id }, `${"  ".repeat(c.depth)}${c.name}`))];
  }

  async edit(id) {
    if (!(await this.fresh())) return;
    const c = this.code(id), lists = ["examples", "cues"], text = (name) => (lists.includes(name) ? (c[name] ?? []).join("\n") : c[name] ?? "");
    const boxes = {}, area = (name, label, rows = 2) => field(label, boxes[name] = h("textarea", { rows }, text(name)));
    const name = boxes.name = h("input", { type: "text", value: c.name });
    const parent = boxes.parent = h("select", this.others(id, "no other code"));
    const colour = boxes.colour = h("input", { type: "color", value: c.colour ?? this.page.store.code(id).colour });
    const scope = boxes.scope = h("select", [["", "not said"], ["same", "the same: only the wording"], ["wider", "wider"], ["narrower", "narrower"], ["other", "something else"]]
      .map(([value, label]) => h("option", { value, selected: value === (c.scope ?? "") }, label)));
    parent.value = c.parent ?? "";
    const more = h("p.toggles", this.acts(id).slice(1).map((a) => h("button", { onclick: () => { box.close(); a.run(); } }, a.say)));
    const fields = [h("p.hint", W.draft), field("Name", name), more, area("definition", "What it means", 3), area("include", "What counts"), area("exclude", "What does not, and where it goes"),
      area("examples", "Examples, one a line"), area("cues", "Words that often point to it, one a line"), field("Under", parent), field("Colour", colour), field("What it covers, against the version before", scope)];
    const was = Object.fromEntries(Object.entries(boxes).map(([k, b]) => [k, b.value])), key = newId();
    const box = dialog(this.page, `Code: ${c.name}`, fields, {
      ok: "Save", kind: "codebox",
      submit: () => {
        const values = {};
        for (const [k, b] of Object.entries(boxes)) {
          if (b.value === was[k]) continue;
          values[k] = lists.includes(k) ? b.value.split("\n").map((l) => l.trim()).filter(Boolean) : /parent|scope/.test(k) ? b.value || null : b.value.trim();
        }
        return Object.keys(values).length ? this.send({ edit: "change", code: id, values }, key) : null;
      },
    });
  }

  // Split off, merge, retire, use again, delete: each says what follows before it is done.
  async with(id, edit) {
    if (!(await this.fresh())) return;
    const c = this.code(id), name = h("input", { type: "text" }), means = h("textarea", { rows: "3" }), other = h("select", this.others(id)), below = h("input", { type: "checkbox", checked: true }), key = newId();
    const parts = {
      split: [`Split off from ${c.name}`, [h("p.hint", W.split), field("Name of the new code", name), field("What it means", means), h("label.tick", below, ` under ${c.name}`)]],
      merge: [`Merge ${c.name} into another`, [h("p.hint", W.merge), field("Into", other)]],
      retire: [`Retire ${c.name}?`, h("p.hint", W.retire)], "use again": [`Use ${c.name} again?`, []], delete: [`Delete ${c.name}?`, h("p.hint", W.remove)],
    }[edit];
    dialog(this.page, ...parts, {
      ok: { split: "Split off", merge: "Merge", retire: "Retire", delete: "Delete" }[edit] ?? "Use again",
      submit: () => this.send(edit === "split" ? { edit, into: id, values: { name: name.value, definition: means.value.trim(), parent: below.checked ? id : c.parent ?? null } }
        : { edit, code: id, ...(edit === "merge" && { into: other.value }) }, key),
    });
  }

  release() {
    const { draft } = this, version = h("input", { type: "text", value: draft.next }), note = h("textarea", { rows: "3" }), take = h("input", { type: "checkbox" });
    dialog(this.page, "Release the draft", [h("p.hint", W.release), field("Version", version), field("What was changed, and why", note),
      draft.waiting > 0 && h("label.tick", take, ` with ${count(draft.waiting, "code")} made while coding`)], {
      ok: "Release", submit: () => this.send({ act: "release", version: version.value, note: note.value, made: take.checked }) });
  }

  async book(kind) {
    const name = await this.page.download("book", { kind });
    if (name) this.page.say(`${name} is in your downloads.`);
  }
}

// Frame: the tree with each code's own count and that of the codes below it, the edits so far with
// undo, and what a release would do. Printed it is the code book.
class FrameView extends ReadView {
  constructor(page) {
    super(page, "frame", "edit");
    this.el.className = "desk framing";
    this.hand = page.framing ??= new FrameHand(page);
    this.does.edit_code = () => this.hand.edit(this.aim ?? this.answer.codes[0]?.id);
  }

  paint(a) {
    this.hand.draft = a;
    const edits = a.edits.map((e) => h("li", { class: e.stands && !e.note ? "" : "met" }, h("span", e.said, h("small", ` ${e.who}, ${e.at}`), e.note && h("small.problem", ` ${e.note}.`)),
      h("button", { onclick: () => this.hand.send({ act: "undo", target: e.id }).then((what) => what && this.page.say(what)) }, "Take back")));
    const book = (kind, label) => h("button", { onclick: () => this.hand.book(kind) }, label);
    put(this.body, h("header.heading", h("h1", "Frame"), h("p.hint", `${a.title}${a.version && `, version ${a.version}`}. ${W.draft} ${a.blind}`),
      h("p.toggles", book("docx", "Code book in Word"), book("qdc", "as .qdc"), book("xlsx", "in Excel"), h("button", { onclick: () => print() }, "Print"))),
    h("section.draft", h("h2", "Draft"), a.edits.length ? h("ul.edits", edits) : h("p.hint", W.noedits),
      a.changes.length > 0 && h("div.board", h("table.walk", h("thead", h("tr", ["Code", "Becomes", "What it is then", "Codings", "What follows"].map((t) => h("th", { scope: "col" }, t)))),
        h("tbody", a.changes.map((c) => h("tr", h("th", { scope: "row" }, c.name), h("td", c.becomes.join(", ") || "–"), h("td", c.relation), h("td", c.codings), h("td", c.means)))))),
      a.edits.length > 0 && h("button.press.main", { onclick: () => this.hand.release() }, "Release …")),
    (this.looking ??= new FrameLook(this.page)).el,
    h("section.book", h("h2", "Codes"), a.codes.length ? a.codes.map((c) => this.entry(c)) : h("p.hint", W.nocodes)));
  }

  entry(c) {
    const line = (head, words) => words && h("p", h("b", `${head} `), words), below = c.below ? `, ${c.below} below` : "";
    return h("article", { class: c.retired ? "entry retired" : "entry", style: { "--depth": String(Math.min(c.depth, 6)), "--hue": c.colour ?? this.page.store.code(c.id).colour }, onfocusin: () => { this.aim = c.id; } },
      h("h3", swatch(c.colour ?? this.page.store.code(c.id).colour), c.name, h("small", ` ${c.n ?? 0} own${below}${c.retired ? " · retired" : ""}`),
        h("button", { onclick: () => this.hand.edit(c.id), "aria-label": `Edit ${c.name}` }, h("kbd", K.edit_code), " Edit")),
      h("p", c.definition || "No definition yet."), line("Counts:", c.include), line("Does not:", c.exclude), line("Such as:", c.examples?.join(" · ")), line("Often said:", c.cues?.join(", ")));
  }
}

// In the coding view: the code of the coding at the caret, or the one aimed at.
Object.assign(CodeView.prototype, {
  aimed() { return this.aim ?? this.store.session?.state.codings.get(this.current)?.code ?? this.explained?.id; },

  frameActs(id = this.aimed()) { return id ? (this.page.framing ??= new FrameHand(this.page)).acts(id) : []; },

  editCode() {
    const [edit] = this.frameActs();
    if (edit) edit.run();
    else this.say(W.aim);
  },

  // One coding gets another code and keeps its stance, strength and memo.
  recode() {
    const c = this.now();
    if (!c) return;
    const pick = h("select", { size: 12 }, this.store.live.filter((o) => o.id !== c.code).map((o) => h("option", { value: o.id }, `${"  ".repeat(o.depth)}${o.name}`)));
    const find = h("input", { type: "text", oninput: () => {
      for (const o of pick.options) o.hidden = !o.text.toLowerCase().includes(find.value.trim().toLowerCase());
      pick.value = [...pick.options].find((o) => !o.hidden)?.value ?? "";
    } });
    dialog(this.page, `Change this coding of ${this.store.code(c.code).name} to …`, [field("Find a code", find), field("Codes", pick)], {
      ok: "Change", submit: () => {
        if (!pick.value) return W.pick;
        this.store.recode([c.id], pick.value);
        this.say(`Now ${this.store.code(pick.value).name}.`);
      } });
  },
});

// Codings of the open session get another code; together they are one step for undo.
Store.prototype.recode = function recode(ids, code) {
  const batch = newId();
  return this.act(...ids.map((coding_id) => ({ kind: "change", coding_id, payload: { code, ...(ids.length > 1 && { batch }) } })));
};
