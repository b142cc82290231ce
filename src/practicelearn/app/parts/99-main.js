// The page: a header, one view, and a voice. Two hosts mount it: a browser tab and a notebook.

class Page {
  constructor(el, { ask, address, session, height }) {
    this.root = el.getRootNode() instanceof ShadowRoot ? el.getRootNode() : document;
    this.ask = async (...what) => {
      try { return await ask(what[0], { ...what[1], ...(this.coder && { coder: this.coder }) }); } catch (error) { throw Object.assign(error, { away: true }); }
    };
    this.coder = address && knownHere();
    this.address = address; // null in a notebook: there the address bar is not ours
    this.sheets = [];
    this.inTab = !!address;
    this.status = h("p.status", { role: "status" });
    this.voice = h("div.unseen", { "aria-live": "polite", "aria-atomic": "true" });
    this.toast = h("p.toast", { "aria-hidden": "true", hidden: true });
    this.tabs = h("nav.tabs", { "aria-label": "Views" });
    this.titleText = h("p.title");
    this.noticeBox = h("div", { role: "alert" });
    this.view = h("div.view");
    this.el = h("div.pl", { lang: "en-GB", "data-lm-suppress-shortcuts": "true", style: height ? { height: `${height}px` } : {} },
      h("header.bar-top", document.body.dataset.home && h("a", { href: document.body.dataset.home }, "The year"), this.titleText, this.tabs, this.status, this.whose = h("button.quit", { hidden: true, onclick: () => someoneElse(this) }), address && h("button.quit", { onclick: () => quitProgram(this) }, "Quit")), this.noticeBox, this.view, this.voice, this.toast);
    if (!this.inTab) this.el.tabIndex = -1; // a click on blank paper keeps the keys in the box
    this.tips = new Tips(this);
    this.hand = new Hand((e) => this.makeWay(e));
    this.keys = new Keys(this);
    this.printer = new Printer(this);
    el.append(this.el);
    this.store = new Store(this);
    this.start(session);
  }

  adopt(sheet) { this.root.adoptedStyleSheets = [...this.root.adoptedStyleSheets, sheet]; this.sheets.push(sheet); }

  drop(sheet) { this.root.adoptedStyleSheets = this.root.adoptedStyleSheets.filter((s) => s !== sheet); }

  close() {
    this.show?.close?.();
    this.hand.close();
    this.keys.close();
    this.printer.close();
    for (const sheet of this.sheets) this.drop(sheet);
    this.el.remove();
  }

  async start(session) {
    this.view.ariaBusy = "true";
    try {
      await this.store.openStudy();
    } catch (error) {
      // Nothing is drawn yet: a person would look at an empty page, so it asks again by itself.
      const again = () => { clearTimeout(this.again); this.start(session); };
      if (error.away) this.again = setTimeout(again, 1500);
      return this.notice(!error.away ? error.message : error.anew ? W.anew ?? UNKNOWN : W.away ?? UNHEARD, [" ", h("button", { onclick: again }, "Try again")]);
    }
    put(this.noticeBox);
    this.titleText.textContent = this.titleText.title = this.store.study.title;
    // Only where the program was not started for one coder: there a window is one person's.
    this.whose.hidden = !this.inTab || !knownHere();
    put(this.whose, `Not ${this.coder}?`);
    this.whose.dataset.tip = W.whose;
    if (this.inTab) {
      document.title = this.store.study.title;
      addEventListener("hashchange", () => this.follow());
      addEventListener("beforeunload", (e) => { if (this.store.queue.length || this.store.typed?.size) e.preventDefault(); });
    }
    this.wanted = session;
    await this.follow();
  }

  // The address holds the state: #code/2025-north. Back goes back.
  async follow() {
    const [path, query] = this.inTab ? location.hash.slice(1).split(/(\?.*)/s) : [""];
    const [name, ...rest] = decodeURIComponent(path).split("/");
    if (this.inTab && this.here === location.hash) return;
    this.here = this.inTab && location.hash;
    await this.open(VIEWS[name] ? name : "code", rest.join("/") + (query ?? "") || this.wanted);
  }

