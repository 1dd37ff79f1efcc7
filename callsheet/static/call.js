// The call screen in one keystroke: the next lead is loaded ahead, put in place at the key, and the outcome is posted
// behind it. What the server answers is the truth: a refusal, a conflict or a lost connection is shown as it is.
// Every form and link here works without this file.

const main = () => document.getElementById("main");
const lead = () => main()?.dataset.call;
const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const noteKey = (id) => `note:${id}`;

let ahead = null; // { url, page }: the next lead, already here
let posting = Promise.resolve(); // outcomes are sent one after another

// ------------------------------------------------------------------ the next lead, ahead of time

async function loadAhead() {
  ahead = null;
  const url = main()?.dataset.next;
  if (!url) return;
  try {
    const response = await fetch(url);
    if (response.ok && main()?.dataset.next === url) ahead = { url, page: parse(await response.text()) };
  } catch {
    // Without it the key takes a moment longer.
  }
}

// ------------------------------------------------------------------ putting a page in place

function put(page, url) {
  const body = document.adoptNode(page.body);
  document.body.replaceChildren(...body.childNodes);
  document.body.className = body.className;
  document.title = page.title;
  if (new URL(url, location).href !== location.href) history.pushState({ call: true }, "", url);
  scrollTo(0, 0);
  arrive();
}

function arrive() {
  restoreNote();
  startClearance();
  tick();
  openAsked();
  loadAhead();
}

// Pages that bring behaviour of their own are opened as such.
const bringsMore = (page) =>
  [...page.querySelectorAll('script[type="module"]')].some(
    (script) => !document.querySelector(`script[src="${CSS.escape(script.getAttribute("src"))}"]`),
  );

function take(page, response) {
  const asked = page.querySelector("main:not([data-call]) [data-ask]");
  if (asked && panel(asked.dataset.ask)) return showAsk(asked.dataset.ask, asked.querySelector("form"));
  if (!response.ok) return toldOtherwise(page);
  if (bringsMore(page)) return location.assign(response.url);
  put(page, response.url);
}

// ------------------------------------------------------------------ sending

function send(action, body) {
  const sent = posting.then(() => fetch(action, { method: "POST", body: new URLSearchParams(body), keepalive: true }));
  posting = sent.catch(() => {});
  return sent;
}

async function post(form, submitter) {
  const body = new FormData(form, submitter);
  const note = document.getElementById("note");
  if (note && !body.has("note")) body.append("note", note.value);
  const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  const from = { lead: lead(), who: main().querySelector("h1")?.textContent, url: location.href };
  if (isOneKey(form, submitter)) return oneKey(action, body, from);
  try {
    const response = await send(action, body);
    const page = parse(await response.text());
    if (response.redirected && !action.endsWith("/dial/") && !("keepsNote" in form.dataset)) forget(from.lead);
    take(page, response);
    if (action.endsWith("/dial/")) openPhone();
  } catch {
    notKept(action, body, from);
  }
}

const isOneKey = (form, submitter) =>
  form.id === "attempt" && submitter?.name === "outcome" && ahead && !("stays" in submitter.dataset);

// The outcome goes out, the next lead is already on the screen; the answer only corrects what it shows.
async function oneKey(action, body, from) {
  const expected = ahead.url;
  put(ahead.page, expected);
  try {
    const response = await send(action, body);
    const page = parse(await response.text());
    if (!response.ok) return toldOtherwise(page);
    forget(from.lead);
    if (new URL(response.url).pathname === location.pathname) freshen(page);
  } catch {
    notKept(action, body, from);
  }
}

