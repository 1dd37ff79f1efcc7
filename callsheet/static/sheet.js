// The call sheet by keyboard: J and K move the current row, Enter opens it, S snoozes it; Space calls it.

const rows = () => [...document.querySelectorAll("tr[data-row]")];
const current = () => document.querySelector("tr[data-row][aria-current]");
const FIELDS = "input, textarea, select, a, button, summary, [contenteditable]";

function move(step) {
  const all = rows();
  if (!all.length) return;
  const place = all.indexOf(current());
  const next = all[Math.min(Math.max(place + step, 0), all.length - 1)];
  current()?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.scrollIntoView({ block: "nearest" });
  follow(next);
}

// The one blue button names and opens the current row.
function follow(row) {
  const button = document.querySelector("[data-current]");
  const link = row.querySelector("a.row-link");
  if (!button) return;
  button.href = link.href;
  button.firstChild.textContent = `Call ${row.querySelector(".owner").textContent} `;
}

const open = () => current()?.querySelector("a.row-link").click();

function snooze() {
  const link = current()?.querySelector("a.row-link");
  if (link) location.assign(`${link.href}#snooze`);
}

const PRESSES = { j: () => move(1), k: () => move(-1), Enter: open, s: snooze };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys !== "on") return;
  if (document.querySelector("dialog[open]") || event.target.closest?.(FIELDS)) return;
  const press = PRESSES[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!press) return;
  event.preventDefault();
  press();
});

document.querySelector("[data-print]")?.addEventListener("click", (event) => {
  event.preventDefault();
  print();
});

// A chosen filter shows at once; without script the Show button does.
document.querySelector("form.filters")?.addEventListener("change", (event) => event.currentTarget.requestSubmit());