  async open(name, what) {
    clearTimeout(this.again);
    if (!this.lost && !this.absent) this.noticeBox.replaceChildren();
    if (this.show?.constructor !== VIEWS[name]) {
      this.show?.close?.();
      this.show = new VIEWS[name](this);
      put(this.view, this.show.el);
    }
    this.name = name;
    const asked = (this.asked = { what });
    this.view.ariaBusy = "true";
    put(this.tabs, Object.keys(VIEWS).map((n) => h("button", { "aria-current": n === name ? "page" : null, "data-tip": W[`?tab_${n}`], onclick: () => this.go(n, this.subject(n)) },
      n[0].toUpperCase() + n.slice(1))));
    try {
      await this.show.open(what);
      if (this.absent && !this.lost) put(this.noticeBox);
      this.absent = false;
    } catch (error) {
      if (!error.away) {
        globalThis.reportError?.(error);
        this.notice(error.message);
      } else if (name === "code" ? this.show.info : this.show.answer) { // what stands there stays
        this.say(W.silent);
        if (this.show.info) this.place(name, (this.show.next = this.show.info).id);
      } else {
        if (!this.absent && !this.lost) this.away(error, () => this.open(name, what));
        this.absent = true;
        this.again = setTimeout(() => this.open(name, what), 1500);
      }
    }
    if (this.asked === asked && !this.absent) this.view.ariaBusy = null; // gone on before it was drawn: the later one says so
    this.told();
    this.home();
  }

  // What could not be drawn says why, where it would stand; nobody looks at an empty page.
  nothing(node, answer) { put(node, h("p.empty", answer.what, " ", h("button.press", { onclick: () => this.open(this.name, this.asked.what) }, "Try again"))); }

  // A file the program has made is fetched by its ticket; in a notebook, which has no server, it comes with the answer.
  async download(op, args) {
    const answer = await this.store.get(op, { ...args, inline: !this.inTab });
    if (!answer.ok) return void this.say(answer.what);
    const made = answer.content && URL.createObjectURL(new Blob([Uint8Array.from(atob(answer.content), (c) => c.charCodeAt(0))], { type: answer.kind }));
    h("a", { href: made || `file/${answer.ticket}`, download: answer.name }).click();
    if (made) setTimeout(() => URL.revokeObjectURL(made), 1e4);
    return answer.name;
  }

  nowhere() { return [null, document.body, this.el].includes(this.root.activeElement) && [null, document.body, this.root.host, this.el].includes(document.activeElement); }

  // Focus is never lost: where what had it is gone, it goes to what the page is about.
  home() {
    this.hand.rest(() => {
      for (const what of [".said", ".reading", "select"]) {
        if (!this.nowhere() || this.el.querySelector("dialog[open]")) return;
        this.view.querySelector(what)?.focus({ preventScroll: true });
      }
    });
  }

  subject(name) { return /code|settle/.test(name) ? this.show?.info?.id ?? this.store.session?.id ?? "" : ""; }

  go(name, what = "") {
    const hash = `#${name}${what ? `/${what}` : ""}`;
    if (this.inTab && location.hash !== hash) {
      history.pushState(null, "", hash);
      this.here = location.hash;
    }
    return this.open(name, what);
  }

  // Open a place in Code: words, or the beginning of a turn. Whether it is there.
  async visit({ session, turn, last = turn, start = 0, end = start }) {
    const { store } = this;
    await this.go("code", session);
    if (store.session?.id !== session || !(this.show instanceof CodeView)) return false;
    const at = (id, point) => { const n = store.session.index.get(id); return { turn: n, unit: toUnit(store.session.turns[n].text, point) }; };
    this.show.text.select(at(turn, start), at(last, end));
    return true;
  }

  // Write where we are into the address, without a step of its own in the history.
  place(name, what) {
    if (!this.inTab) return;
    const hash = `#${name}${what ? `/${what}` : ""}`;
    if (location.hash !== hash) history.replaceState(null, "", hash);
    this.here = location.hash;
  }

  changed() {
    this.told();
    if (!this.hand.down) return this.redraw();
    if (this.stale) return;
    this.stale = true;
    this.hand.rest(() => { this.stale = false; this.redraw(); });
  }

  redraw() {
    this.show?.draw?.();
    this.home();
  }

