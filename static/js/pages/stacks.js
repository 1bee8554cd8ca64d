/* 交一叠: says how many files a chosen folder holds. The page works without this file. */
"use strict";
(() => {
  const folder = document.querySelector("[data-folder]"), said = document.querySelector("[data-folder-said]");
  if (!folder) return;
  folder.addEventListener("change", () => {
    const [first] = folder.files;
    said.textContent = first ? `“${first.webkitRelativePath.split("/")[0]}”里有${folder.files.length}个文件` : "";
  });
})();
