// Carrying: what is pressed and moved goes with the pointer as a label, onto what takes it, which shows that it
// does. Escape lets go of it, and so does a release anywhere else. By pointer events alone, in every browser alike.

// down: the pressed event, of what stays the same element; say: what the label reads; over(x, y): what takes it there, as
// { key, say, on(), off(), drop() }, or null.
function carry(page, down, { say, over }) {
  const from = down.currentTarget, { pointerId, clientX, clientY } = down;
  let label = null, aim = null;
  const towards = (to) => {
    if (to?.key === aim?.key) return;
    aim?.off?.();
    aim = to;
    aim?.on?.();
  };
  const heard = {
    pointermove(e) {
      if (e.pointerId !== pointerId) return;
      if (!label) {
        if (Math.hypot(e.clientX - clientX, e.clientY - clientY) < 6) return;
        from.setPointerCapture(pointerId);
        label = h("div.carried", { "aria-hidden": "true" });
        page.el.append(label);
        page.el.classList.add("carrying");
      }
      towards(over(e.clientX, e.clientY));
      label.textContent = aim?.say ?? say;
      label.classList.toggle("takes", !!aim);
      lay(page, label, e.clientX + 14, e.clientY + 18);
    },
    pointerup(e) { if (e.pointerId === pointerId) end(label && aim); },
    pointercancel(e) { if (e.pointerId === pointerId) end(); },
    keydown(e) {
      if (!label) return;
      stop(e);
      e.stopImmediatePropagation();
      if (e.key === "Escape") end();
    },
  };
  const end = (taken) => {
    for (const kind in heard) removeEventListener(kind, heard[kind], true);
    if (!label) return;
    towards(null);
    label.remove();
    label = null;
    page.el.classList.remove("carrying");
    // The click that follows is of what was carried, not of what was pressed.
    addEventListener("click", swallow, true);
    page.hand.rest(() => setTimeout(() => removeEventListener("click", swallow, true)));
    if (taken) page.hand.rest(() => taken.drop());
  };
  for (const kind in heard) addEventListener(kind, heard[kind], true);
}

function swallow(event) {
  stop(event);
  event.stopPropagation();
}
