// Correct this turn: who speaks and what was said, mended on record. First it is shown what becomes of
// whose codings; the words go through the study's own correction, so everybody's codings move with them.

MENU.turn.push(
  { say: "Play from here", does: "play", when: (view) => view.recording.timed && view.recording.url },
  { say: "Correct this turn …", does: "correct" },
);

class Correct {
  constructor(view) { this.view = view; }

  async open() {
    const { view } = this, { store } = view, s = store.session, at = view.text.selection()?.caret;
    const turn = s.turns[at?.turn ?? 0];
    if (!turn) return view.say(W.nobody);
    if (store.queue.length) return view.say(W.unsaved);
    const choice = await store.get("correcting", {});
    if (!choice.ok) return view.say(choice.what);
    Object.assign(this, { choice, session: s.id, was: [turn], first: turn.n });
    this.pieces = [this.piece(turn.who, turn.text)];
    this.reason = h("input", { type: "text" });
    this.inBox = h("div");
    this.shown = h("div.changes", { "aria-live": "polite" });
    this.box = dialog(view.page, `Correct turn ${turn.n}`, [this.inBox, field(W.why, this.reason), this.shown],
      { ok: "Show what changes", kind: "correct", submit: () => this.send() });
    this.box.addEventListener("input", () => this.unsure());
    this.lay();
    this.pieces[0].said.focus({ preventScroll: true });
    this.pieces[0].said.setSelectionRange(at.unit, at.unit); // where the ear was
  }

  piece(who, text) {
    const { labels, free, listed, roles } = this.choice, option = (value, words, now) => h("option", { value, selected: value === now }, words);
    const pick = h("select", labels.map(({ label, role }) => option(`=${label}`, `${label}${role && role !== "unknown" ? ` (${role})` : ""}`, `=${who}`)),
      option("", "nobody is named", who ? "=" : ""), option("+", "a new label …"));
    const label = h("input", { type: "text" }), whose = h("select", option("", W.openwho), free.map(({ id, role }) => option(`=${id}`, `${id}${role ? ` (${role})` : ""}, on the list without a label`)),
      roles.map((r) => option(`+${r}`, `somebody more was there, as ${r}`)));
    const fresh = h("div.fresh", { hidden: true }, field("The new label, such as P9", label), listed && field("Who is that?", whose));
    pick.addEventListener("change", () => { fresh.hidden = pick.value !== "+"; });
    const said = h("textarea", { rows: Math.max(2, Math.min(9, Math.ceil(text.length / 80) + 1)), dir: "auto" }, text);
    return { pick, label, whose, fresh, said, get who() { return pick.value === "+" ? label.value.trim() : pick.value.slice(1) || null; }, get fresher() { return pick.value === "+" && whose.value; } };
  }

  // Split at the caret, or take the next turn in: never both, so that it stays plain what becomes what.
  lay() {
    const { turns } = this.view.store.session, next = turns[this.first], [one, two] = this.pieces, whole = this.was.length === 1 && !two;
    put(this.inBox, this.pieces.flatMap((p, i) => [field(i ? "Who speaks then?" : "Who speaks?", p.pick), p.fresh, field(i ? "What do they say?" : "What was said?", p.said)]),
      whole && h("p.toggles",
        h("button", { onclick: () => this.split(one.said) }, "Somebody else speaks from the cursor on"),
        next && h("button", { onclick: () => this.join(next) }, `It goes on in turn ${next.n}: make them one`)),
      !whole && h("p.toggles", h("button", { onclick: () => this.whole() }, two ? "One turn after all" : "Two turns after all")));
    this.unsure();
  }

  split(said) {
    const at = said.selectionStart, before = said.value.slice(0, at).trim(), after = said.value.slice(at).trim();
    if (!before || !after) return this.note(W.splitat);
    said.value = before;
    this.pieces.push(this.piece(this.was[0].who, after));
    this.lay();
    this.pieces[1].pick.focus();
  }

  join(next) {
    this.was.push(next);
    this.pieces[0].said.value = `${this.pieces[0].said.value.trim()} ${next.text}`;
    this.lay();
    this.pieces[0].said.focus();
  }

  whole() {
    const [one, two] = this.pieces;
    if (two) one.said.value = `${one.said.value.trim()} ${two.said.value.trim()}`;
    else one.said.value = this.was[0].text;
    this.pieces.length = this.was.length = 1;
    this.lay();
    one.said.focus();
  }

  note(text) { this.box.querySelector(".problem").textContent = text; }

