/* 复制: the text of the field that data-copy names goes to the clipboard, on an intranet's plain HTTP too, where the
   browser gives no navigator.clipboard. */
"use strict";
document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.getElementById(button.dataset.copy).select();
    button.nextElementSibling.textContent = document.execCommand("copy") ? "已复制，可以粘贴了。" : "已选中，请按 Ctrl+C 复制。";
  });
});
