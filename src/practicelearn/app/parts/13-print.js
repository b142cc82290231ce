// What is printed: not the screen, of which most is scrolled away, but all of it, made when somebody prints.

class Printer {
  constructor(page) {
    this.page = page;
    this.query = matchMedia("print");
    this.heard = (e) => this.turn(e.type === "change" ? e.matches : e.type === "beforeprint");
    this.query.addEventListener("change", this.heard);
    for (const when of ["beforeprint", "afterprint"]) addEventListener(when, this.heard);
  }

  close() {
    this.query.removeEventListener("change", this.heard);
    for (const when of ["beforeprint", "afterprint"]) removeEventListener(when, this.heard);
  }

  turn(on) {
    this.sheet?.remove();
    const { page } = this, { show } = page, { session } = page.store;
    this.sheet = !on ? null : show instanceof CodeView && show.info ? printedSession(show, session) : show instanceof ChartView && show.answer ? printedChart(show.answer) : null;
    if (this.sheet) page.view.append(this.sheet);
  }
}

// A session turn by turn: what is coded is underlined and numbered, the codes of those numbers stand beside it.
function printedSession(view, { turns, state }) {
  const codings = [...state.codings.values()].filter((c) => c.places.length)
    .sort((a, b) => a.places[0].turn - b.places[0].turn || a.places[0].start - b.places[0].start);
  const spans = turns.map(() => []);
  for (const [n, c] of codings.entries()) for (const [i, p] of c.places.entries()) spans[p.turn].push({ ...p, c, n: n + 1, first: i === 0, last: i === c.places.length - 1 });
  return h("div.printed", h("h1", view.info.title), turns.map((t, i) => h("section",
    h("p.says", `${t.n}  ${view.text.rows[i].dataset.head}`),
    h("p.words", { dir: "auto" }, underlined(t.text, spans[i])),
    h("ul.names", spans[i].map(({ c, n, first }) => {
      const { colour, name } = view.store.code(c.code);
      return h("li", { style: { "--hue": colour } }, `${n} ${first ? `${name} ${view.flags(c)}` : `${name}, continued`}`.trim());
    })))));
}

// A turn's words in pieces, between which codings begin or end.
function underlined(text, spans) {
  const cuts = [...new Set([0, text.length, ...spans.flatMap((s) => [s.start, s.end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).flatMap((from, i) => {
    const words = text.slice(from, cuts[i + 1]), inside = spans.some((s) => s.start <= from && from < s.end);
    return [spans.filter((s) => s.start === from).map((s) => h("sup", String(s.n))), inside ? h("u", words) : words].flat();
  });
}

const PRINTED_COLUMNS = 5; // codes beside one another: what a page holds in type that can be read

// The chart in strips, each with the groups' names: every code and every group, whatever was in sight.
function printedChart({ codes, rows, filters }) {
  const strips = [], chosen = filters.map((f) => [f.label, f.choices?.find(([value]) => value === f.value)?.[1] ?? f.value]).filter(([, value]) => value);
  for (let at = 0; at < codes.length; at += PRINTED_COLUMNS) strips.push([at, Math.min(at + PRINTED_COLUMNS, codes.length)]);
  return h("div.printed.strips", h("h1", "Chart"), h("p.hint", chosen.map((pair) => pair.join(": ")).join(" · ")), strips.map(([a, b]) => h("table",
    h("thead", h("tr", h("th", { scope: "col" }, "Group"), codes.slice(a, b).map((c) => h("th", { scope: "col" }, c.above && h("small", `${c.above}: `), c.name)))),
    h("tbody", rows.map((r) => h("tr", h("th", { scope: "row" }, r.group, " ", h("small", r.small)),
      r.cells.slice(a, b).map((c) => h("td", c.texts.map((t) => h("p", t)), h("small", c.found)))))))));
}
