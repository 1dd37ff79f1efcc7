// Keys press what carries them in aria-keyshortcuts: buttons and links are clicked, fields get the focus.
// They are off inside fields, with Ctrl, Alt or Meta, and when the person switched them off (data-keys on the body).

const FIELDS = "input, textarea, select, [contenteditable]";
const PRESSED_BY_SPACE = "a, button, summary, select, input, textarea";

const name = (event) => (event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key);

const isShown = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null;

// The first thing on the screen that answers to a key; an open dialog keeps the others out.
function wearing(key) {
  const within = document.querySelector("dialog[open]") ?? document;
  const all = within.querySelectorAll(`[aria-keyshortcuts~="${CSS.escape(key)}"]`);
  return [...all].find((element) => isShown(element) && !element.disabled);
}

function press(element) {
  if (element.matches(FIELDS)) element.focus();
  else element.click();
}

async function showKeys(link) {
  const response = await fetch(link.href);
  if (!response.ok) return location.assign(link.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.className = "keys-dialog";
  dialog.append(page.getElementById("keys"));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.(FIELDS)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (document.body.dataset.keys !== "on" || event.repeat) return;
  const key = name(event);
  if (key === "Space" && event.target.closest?.(PRESSED_BY_SPACE)) return;
  const element = wearing(key);
  if (!element || key === "Enter" || key === "Tab") return;
  event.preventDefault();
  if (key === "?" && element.href) showKeys(element);
  else press(element);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[aria-keyshortcuts="?"]');
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  showKeys(link);
});
