// Coming and going: who codes, asked where the program does not know; and the end of the program.

// A window keeps the name while it is open, so that loading it again asks nothing.
const HELD = "practicelearn coder";

function knownHere() {
  try { return sessionStorage.getItem(HELD); } catch { return null; }
}

// What somebody is called, as a folder can be called: Margaret O'Neill is margaret-o-neill. A name in letters
// that no folder here bears stays as it was typed, and is refused in words.
function asCoder(name) {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return /[^\x00-\x7f]/.test(plain) ? name : plain.replace(/[^a-z0-9]+/g, "-").slice(0, 40).replace(/^-|-$/g, "");
}

function whoCodes(page, { coders, usual, what }) {
  return new Promise((known) => {
    const other = h("input", { type: "text", value: page.coder || (coders.includes(usual) ? "" : usual), autocomplete: "off", spellcheck: "false", maxLength: 40 });
    const take = (name) => {
      if (!name) return;
      page.coder = name;
      try { sessionStorage.setItem(HELD, name); } catch { /* this window alone */ }
      known();
    };
    const sort = [...coders].sort((a, b) => (b === usual) - (a === usual));
    put(page.view, h("main.who", h("h1", "Who are you?"), h("p", W.who),
      coders.length > 0 && h("ul", sort.map((name) => h("li", h("button.press", { onclick: () => take(name) }, name)))),
      h("form", { onsubmit: (e) => { stop(e); take(asCoder(other.value)); } }, field(`${coders.length ? "Another" : "Your"} ${W.name}`, other),
        h("p.problem", { role: "alert" }, page.coder ? what : ""), h("p.ends", h("button", { type: "submit" }, "Begin")))));
    page.view.ariaBusy = null;
    page.view.querySelector(coders.length ? ".press" : "input").focus();
    if (!coders.length) other.select();
  });
}

// Somebody else sits down at this window: who codes is asked again, once everything is on disk.
function someoneElse(page) {
  const { store } = page;
  if (store.queue.length || store.typed?.size) return page.say(W.unsaved);
  try { sessionStorage.removeItem(HELD); } catch { /* it was this window's alone */ }
  location.reload();
}

// What is not on disk yet keeps the program going.
function quitProgram(page) {
  const { store } = page;
  if (store.queue.length || store.typed?.size) return page.say(W.unsaved);
  if (document.body.dataset.home) return void location.assign("/quit"); // there is more to lose there
  dialog(page, "Quit?", h("p", W.quit), {
    ok: "Quit",
    submit: async () => {
      try {
        const answer = await page.ask("quit", {});
        if (!answer.ok) return answer.what;
      } catch { /* it has ended already */ }
      page.ended();
    },
  });
}
