// What this window did, in whatever session: undo takes back what was done last. Where it did nothing
// (any more), the session's own log goes on, and the date is said.

class History {
  constructor(store) {
    Object.assign(this, { store, done: [], undone: [], pressed: [], going: false });
  }

  // A batch (one key, several events) goes as one.
  note(session, events) {
    for (const { id, kind, payload } of events) {
      if (kind === "undo") continue;
      const batch = payload?.batch, last = this.done.at(-1);
      if (batch && last?.batch === batch) last.ids.add(id);
      else this.done.push({ session, batch, ids: new Set([id]) });
      this.undone.length = 0;
    }
  }

  back(redo = false, elsewhere = false) {
    if (this.going) return void this.pressed.push(redo); // another session is being opened for the key before
    const { store } = this, { session } = store, list = redo ? this.undone : this.done;
    if (!session && !list.at(-1)?.over) return store.page.say(redo ? "Nothing to do again." : "Nothing to undo.");
    while (list.length) {
      const step = list.at(-1);
      if (step.over) return void this.recall(list.pop(), redo);
      if (step.session !== session.id) return void this.go(step, redo);
      list.pop();
      const events = this.standing(step, redo);
      if (events.length) return this.take(step, events, redo, { elsewhere });
    }
    const { base, done, undone } = session.stacks, all = redo ? undone : done, last = all.at(-1);
    if (!last) return store.page.say(redo ? "Nothing to do again." : "Nothing to undo.");
    const batch = base(last).payload?.batch, step = { session: session.id, batch, ids: new Set() };
    if (batch?.startsWith("over-")) return void this.recall({ over: batch }, redo);
    for (const e of all) if (e === last || (batch && base(e).payload?.batch === batch)) step.ids.add(base(e).id);
    this.take(step, this.standing(step, redo), redo, { date: base(last).at });
  }

  // The events to take back; none, where another window has done so already, or they were refused.
  standing({ ids }, redo) {
    const { base, done, undone } = this.store.session.stacks;
    return (redo ? undone : done).filter((e) => ids.has(base(e).id)).reverse();
  }

  take(step, events, redo, { elsewhere, date }) {
    const { store } = this, { base } = store.session.stacks, what = this.what(events.map(base));
    (redo ? this.done : this.undone).push(step);
    store.act(...events.map((e) => ({ kind: "undo", payload: { target: e.id } })));
    const where = elsewhere ? ` in ${this.title(step)}` : "";
    store.page.say(`${redo ? "Done again" : "Undone"}${where}: ${what}${date ? `, of ${new Date(date).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" })}` : ""}.`);
  }

  // One act on places of many sessions: one step, taken back in all of them.
  over(batch) {
    this.done.push({ over: batch });
    this.undone.length = 0;
  }

  recall(step, redo) {
    const { store } = this, { page } = store;
    (redo ? this.done : this.undone).push(step);
    store.send("recall", { batch: step.over, redo }, (answer) => {
      page.say(answer.ok ? answer.said : answer.what);
      store.refresh(answer.sessions);
      page.show.recalled?.();
    });
  }

  title({ session }) { return this.store.study.sessions.find((s) => s.id === session)?.title ?? session; }

  // "coding Workload"; "coding Workload, 3 times".
  what(acts) {
    const { all } = this.store.session, [{ kind, coding_id: id, payload }] = acts;
    const about = id ?? payload?.coding_id, code = payload?.code ?? payload?.id ?? all.find((e) => e.kind === "code" && e.coding_id === about)?.payload.code;
    const words = SAID[kind] ?? "action", name = code && this.store.code(code).name;
    return `${words}${name ? `${/^(coding|new code)$/.test(words) ? "" : " of"} ${name}` : ""}${acts.length > 1 ? `, ${acts.length} times` : ""}`;
  }

  async go(step, redo) {
    const { page } = this.store;
    this.going = true;
    await page.go("code", step.session);
    this.going = false;
    const keys = this.pressed.splice(0), there = this.store.session?.id === step.session && page.show instanceof CodeView;
    if (!there) return; // the program is away, which was said; or a later key has gone elsewhere
    this.back(redo, true);
    for (const again of keys) this.back(again);
  }
}
