// What a form cannot do by itself: tell that a study has changed, show how far a job is, take files
// that are dropped. Every page works without it.

const main = document.querySelector("main");

// A study that changed since the page was made: said above it, and nothing is moved or loaded by itself.
if (main?.dataset.watch) {
  const told = main.querySelector(".changed");
  const CHANGED = "This study has changed since this page was made. ";
  const SILENT = "The program does not answer. Is the window it runs in still open? What you type here is not saved until it does.";
  const ELSEWHERE = "The program was started again. Open the page from the window it runs in (Enter gives a new address there), then load this one again.";
  let said = "";
  const say = (text) => { // a screen reader hears it once
    if (text === said) return;
    said = told.textContent = text;
    told.hidden = !text;
  };
  const look = async () => {
    if (document.hidden || said === CHANGED) return;
    try {
      const answer = await fetch(main.dataset.watch, { cache: "no-store" });
      if (answer.status === 403) return say(ELSEWHERE);
      const { state } = await answer.json();
      say(state && state !== main.dataset.state ? CHANGED : "");
      if (!said) return;
      const again = document.createElement("a");
      again.href = location.href;
      again.textContent = "Show it as it is now";
      told.append(again, ".");
    } catch {
      say(SILENT);
    }
  };
  setInterval(look, 4000);
  addEventListener("focus", look);
}

// A job: how far it is, and on to what it made.
const job = document.querySelector("[data-job]");
if (job) {
  const bar = job.querySelector("progress"), what = job.querySelector(".what"), cancel = job.querySelector(".cancel");
  const ask = async () => {
    try {
      const now = await (await fetch(job.dataset.job, { cache: "no-store" })).json();
      if (now.over) return void location.replace(job.dataset.next);
      what.textContent = now.what;
      if (now.of) { bar.max = now.of; bar.value = now.done; }
      if (cancel) cancel.hidden = !now.can_stop;
    } catch { /* asked again */ }
    setTimeout(ask, 400);
  };
  ask();
}

// Files dropped on a form are chosen in it, and their names are shown before anything is sent.
for (const form of document.querySelectorAll("form.drop")) {
  const input = form.querySelector("input[type=file]"), list = form.querySelector(".chosen"), limit = Number(form.dataset.limit);
  const show = () => {
    const files = [...input.files], size = files.reduce((all, f) => all + f.size, 0);
    list.textContent = size > limit ? `These are ${Math.ceil(size / 2 ** 20)} MB together, and ${limit / 2 ** 20} MB can be taken at once. Choose fewer.` : files.map((f) => f.name).join(", ");
    form.querySelector("button").disabled = size > limit;
  };
  input.addEventListener("change", show);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
    });
  }
}

// Whoever decides on one thing after another by keys goes on where they were, and not at the top of
// the page: at what was wrong, else at the heading that now stands in the place of what was decided.
const PRESSED = "pressed";
const ours = () => (main ? [...main.querySelectorAll("form")] : []);
const into = (what) => {
  if (!what.matches("a, button, input, select, textarea, summary")) what.tabIndex = -1;
  what.focus();
};
addEventListener("submit", (event) => {
  const n = ours().indexOf(event.target);
  sessionStorage.setItem(PRESSED, JSON.stringify({ at: location.pathname, n, y: scrollY }));
});
const pressed = JSON.parse(sessionStorage.getItem(PRESSED) ?? "null");
sessionStorage.removeItem(PRESSED);
const wrong = main?.querySelector(".problem[role=alert]");
if (pressed && wrong) into(wrong);
else if (pressed?.at === location.pathname && pressed.n >= 0) {
  const said = main.querySelector(".said"), form = ours()[pressed.n];
  const head = form?.closest("section")?.querySelector("h2, h3");
  scrollTo(0, pressed.y);
  into(said ?? head ?? form?.querySelector("a, button, input:not([type=hidden]), select, textarea") ?? main);
}