  // Anything typed after the preview makes it one of something else.
  unsure() {
    this.sure = null;
    put(this.shown);
    this.box.querySelector("[type=submit]").textContent = "Show what changes";
    this.note("");
  }

  wanted() {
    const fresh = this.pieces.map((p) => p.fresher).find(Boolean) || "", plain = ({ who, text }) => ({ who: who ?? null, text });
    return {
      session: this.session, turn: this.first, turns: this.was.length, was: this.was.map(plain), reason: this.reason.value,
      now: this.pieces.map((p) => ({ who: p.who, text: p.said.value })), ...(fresh && { [fresh[0] === "=" ? "person" : "role"]: fresh.slice(1) }),
    };
  }

  async send() {
    const { view } = this, { store } = view, asked = this.wanted();
    if (this.pieces.some((p) => p.pick.value === "+" && !p.who)) return "Say what the new label is.";
    if (!this.reason.value.trim()) return W.saywhy;
    if (store.queue.length) return W.unsaved;
    this.note("Looking …"); // the first time, the lists of names are read
    const sure = JSON.stringify(asked) === this.sure, answer = await store.get(sure ? "correct" : "correcting", asked);
    if (!answer.ok) return answer.what;
    if (!sure) {
      this.sure = JSON.stringify(asked);
      put(this.shown, this.changes(answer));
      this.box.querySelector("[type=submit]").textContent = "Correct it";
      this.shown.scrollIntoView({ block: "nearest" });
      return answer.names.length ? `${answer.names.join(", ")}: ${W.looksname}` : W.looknow;
    }
    await openAgain(view);
    view.text.select({ turn: this.first - 1, unit: 0 });
    view.say(`Corrected: turn ${this.first}.`);
  }

  changes({ own, n_own: mine, n_others: others, unread, silent, nobody }) {
    const told = (n) => [n["same words"] && `${count(n["same words"], "coding")} keep${n["same words"] === 1 ? "s" : ""} the same words`, n["words changed"] && `${n["words changed"]} will read differently`,
      n.shortened && `${n.shortened} will be shorter`, n.lost && `${n.lost} will be lost`].filter(Boolean).join(", ") || "no coding here";
    const words = (t) => `${t.who ?? "No name"}: ${t.text ?? t.said.value}`, before = this.was.map(words).join("\n"), after = this.pieces.map((p) => words({ who: p.who, text: p.said.value })).join("\n");
    return [h("h3", "What changes"), h("blockquote", { dir: "auto" }, differing(before, after)),
      h("p", `Yours: ${told(mine)}.`),
      own.length > 0 && h("ul", own.map((o) => h("li", { dir: "auto" }, `${this.view.store.code(o.code).name}: “${cut(o.quote, 120)}” `, o.now ? `becomes “${cut(o.now, 120)}”` : "is lost; it stays listed until you let it go"))),
      h("p", `Everybody else’s: ${told(others)}.`),
      unread.length > 0 && h("p", `To be read again: turn ${unread.join(", ")}.`),
      silent.length > 0 && h("p", `${silent.join(", ")} ${W.silentnow}`),
      nobody.length > 0 && h("p", `${nobody.join(", ")} ${W.nobodyyet}`),
      h("p.hint", W.notundone)];
  }
}

// The words that went and those that came, each marked, between what is the same at both ends.
function differing(before, after) {
  const a = before.split(/(\s+)/), b = after.split(/(\s+)/);
  let from = 0, to = 0;
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from++;
  while (to < Math.min(a.length, b.length) - from && a.at(-1 - to) === b.at(-1 - to)) to++;
  const gone = a.slice(from, a.length - to).join(""), come = b.slice(from, b.length - to).join("");
  return [a.slice(0, from).join(""), gone && h("del", gone), gone && come && " ", come && h("ins", come), a.slice(a.length - to).join("")];
}

// The session is opened again since its text was corrected: the caret and the window stay at their words.
async function openAgain(view) {
  const { store, text, paper } = view, at = text.selection()?.caret, was = at && store.session.turns[at.turn]?.text, top = paper.scrollTop;
  await view.page.open("code", view.info.id);
  const { turns } = store.session;
  view.info.n_turns = turns.length;
  if (!at || !turns.length) return;
  const near = turns.map((t, i) => i).filter((i) => turns[i].text === was).sort((a, b) => Math.abs(a - at.turn) - Math.abs(b - at.turn));
  const turn = near[0] ?? Math.min(at.turn, turns.length - 1);
  paper.scrollTop = top;
  text.select({ turn, unit: Math.min(at.unit, turns[turn].text.length) });
}
