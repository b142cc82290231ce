// The log: what stands after a list of events. The same rules as coding/codings.py and log/events.py.

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");

// Walking backwards, an undo that stands takes out its target.
function live(events) {
  const gone = new Set(), kept = [];
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i];
    if (gone.has(event.id)) continue;
    if (event.kind === "undo") gone.add(event.payload.target);
    else kept.push(event);
  }
  return kept.reverse();
}

function derive(events) {
  const state = { codings: new Map(), read: new Set(), refused: new Set(), memo: "", studyMemo: "", codeMemos: new Map(), made: [], comments: [] };
  for (const { id: event, kind, coding_id: id, payload = {}, at } of live(events)) {
    if (kind === "code") state.codings.set(id, { id, origin: "human", ...payload, at });
    else if (kind === "change") { if (state.codings.has(id)) Object.assign(state.codings.get(id), payload); }
    else if (kind === "remove") state.codings.delete(id);
    else if (kind === "read") for (let n = payload.from; n <= payload.to; n++) state.read.add(n);
    else if (kind === "unread") for (let n = payload.from; n <= payload.to; n++) state.read.delete(n);
    else if (kind === "new_code") state.made.push(payload);
    else if (kind === "comment") state.comments.push({ ...payload, id: event, at });
    else if (kind === "refuse") state.refused.add(offerKey(payload.code, payload.parts[0]));
    else if (kind === "quotable") {
      const coding = state.codings.get(payload.coding_id);
      if (coding) coding.quotable = payload.quotable;
    } else if (kind === "memo") {
      if (payload.about === "code") state.codeMemos.set(payload.code, payload.memo);
      else state[payload.about === "study" ? "studyMemo" : "memo"] = payload.memo;
    }
  }
  return state;
}

const offerKey = (code, { turn_id, start, end }) => `${code} ${turn_id} ${start} ${end}`;

// What can be undone, and which undoing can be redone, last done last; `base`: what an undo is about in the end.
function stacks(events) {
  const byId = new Map(events.map((e) => [e.id, e]));
  const done = [], undone = [];
  const base = (e) => { while (e?.kind === "undo") e = byId.get(e.payload.target); return e; };
  for (const event of events) {
    if (event.kind !== "undo") { done.push(event); undone.length = 0; continue; }
    const target = byId.get(event.payload.target);
    if (target?.kind === "undo") {
      const at = undone.findIndex((e) => e.id === target.id);
      if (at >= 0) undone.splice(at, 1);
      if (base(target)) done.push(base(target));
    } else {
      const at = done.findIndex((e) => e.id === event.payload.target);
      if (at >= 0) { done.splice(at, 1); undone.push(event); }
    }
  }
  return { done, undone, base };
}

const SAID = {
  code: "coding", change: "change", remove: "removal", read: "marking as read", unread: "marking as unread",
  memo: "memo", new_code: "new code", quotable: "quotable mark", question: "question", refuse: "declined offer", comment: "comment",
};
