// Keys: heard in one place for the whole page, looked up in the one table that comes with the study
// (keys.py), done by the view on show. A view knows meanings, never keys.

const K = {}; // meaning to key, for buttons to show
const NAMED = { Delete: "Del", Escape: "Esc", " ": "Space" };

// What stays where the focus is; all else acts in the text, which gets the focus.
const BESIDE = new Set(["keys", "search_all", "write", "memos", "for", "against", "mixed", "strength", "matters", "quotable", "refer", "undo", "redo",
  "search", "find", "question", "new_code", "take", "take_all", "take_none", "finish", "play", "back_5", "slower", "faster"]);

function learnKeys({ meanings }) {
  for (const [key, does] of Object.entries(meanings)) K[does] ??= NAMED[key] ?? key;
}

class Keys {
  constructor(page) {
    this.page = page;
    this.where = page.inTab ? document : page.el;
    this.heard = (event) => this.hear(event);
    this.where.addEventListener("keydown", this.heard);
  }

  close() { this.where.removeEventListener("keydown", this.heard); }

  hear(event) {
    const { page } = this, { target, key } = event, view = page.show;
    if (!page.inTab) event.stopPropagation(); // the notebook has keys of its own
    // AltGr writes a letter; Windows gives it out as Ctrl with Alt.
    const graph = event.getModifierState("AltGraph"), ctrl = !graph && (event.ctrlKey || event.metaKey);
    if (event.isComposing || event.keyCode === 229 || (event.altKey && !graph) || event.defaultPrevented) return;
    if (!view?.does || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || page.el.querySelector("dialog[open]")) return;
    const text = view.stage?.(), name = this.name(event, ctrl);
    if (text?.held()) return this.under(event, text);
    if (/^(Enter| )$/.test(key) && target.closest?.("button, a, summary, td")) return;
    const does = page.store.study.meanings[name], run = { keys: () => showKeys(page), search_all: () => page.go("search") }[does] ?? view.does[does];
    if (run) {
      stop(event);
      if (!BESIDE.has(does)) text?.focus();
      text?.tell();
      run(key);
    } else if (does && !/^(Enter|Escape| )$/.test(key)) {
      stop(event);
      page.say(`${name} does nothing here. ? shows the keys.`);
    } else if (text) this.through(event, text, ctrl);
  }

  name({ key, shiftKey }, ctrl) {
    const shift = shiftKey && (ctrl || /^(Enter|F10)$/.test(key)) ? "Shift+" : "";
    return ctrl ? `Ctrl+${shift}${key.toUpperCase()}` : shift + key;
  }

  // While the hand holds the text, a key could only act on what is not yet selected.
  under(event, text) {
    if (event.key === "Escape") text.letGo();
    if (event.key.length === 1 || event.key === "Escape") stop(event);
  }

  // What the browser does in the text, it does there wherever the focus was; it never writes.
  through(event, text, ctrl) {
    const { key, target } = event, inText = text.host.contains(target);
    const moves = /^(Arrow|Page|Home|End)/.test(key) || (ctrl && /^a$/i.test(key));
    if (inText && (ctrl ? /^[biuxvk]$/i.test(key) : key.length === 1 && key !== " ")) stop(event);
    else if (moves && !inText && (target === document.body || target === this.page.el || target.closest("button"))) text.focus();
  }
}
