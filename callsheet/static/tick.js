// A box that ticks, or unticks, every box of its form. Without script there is no such box.

document.querySelectorAll("[data-tick-all]").forEach((all) => {
  all.hidden = false;
  const box = all.querySelector("input");
  const boxes = () => [...box.form.elements].filter((one) => one.type === "checkbox" && one !== box);
  box.addEventListener("change", () => boxes().forEach((one) => (one.checked = box.checked)));
});
