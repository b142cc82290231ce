// The recording beside the words, off until asked: a file of this computer, picked anew each time and
// played from this window. Neither it nor its name goes to the program or is kept anywhere.

const TAKEN_OUT = /\[withdrawn\]|\[redacted/, RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

// When each turn begins, in seconds: as the transcript says, else between two times that it says, by
// how much was said in between. Null where it can only be guessed.
function beginnings(turns) {
  const at = turns.map((t) => t.at ?? null);
  let from = -1;
  for (const [i, t] of turns.entries()) {
    if (t.at == null || (from >= 0 && t.at < turns[from].at)) continue;
    const all = from < 0 ? [] : turns.slice(from, i).map((u) => u.text.length + 1), sum = all.reduce((a, b) => a + b, 0);
    for (let k = 1, said = all[0]; k < all.length; said += all[k++]) at[from + k] ??= turns[from].at + ((t.at - turns[from].at) * said) / sum;
    from = i;
  }
  return at;
}

// What is never played: turns of which words were taken out, whole, from the last time known to be before
// them to the first known to be after them, and a margin as coarse as the transcript's times.
function leftOut(turns) {
  const known = turns.filter((t) => t.at != null), margin = known.length > 1 && known.every((t) => t.at % 60 === 0) ? 60 : 1, out = [];
  for (const [i, t] of turns.entries()) {
    if (!TAKEN_OUT.test(t.text)) continue;
    const before = turns.slice(0, i).findLast((u) => u.at != null), from = t.at ?? before?.until ?? before?.at ?? 0;
    const after = turns.slice(i + 1).find((u) => u.at != null && u.at > from && !u.overlap);
    out.push({ from: from - margin, to: after ? Math.max(t.until ?? 0, after.at) + margin : Infinity });
  }
  out.sort((a, b) => a.from - b.from);
  return out.filter((z, n) => { // those that touch become one
    const last = out.slice(0, n).findLast((y) => !y.in);
    z.in = !!last && z.from <= last.to;
    if (z.in) last.to = Math.max(last.to, z.to);
    return !z.in;
  });
}

class Listening {
  constructor(view) {
    Object.assign(this, { view, offset: 0, rate: 1, spoken: -1, follows: true, caret: null });
    const media = (this.media = h("video", { playsInline: true, disablePictureInPicture: true, disableRemotePlayback: true, tabIndex: -1, hidden: true }));
    for (const kind of ["timeupdate", "seeking", "seeked"]) media.addEventListener(kind, () => this.check());
    media.addEventListener("play", () => { this.beat ??= setInterval(() => this.tick(), 40); this.ticks = 0; this.tick(); this.draw(); });
    media.addEventListener("pause", () => { this.beat = clearInterval(this.beat); this.draw(); });
    media.addEventListener("loadedmetadata", () => { media.hidden = !media.videoWidth; this.setRate(this.rate); this.check(); });
    media.addEventListener("error", () => { if (this.url) { this.close(); view.say(W.noplay); } });
    this.opener = h("button.recording", { onclick: () => this.ask() }, "Listen …");
    this.playing = press("", "Play", () => this.play());
    this.slower = press("", "slower", () => this.step(-1));
    this.faster = press("", "faster", () => this.step(1));
    this.speed = h("output");
    this.time = h("span.time");
    this.slide = h("input", { type: "range", min: 0, max: 1, step: 0.1, "aria-label": "Place in the recording", oninput: () => { media.currentTime = +this.slide.value; } });
    this.following = press("", "Follow", () => { this.follows = !this.follows; this.draw(); this.scroll(); }, true);
    const early = h("input", { type: "number", step: 0.5, value: 0, onchange: () => { this.offset = +early.value || 0; this.check(); this.draw(); } });
    this.early = early;
    this.remark = h("small");
    this.bar = h("div.listen", { hidden: true, role: "group", "aria-label": "Recording" }, media,
      h("div.toggles", this.playing, press("", "5 s back", () => this.back()), this.slower, this.speed, this.faster, this.following),
      this.slide, this.time, h("label", { title: W.offset }, "starts ", early, " s early"), this.remark, h("button.close", { onclick: () => this.close() }, "Close"));
    view.text.host.addEventListener("click", (e) => this.clicked(e));
    for (const kind of ["wheel", "touchmove"]) view.paper.addEventListener(kind, () => this.wander(), { passive: true });
    const moved = view.text.caretMoved;
    view.text.caretMoved = (s, clicked) => {
      moved(s, clicked);
      if (!clicked && s.caret.turn !== this.spoken && this.spoken >= 0) this.wander();
    };
  }

  // A session is shown, or the same one again after its text was corrected.
  show({ id, turns }) {
    if (this.of !== id) this.close();
    Object.assign(this, { of: id, turns, at: beginnings(turns), zones: leftOut(turns), timed: turns.some((t) => t.at != null), spoken: -1 });
    this.check();
    this.draw();
  }

  ask() {
    const { due } = this.view.store.session, pick = () => {
      const file = h("input", { type: "file", accept: "audio/*,video/*" });
      file.addEventListener("change", () => { if (file.files[0]) this.open(file.files[0]); });
      file.click();
    };
    if (!due) return pick();
    dialog(this.view.page, "Past its deletion date", h("p", due), { ok: "Open it all the same", kind: "grave", submit: () => { pick(); } });
  }

  open(file) {
    this.close();
    this.url = URL.createObjectURL(file);
    this.media.src = this.url;
    this.caret = this.caretTurn();
    this.draw();
    this.view.text.focus();
    this.view.say(W.recording);
  }

  close() {
    if (!this.url) return;
    this.media.pause();
    URL.revokeObjectURL(this.url);
    this.url = null;
    this.media.hidden = true;
    this.media.removeAttribute("src");
    this.media.load();
    this.early.value = this.offset = 0;
    this.shine(-1);
    this.draw();
  }

  ready() {
    if (!this.timed) this.view.say(W.notimes);
    else if (!this.url) this.view.say(W.norecording);
    return this.timed && this.url;
  }

  // Play on; or from the turn into which the caret was put since it stopped.
  play() {
    if (!this.ready()) return;
    const { media } = this, caret = this.caretTurn();
    if (!media.paused) return media.pause(void (this.caret = caret));
    if (caret !== this.caret && this.at[caret] != null) return this.from(caret);
    this.caret = caret;
    this.start();
  }

  async start() {
    this.follows = true;
    this.check();
    try { await this.media.play(); } catch (error) { if (error.name !== "AbortError") this.view.say(W.noplay); }
  }

  from(turn) {
    this.caret = this.caretTurn();
    if (TAKEN_OUT.test(this.turns[turn].text)) return this.view.say(W.leftout);
    this.media.currentTime = Math.max(0, this.at[turn] + this.offset);
    this.start();
  }

  // Five seconds; a stretch that is left out counts for none of them.
  back() {
    if (!this.ready()) return;
    const now = this.media.currentTime - this.offset, zone = this.zones.find((z) => now >= z.to && now - 5 < z.to);
    this.media.currentTime = Math.max(0, (zone ? zone.from - (5 - (now - zone.to)) : now - 5) + this.offset);
  }

  step(by) { if (this.ready()) this.setRate(RATES[Math.max(0, Math.min(RATES.length - 1, RATES.indexOf(this.rate) + by))]); }

  setRate(rate) {
    this.rate = this.media.playbackRate = this.media.defaultPlaybackRate = rate;
    this.draw();
    this.view.tell(`${rate} times`);
  }

  // Where it is; from a stretch that is left out it goes on behind it, unheard meanwhile.
  check() {
    const { media, offset, zones } = this;
    if (!this.url || !zones) return;
    const now = media.currentTime - offset, zone = zones.find((z) => now >= z.from && now < z.to);
    media.muted = !!zone;
    if (zone) {
      if (zone.to + offset < media.duration) media.currentTime = zone.to + offset;
      else {
        media.pause();
        if (zone.from + offset > 0) media.currentTime = Math.max(0, zone.from + offset - 0.2);
      }
      this.view.say(W.skipped);
    } else this.shine(this.turnAt(now));
    this.slide.max = Number.isFinite(media.duration) ? media.duration : 1;
    this.slide.value = media.currentTime;
    this.time.textContent = [media.currentTime, media.duration].filter(Number.isFinite).map(clock).join(" of ");
  }

  // Words may be taken out elsewhere while this window plays: it asks when it begins, and every ten seconds.
  async tick() {
    this.check();
    if (this.ticks++ % 250) return;
    const { store } = this.view, { id, text_hash } = store.session, now = await store.get("correcting", { session: id });
    if (now.ok && store.session.id === id && store.session.text_hash === text_hash && now.text_hash !== text_hash) await openAgain(this.view);
  }

  turnAt(now) {
    let best = -1;
    for (const [i, at] of this.at.entries()) if (at != null && at <= now && (best < 0 || at >= this.at[best])) best = i;
    return best;
  }

  shine(turn) {
    const { rows } = this.view.text;
    if (turn === this.spoken && rows?.[turn]?.classList.contains("spoken")) return;
    this.view.text.host.querySelector(".spoken")?.classList.remove("spoken");
    this.spoken = turn;
    rows?.[turn]?.classList.add("spoken");
    if (!this.media.paused) this.scroll();
  }

  // Only for whom it is to: not under the pointer, nor while something is selected.
  scroll() {
    const { view } = this, { paper, text, page } = view, row = text.rows?.[this.spoken];
    if (!row || !this.follows || page.hand.down || paper.matches(":hover") || text.selection()?.empty === false) return;
    const box = paper.getBoundingClientRect(), at = row.getBoundingClientRect();
    if (at.top < box.top || Math.min(at.bottom, at.top + 96) > box.bottom) paper.scrollTop += at.top - box.top - box.height / 4;
  }

  wander() {
    if (!this.url || !this.follows) return;
    this.follows = false;
    this.draw();
  }

  caretTurn() { return this.view.text.selection()?.caret.turn ?? 0; }

  // A click on the line above a turn, where its time stands.
  clicked({ target, clientY }) {
    const turn = this.url ? this.view.text.index.get(target.closest?.(".turn")) : undefined;
    if (turn !== undefined && this.at[turn] != null && clientY < this.view.text.range(turn, 0, 1).getBoundingClientRect().top) this.from(turn);
  }

  draw() {
    const { url, zones } = this, n = zones?.length ?? 0;
    this.bar.hidden = !url;
    this.opener.hidden = !!url || !this.timed;
    const label = (button, does, words, on) => { put(button, h("kbd", K[does] ?? ""), words); if (on !== undefined) button.setAttribute("aria-pressed", String(on)); };
    label(this.playing, "play", this.media.paused ? "Play" : "Pause");
    label(this.playing.nextElementSibling, "back_5", "5 s back");
    label(this.slower, "slower", "slower");
    label(this.faster, "faster", "faster");
    this.following.setAttribute("aria-pressed", String(this.follows));
    this.speed.textContent = `${this.rate}×`;
    this.remark.textContent = url && n ? `${count(n, "stretch", "stretches")} left out` : "";
    this.remark.title = W.zones;
    for (const [i, row] of (this.view.text.rows ?? []).entries()) row.classList.toggle("timed", !!url && this.at?.[i] != null);
  }
}