  told() {
    const { trouble, queue, study } = this.store, waiting = queue.flatMap((q) => q.events).length;
    this.status.classList.toggle("away", !!trouble);
    const text = trouble ? `Not saved: ${count(waiting, "action")} kept here` : waiting ? "Saving …" : study ? `Saved as ${study.coder}` : "";
    if (this.status.textContent !== text) this.status.textContent = text;
    const lost = trouble && (trouble.anew ? "anew" : trouble.error);
    if (trouble && lost !== this.lost) {
      this.lost = lost;
      if (trouble.error === "away") this.away(trouble, () => this.store.flush());
      else this.notice(`${trouble.what} ${W.kept}`);
    } else if (!trouble && this.lost) {
      this.lost = null;
      this.noticeBox.replaceChildren();
    }
  }

  // What everybody must know: shown, and read aloud.
  say(text) {
    this.tell(text);
    clearTimeout(this.fade);
    this.toast.textContent = text;
    this.toast.hidden = false;
    this.toastAt = null; // measured when a pointer moves: here it would cost a layout
    this.fade = setTimeout(() => (this.toast.hidden = true), 6000);
  }

  // Read aloud only: the words of what somebody has moved to, which is there to be seen.
  tell(text) { this.voice.textContent = this.voice.textContent === text ? `${text} ` : text; }

  // What was said never lies over what a pointer goes to.
  makeWay({ clientX: x, clientY: y }) {
    const { toast } = this, at = toast.hidden ? null : (this.toastAt ??= toast.getBoundingClientRect());
    if (at && x >= at.left - 8 && x <= at.right + 8 && y >= at.top - 8 && y <= at.bottom + 8) toast.hidden = true;
  }

  // The program is gone, or is another one since: one sentence, and a button that looks at once.
  away({ anew }, again) {
    this.notice(anew ? W.anew : W.away, [" ", h("button", { onclick: again }, "Try again")]);
  }

  // The program has ended as it was asked to.
  ended() {
    this.show?.close?.();
    this.keys.close();
    clearTimeout(this.again);
    this.show = null;
    put(this.tabs);
    put(this.noticeBox);
    this.el.querySelector(".quit").remove();
    this.status.textContent = "";
    this.toast.hidden = true;
    put(this.view, h("main.who", { tabIndex: -1 }, h("h1", "Everything is saved."), h("p", W.ended)));
  }

  notice(text, more) {
    const box = h("div.notice", h("div", text, more));
    if (!this.lost) box.append(h("button", { onclick: () => { box.remove(); this.home(); } }, "Close"));
    put(this.noticeBox, box);
  }

  rescue(memo, what) {
    if (this.name === "code" && this.store.session.state.codings.has(this.show.current)) this.show.memo(memo, what);
    else this.notice(`Your memo was not kept: “${memo}”`);
  }
}

const VIEWS = { code: CodeView, settle: SettleView, chart: ChartView, read: ReadView, frame: FrameView, search: SearchView, progress: ProgressView };

// Said before the page's own sentences have come.
const UNHEARD = "The program does not answer yet. This window asks again by itself.";
const UNKNOWN = "The program was started again since. Open the page from its window.";

// In a browser tab: one question, one answer, same origin only.
async function askServer(op, args) {
  const reply = await fetch("ask", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ op, args }), cache: "no-store" });
  if (!reply.ok) throw Object.assign(new Error(`It answered ${reply.status}.`), { anew: reply.status === 403 });
  return reply.json();
}

// In a notebook: the same question as a message to the kernel.
function askKernel(model) {
  const open = new Map();
  model.on("msg:custom", (message) => { open.get(message.id)?.(message.answer); open.delete(message.id); });
  return (op, args) => new Promise((resolve, reject) => {
    const id = newId();
    open.set(id, resolve);
    setTimeout(() => { if (open.delete(id)) reject(new Error("The notebook does not answer.")); }, 20000);
    model.send({ id, op, args });
  });
}

function render({ model, el }) {
  const page = new Page(el, { ask: askKernel(model), session: model.get("session"), height: model.get("height") });
  return () => page.close();
}

const tab = globalThis.document?.querySelector("[data-practicelearn]");
if (tab) globalThis.practicelearn = new Page(tab, { ask: askServer, address: true });

export default { render };
