// A link that prints the page it is on. Without script it only leads to the page, which prints as well.

document.querySelectorAll("[data-print]").forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    print();
  });
});
