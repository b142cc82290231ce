// Read: what was said under each code, in context, for people who never code; and what the report
// would print. Python makes the sentences; this page shows them and says back what a person decides.

class ReadView {
  constructor(page, name = "read", say = "say") {
    Object.assign(this, { page, name, say });
    this.list = h("div.themes");
    this.body = h("main.middle.reading", { tabIndex: -1 });
    this.el = h("div", { class: `desk ${name}` }, name === "read" && h("nav.sessions", { "aria-label": "Codes and themes" }, this.list), this.body);
    this.settleList = roving(this.list);
    this.does = this.doing();
  }

  // What this view does, by the meanings of keys.py.
  doing() {
    return {
      next: () => this.step(1), previous: () => this.step(-1),
      write: () => this.pressed("write"), quotable: () => this.pressed("quotable"), read: () => this.pressed("read"),
    };
  }

  async open(what = "") {
    const [theme, query] = what.split(/\?(.*)/s);
    if (!this.answer || theme[0] === "*") put(this.body, h("p.empty", "Looking through the codings …"));
    if (theme !== this.asked?.theme) this.passed = null;
    const asked = (this.asked = { ...Object.fromEntries(new URLSearchParams(query)), theme });
    const answer = await this.page.ask(this.name, asked);
    if (this.asked !== asked) return; // gone on, or back, before the answer came
    if (!answer.ok && !this.answer) return this.page.nothing(this.body, answer);
    this.take(answer);
    this.page.place(this.name, this.what(this.asked));
    if (!this.el.contains(this.page.root.activeElement)) (this.body.querySelector("td[tabindex='0']") ?? this.body).focus({ preventScroll: true });
  }

  what({ theme, ...rest }) {
    const query = new URLSearchParams(Object.entries(rest).filter(([, v]) => v)).toString();
    return theme + (query && `?${query}`);
  }

  go(change) { this.page.go(this.name, this.what({ ...this.asked, ...change })); }

  take(answer) {
    if (!answer.ok) return this.page.say(answer.what);
    const was = this.page.root.activeElement, at = this.all().indexOf(was?.closest(".passage"));
    this.answer = answer;
    if (answer.said) this.page.say(answer.said);
    this.paint(answer);
    (this.all()[at] ?? (was?.name ? this.body.querySelector(`[name=${was.name}]`) : null))?.focus({ preventScroll: true });
  }

  paint({ theme, list, left_out, head, passages }) {
    this.asked.theme = theme;
    put(this.list, h("ul", list.map((t) => h("li", t.head && h("h2", t.head),
      h("button", { class: "item", "aria-current": t.id === theme && "true", onclick: () => this.go({ theme: t.id }) }, h("span", t.name, h("small", t.small)))))),
    left_out && h("p.hint", left_out));
    this.settleList();
    put(this.body, h("header.heading", h("h1", head.title), h("p.hint", head.hint),
      head.statement && h("p", { class: head.stated ? "statement" : "statement none" }, head.statement, h("small", ` ${head.by}`)),
      head.lines?.map((l) => h("p", l)), head.acts?.map((a) => this.button(a, "press")),
      head.rounds && h("ul.rounds", head.rounds.map((r) => h("li", h("button", { onclick: () => this.go({ year: r.year }) }, r.said)))),
      this.filters()), passages.map((p) => this.passage(p)));
  }

  filters() {
    return h("div.filters", this.answer.filters.map((f) => {
      const onchange = (e) => this.go({ [f.name]: e.target.value });
      return field(f.label, f.choices ? h("select", { name: f.name, onchange }, f.choices.map(([value, label]) => h("option", { value, selected: value === f.value }, label)))
        : h("input", { type: "text", name: f.name, onchange, value: f.value }));
    }));
  }

  button(a, kind) {
    return h("button", { class: kind, "data-key": a.key, "data-tip": /quot/.test(a.label) ? W["?quotable"] : null, "aria-pressed": a.on == null ? null : String(a.on), onclick: () => this.act(a) }, h("kbd", `${a.key} `), a.label);
  }

  act(a) {
    if (!a.ask) return this.tell(a.say);
    const area = h("textarea", { rows: "3" }, a.text);
    dialog(this.page, this.answer.head.title, field(a.ask, area), {
      submit: () => {
        if (!area.value.trim()) return "Write one sentence.";
        this.tell({ ...a.say, [a.as]: area.value });
      },
    });
  }

  // Kept until the program answers, as codings are.
  tell(what, then = (answer) => this.take(answer)) {
    this.page.store.send(this.say, { ...this.asked, ...what, id: what.id ?? newId() }, then);
  }

  passage(p) {
    return h("article.passage", { tabIndex: -1, "aria-label": p.where, onfocusin: (e) => (this.passed = this.all().indexOf(e.currentTarget)) },
      p.turns.map((t) => h("p", { class: t.said[1] ? "core" : "near", dir: "auto" }, h("b", `${t.who}  `), t.said.map((s, i) => (i === 1 ? h("mark", s) : s)))),
      p.memo && h("p.memo", p.memo),
      h("p.toggles", h("span.hint", p.where), p.warn && h("span.problem", p.warn), p.acts?.map((a) => this.button(a))));
  }

  all() { return [...this.body.querySelectorAll(".passage")]; }

  // The passage that has the focus, or had it last.
  held() {
    const now = this.page.root.activeElement?.closest?.(".passage");
    return now ?? this.all()[this.passed];
  }

  step(way) {
    const all = this.all(), to = all[all.indexOf(this.held()) + way];
    if (to) to.focus();
    else this.page.say(way > 0 ? "No further passage." : "No passage before.");
  }

  // The button of that key: the passage's own, else the page's.
  pressed(does) {
    const button = [this.held(), this.body.firstChild].flatMap((x) => [...(x?.querySelectorAll("[data-key]") ?? [])]).find((b) => b.dataset.key === K[does]);
    if (button) button.click();
    else this.page.say(this.held() ? W.nothere : this.all().length ? W.gopassage : W.nopassage);
  }
}
