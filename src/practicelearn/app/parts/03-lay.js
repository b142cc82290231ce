// Where things lie: the lines under words that several codes share, and the names in the margin.

// Spans that share letters of a turn, told apart by more than their hue: each gets a line of its own, from 0.
function lined(spans) {
  const turns = new Map();
  for (const s of spans) turns.get(s.turn)?.push(s) ?? turns.set(s.turn, [s]);
  for (const all of turns.values()) {
    const ends = [];
    for (const s of all.sort((a, b) => a.start - b.start || b.end - a.end)) {
      const free = ends.findIndex((end) => end <= s.start), n = free < 0 ? ends.length : free;
      ends[n] = s.end;
      s.line = all.some((o) => o !== s && o.start < s.end && s.start < o.end) ? Math.min(n, 3) : null;
    }
  }
}

const LINES = ["solid", "dashed", "dotted", "double"];

// How a span is painted: the hue as a wash, and its line where it has one. The coding one is at is a line of ink.
const painted = (wash, line, ink, thick) => `background:${wash}${line == null ? "" : `;text-decoration:underline ${LINES[line]} ${thick}px ${ink};text-underline-offset:${4 + 3 * line}px`}`;

// Names stand where their passage begins, whole where there is room, and pass the card by; `width` in pixels.
function placed(names, width, card) {
  let free = -1e9;
  for (const name of names) {
    name.at = name.top;
    name.lines = 1;
    if (name.c.listed) continue; // the card says it
    name.at = Math.max(name.top, free);
    if (card && name.at < card.bottom && name.at + 20 > card.top) name.at = card.bottom;
    if (name.at - name.top < 60) name.lines = Math.max(1, Math.min(4, Math.ceil((7 * `${name.c.flags ?? ""} ${name.c.name}`.length) / width)));
    free = name.at + 17 * name.lines + 3;
  }
}
