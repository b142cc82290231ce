// Read: what was said under each code, in context, for people who never code.

const READ_KEYS = [["Read", [["j  k", "next, previous passage"], ["\"", "may be quoted; again: not"], ["e", "write the statement"]]]];
const FILTERS = { year: "Round", group_type: "Kind of group", role: "Role" };

class ReadView {
  constructor(page) {
    this.page = page;
    this.list = h("div", { class: "themes" });
    this.body = h("main", { class: "middle reading", tabIndex: -1 });
    this.el = h("div", { class: "desk read" }, h("nav", { class: "sessions", "aria-label": "Codes and themes" }, this.list), this.body);
    this.settleList = roving(this.list);
    this.el.addEventListener("keydown", (e) => this.key(e));
  }

  async open(what) {
    const [theme, query] = (what ?? "").split("?");
    if (!this.answer) put(this.body, h("p", { class: "empty" }, "Looking through the codings …"));
    this.asked = { ...Object.fromEntries(new URLSearchParams(query)), theme };
    this.take(await this.page.ask("read", this.asked));
    if (!theme && this.answer?.themes.length) {
      this.asked.theme = this.answer.themes[0].id;
      this.take(await this.page.ask("read", this.asked));
    }
    this.page.place("read", this.what(this.asked));
  }

  what({ theme, ...rest }) {
    const query = new URLSearchParams(Object.entries(rest).filter(([k, v]) => v && FILTERS[k])).toString();
    return `${theme ?? ""}${query ? `?${query}` : ""}`;
  }

  go(change) { this.page.go("read", this.what({ ...this.asked, ...change })); }

  take(answer) {
    if (!answer.ok) return this.page.say(answer.what, true);
    this.answer = answer;
    const chosen = answer.themes.find((t) => t.id === this.asked.theme);
    put(this.list, h("h2", {}, "Codes and themes"), h("ul", {}, answer.themes.map((t) => h("li", {},
      h("button", { type: "button", class: "item", "aria-current": t === chosen ? "true" : null, onclick: () => this.go({ theme: t.id }) },
        h("span", {}, t.name, h("small", {}, `${count(t.n_groups, "group")}, ${count(t.n_people, "person", "people")}, ${count(t.n_passages, "passage")}`)))))),
    answer.left_out > 0 && h("p", { class: "hint" }, `${count(answer.left_out, "session")} left out: not read, or read only by another coder and not yet settled.`));
    this.settleList();
    if (!chosen) return put(this.body, h("p", { class: "empty" }, this.asked.theme ? "Nothing was coded so, with these filters." : "Nothing has been coded yet."), this.filters());
    put(this.body, h("header", { class: "heading" }, h("h1", {}, chosen.name), h("p", { class: "hint" }, chosen.definition),
      chosen.statement ? h("p", { class: "statement" }, chosen.statement.text, h("small", {}, ` ${chosen.statement.who}`)) : h("p", { class: "statement none" }, "Not yet read by a person: what are people saying?"),
      h("button", { type: "button", class: "press", onclick: () => this.state(chosen) }, h("kbd", {}, "e "), chosen.statement ? "Change the statement" : "Write the statement"),
      this.filters()),
    answer.passages.map((p, i) => this.passage(p, i)));
  }

  filters() {
    return h("div", { class: "filters" }, Object.entries(FILTERS).map(([name, label]) => field(label,
      h("select", { onchange: (e) => this.go({ [name]: e.target.value }) }, h("option", { value: "" }, "all"),
        this.answer.choices[name].map((v) => h("option", { value: v, selected: this.asked[name] === v }, v))))));
  }

  passage(p, i) {
    const where = [p.group, p.year, p.group_type].filter(Boolean).join(" · ");
    if (p.refer_on) return h("article", { class: "passage", tabIndex: -1 }, h("p", { class: "hint" }, `${where}: referred on. Its words are not shown.`));
    const said = (t) => {
      if (!t.marked) return [t.text];
      const [a, b] = t.marked;
      return [slicePoints(t.text, 0, a), h("mark", {}, slicePoints(t.text, a, b)), slicePoints(t.text, b, pointLength(t.text))];
    };
    const flip = h("button", { type: "button", "aria-pressed": String(!!p.quotable), onclick: () => this.quotable(p, i) }, h("kbd", {}, "\""), p.quotable ? "may be quoted" : "quotable?");
    return h("article", { class: "passage", tabIndex: -1, "aria-label": `Passage ${i + 1} of ${this.answer.passages.length}` },
      p.turns.map((t) => h("p", { class: t.marked ? "core" : "near", dir: "auto" }, h("b", {}, `${t.who ?? "No name"}  `), said(t))),
      p.memo && h("p", { class: "memo" }, p.memo),
      h("p", { class: "toggles" }, h("span", { class: "hint" }, where, p.stance && p.stance !== "none" ? ` · ${p.stance}` : ""), p.consent === false ? h("span", { class: "problem" }, "no consent to be quoted") : flip));
  }

  async tell(what) {
    try {
      this.take(await this.page.ask("say", { ...this.asked, ...what }));
      return true;
    } catch {
      this.page.say("The program does not answer; this was not saved. Start it again and repeat it.", true);
    }
  }

  async quotable(p, i) {
    if (await this.tell({ coding: p.coding, quotable: !p.quotable })) this.page.say(p.quotable ? "Not to be quoted." : "May be quoted.");
    this.body.querySelectorAll(".passage")[i]?.focus();
  }

  state(theme) {
    const area = h("textarea", { rows: "3" }, theme.statement?.text ?? "");
    dialog(this.page, theme.name, field("What are people saying, in one sentence?", area), {
      submit: () => {
        if (!area.value.trim()) return "Write one sentence.";
        this.tell({ statement: area.value.trim() });
      },
    });
  }

  help() { showKeys(this.page, READ_KEYS); }

  key(event) {
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey) return;
    const all = [...this.body.querySelectorAll(".passage")], at = all.indexOf(event.target.closest(".passage"));
    if (event.key === "j" || event.key === "k") all[Math.max(0, Math.min(all.length - 1, at + (event.key === "j" ? 1 : -1)))]?.focus();
    else if (event.key === '"' && at >= 0) all[at].querySelector("button[aria-pressed]")?.click();
    else if (event.key === "e") this.body.querySelector(".press")?.click();
    else return;
    event.preventDefault();
  }
}
