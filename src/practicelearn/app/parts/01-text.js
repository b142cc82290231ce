// Text: code points on the outside, UTF-16 units on the inside.
// Python counts code points; a JavaScript string counts UTF-16 units. Every offset that leaves
// this page is a code point of the turn's frozen text.

const ASTRAL = /[\ud800-\udbff]/;

function toPoint(text, unit) {
  return ASTRAL.test(text) ? Array.from(text.slice(0, unit)).length : unit;
}

function toUnit(text, point) {
  if (!ASTRAL.test(text)) return Math.min(point, text.length);
  let unit = 0;
  for (let n = 0; n < point && unit < text.length; n++) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return unit;
}

const segmenters = {};
function segments(text, granularity) {
  segmenters[granularity] ??= new Intl.Segmenter("en-GB", { granularity });
  const out = [];
  for (const s of segmenters[granularity].segment(text)) {
    // Firefox finds nothing like a word in one that ends with a combining mark.
    if (granularity !== "word" || s.isWordLike || /[\p{L}\p{N}]/u.test(s.segment)) out.push([s.index, s.index + s.segment.length]);
  }
  return out;
}

// A selection never cuts a letter from its accent or an emoji from its skin tone.
function snapped(text, start, end) {
  if (/^[\x20-\x7e]*$/.test(text)) return [start, end];
  for (const [from, to] of segments(text, "grapheme")) {
    if (from < start && start < to) start = from;
    if (from < end && end < to) end = to;
  }
  return [start, end];
}

function trimmed(text, start, end) {
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  return [start, end];
}

// The place, in units, where a passage's words stand: as stored, else found once, else null.
function anchored(text, part) {
  const start = toUnit(text, part.start);
  if (text.slice(start, toUnit(text, part.end)) === part.quote) return { start, moved: false };
  const first = part.quote ? text.indexOf(part.quote) : -1;
  return first >= 0 && text.indexOf(part.quote, first + 1) < 0 ? { start: first, moved: true } : null;
}

function clock(seconds) {
  if (seconds == null) return "";
  const s = Math.floor(seconds), h = Math.floor(s / 3600), m = Math.floor((s % 3600) / 60);
  return (h ? `${h}:${String(m).padStart(2, "0")}` : `${m}`) + `:${String(s % 60).padStart(2, "0")}`;
}

const cut = (text, n) => (text.length > n ? `${text.slice(0, n)} …` : text);
const count = (n, one, many = one + "s") => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
