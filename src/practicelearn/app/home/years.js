// The arrow keys go from one headline theme to the next, Escape back from the words to the picture.

const at = (selector) => document.querySelector(selector);
const WAYS = { ArrowLeft: "prev", ArrowRight: "next" };

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
  const box = event.target.closest?.("input, select, textarea, .scroll");
  const rel = WAYS[event.key];
  const way = rel ? !box && (at(`a[rel=${rel}]`) ?? at(`[data-step=${rel}]`)) : event.key === "Escape" && at("[data-back]");
  if (way) { event.preventDefault(); way.click(); }
});

if (location.hash === "#words") at("#words")?.focus({ preventScroll: true });
