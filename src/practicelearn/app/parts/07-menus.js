// What stands in the menu of the coding page (see Menu): each entry does what a key or a button does.

MENU.words.push(
  (view) => view.hands.lately().map((id) => {
    const slot = view.slots.indexOf(id), { name, colour, definition } = view.store.code(id);
    return { say: name, hue: colour, tip: definition, key: slot >= 0 ? String(slot + 1) : null, run: () => view.apply(id) };
  }),
  { say: "Another code …", does: "search" },
  { say: "New code …", does: "new_code" },
  { get tip() { return W["?vivo"]; }, say: "In vivo", run: (view) => view.hands.vivo() },
  { get tip() { return W["?memo"]; }, say: "Memo on these words …", run: (view) => view.hands.memoOnWords() },
  { say: "Comment for the other coders …", does: "comment" },
  { say: "Find these words", run: (view) => view.seekFor(view.text.parts()[0]?.quote ?? "") },
  { get tip() { return W["?redact"]; }, say: "Redact …", run: (view) => view.redact(), grave: true },
);

MENU.coding.push(
  ...["For", "Against", "Mixed"].map((say) => ({ say, does: say.toLowerCase(), on: (_, c) => c.stance === say.toLowerCase() })),
  { say: (_, c) => `Strength ${c.strength ?? "–"}`, does: "strength" },
  { say: "Matters: heard once", does: "matters", on: (_, c) => c.matters },
  { say: "May be quoted", does: "quotable", on: (_, c) => c.quotable },
  { say: "Change to another code …", does: "recode" },
  { say: "Memo …", does: "write", get tip() { return W["?memo"]; } },
  { say: "Comment for the other coders …", does: "comment" },
  { say: "Select its words", run: (view, c) => view.selectPassage(c) },
  { say: "Refer on", does: "refer", on: (_, c) => c.refer_on },
  { say: "Remove", does: "remove" },
  (view, c) => view.at({ turn: c.places[0]?.turn, unit: c.places[0]?.start }).filter((o) => o.id !== c.id)
    .map((o) => ({ say: `Also here: ${view.store.code(o.code).name}`, hue: view.store.code(o.code).colour, run: () => view.choose(o.id) })),
);

MENU.turn.push(
  { say: "Select this sentence", does: "sentence" },
  { say: "Select this turn", does: "turn" },
  { say: "I have read to here", does: "read" },
  { say: "I have read the whole session", does: "read_all" },
  { say: "Which question is answered …", does: "question" },
  { say: "Find words …", does: "find" },
  { say: "Find in all sessions …", get key() { return K.search_all; }, run: (view) => view.page.go("search") },
  { say: "Jump to a turn …", does: "jump" },
  { say: "Memo on session and study …", does: "memos" },
);

MENU.code.push(
  (view, { id }) => {
    const slot = view.slots.indexOf(id);
    return view.text.parts().length ? [{ say: "Give it to the words selected", key: slot >= 0 ? String(slot + 1) : null, run: () => view.apply(id) }] : [];
  },
  { say: (view, c) => (Object.values(view.pins()).includes(c.id) ? "Unpin its number" : "Pin it to a number"), key: "Ctrl+P", run: (view, c) => view.pin(c.id) },
  { say: "Memo on the code …", key: "Ctrl+M", run: (view, c) => view.codeMemo(c) },
  (view, c) => view.frameActs(c.id),
);
