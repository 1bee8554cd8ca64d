/* The deputy's page works without this file. It sends a form once and shows the errors first. */
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 10000); // the line may drop: then one presses again
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});
(document.querySelector(".errors-summary") || { focus() {} }).focus();
