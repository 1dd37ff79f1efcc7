// Enter goes to the wrong cell of the next row, and sends the rows from the last one.

const form = document.querySelector("form[data-mend]");

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
  const row = event.target.closest?.(".mend-row");
  if (!row || event.target.type === "checkbox") return;
  const next = row.nextElementSibling?.querySelector('[aria-invalid="true"]');
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});