// The counts, the undo and the next lead as the server has them now; what is being typed or read stays.
function freshen(page) {
  for (const selector of [".topbar", ".peek", "#messages", "#heard"]) {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  const next = page.getElementById("main").dataset.next;
  if (next === main().dataset.next) return;
  if (next) main().dataset.next = next;
  else delete main().dataset.next;
  for (const field of document.querySelectorAll('input[name="next"]')) field.value = next?.match(/\d+/)?.[0] ?? "";
  loadAhead();
}

// ------------------------------------------------------------------ when it went otherwise

function notice(...nodes) {
  const box = document.createElement("div");
  box.className = "notice notice-error";
  box.append(...nodes);
  const place = document.getElementById("messages") ?? main();
  place.prepend(box);
  return box;
}

function toldOtherwise(page) {
  const truth = page.querySelector("[data-truth], .notice-error");
  if (truth) notice(...document.adoptNode(truth).childNodes);
  else said("The outcome before this one was not kept. ", "Open the sheet", "/sheet/");
}

function said(text, linkText, href) {
  const [words, link] = [document.createElement("p"), document.createElement("a")];
  [words.textContent, link.textContent, link.href] = [text, linkText, href];
  notice(words, link);
}

function notKept(action, body, from) {
  const words = document.createElement("p");
  words.textContent = `Not kept: there is no connection. The outcome for ${from.who} still has to be sent.`;
  const again = document.createElement("button");
  Object.assign(again, { className: "btn", textContent: "Send it again", type: "button" });
  const box = notice(words, again);
  again.addEventListener("click", async () => {
    try {
      const response = await send(action, body);
      box.remove();
      if (response.ok) forget(from.lead);
      else toldOtherwise(parse(await response.text()));
    } catch {
      words.textContent = `Still no connection. The outcome for ${from.who} is kept here until it can be sent.`;
    }
  });
}

// ------------------------------------------------------------------ dialing, and while it rings

// After the gate allowed it the screen comes back live; then the phone opens.
const openPhone = () => document.querySelector("a[data-dials]")?.click();

// A page that is left open must not ring again once its permission ran out: the link becomes a mere clock.
let ranOut = Infinity; // by this device's clock, counted from the page's arrival, so that a wrong clock does no harm

function startClearance() {
  const link = document.querySelector("a[data-lives]");
  ranOut = link ? Date.now() + Number(link.dataset.lives) * 1000 : Infinity;
}

function endClearance() {
  const link = document.querySelector("a[data-dials]");
  if (!link || Date.now() < ranOut) return;
  for (const name of ["href", "data-dials", "aria-keyshortcuts"]) link.removeAttribute(name);
  link.querySelector(".key").remove();
  document.getElementById("cleared").hidden = true;
  document.getElementById("ran-out").hidden = false;
}

document.addEventListener("click", (event) => event.target.closest?.("a[data-dials]") && endClearance(), true);

function tick() {
  endClearance();
  const link = document.querySelector("a[data-since]");
  const words = link?.querySelector("[data-live]");
  if (!words) return;
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(link.dataset.since)) / 1000));
  if (seconds < 1800) words.textContent = `Calling, ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

setInterval(tick, 1000);

// ------------------------------------------------------------------ outcomes that ask

const panel = (value) => document.querySelector(`.ask-panel[data-ask="${CSS.escape(value)}"]`);

function showAsk(value, form) {
  const place = panel(value);
  if (!place) return;
  closeAsks();
  if (form) {
    for (const field of form.querySelectorAll("[name=note]")) field.closest(".field").remove();
    place.replaceChildren(document.adoptNode(form));
  }
  place.hidden = false;
  (place.querySelector("[aria-invalid]") ?? place.querySelector(".input")).focus();
}

function closeAsks() {
  for (const open of document.querySelectorAll(".ask-panel:not([hidden])")) open.hidden = true;
}

// The sheet sends S here: /call/12/#snooze
function openAsked() {
  if (location.hash === "#snooze") showAsk("snooze");
}

document.addEventListener("keydown", (event) => {
  const open = document.querySelector(".ask-panel:not([hidden])");
  if (event.key !== "Escape") return;
  if (open) {
    event.preventDefault();
    closeAsks();
    document.activeElement?.blur();
  } else {
    document.querySelector(".outcome-menu[open]")?.removeAttribute("open");
  }
});

// What a key opens comes into sight: a branch of the script in full, and the rarer endings with the first one at hand.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.open) return;
    if (target.matches(".branch")) target.scrollIntoView({ block: "nearest" });
    if (target.matches(".outcome-menu")) target.querySelector("button").focus();
  },
  true,
);

// ------------------------------------------------------------------ notes are kept as they are typed

document.addEventListener("input", (event) => {
  if (event.target.id === "note") sessionStorage.setItem(noteKey(lead()), event.target.value);
});

function restoreNote() {
  const note = document.getElementById("note");
  if (note && !note.value) note.value = sessionStorage.getItem(noteKey(lead())) ?? "";
}

const forget = (id) => sessionStorage.removeItem(noteKey(id));

// ------------------------------------------------------------------ what is pressed

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!lead() || !main().contains(form) || form.method !== "post") return;
  event.preventDefault();
  if (submitter?.dataset.asks) showAsk(submitter.dataset.asks);
  else post(form, submitter);
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-goes], a[data-back]");
  if (!link || !lead() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if ("back" in link.dataset) return closeAsks();
  if (ahead?.url === link.getAttribute("href")) return put(ahead.page, ahead.url);
  try {
    await posting;
    const response = await fetch(link.href);
    put(parse(await response.text()), response.url);
  } catch {
    location.assign(link.href);
  }
});

addEventListener("popstate", () => location.reload());
addEventListener("beforeunload", (event) => {
  if (document.querySelector(".notice-error button")) event.preventDefault();
});

if (lead()) {
  history.replaceState({ call: true }, "");
  arrive();
}
