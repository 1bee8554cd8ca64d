/* Where both sides changed a paragraph the text holds both between marks (replies/letter/merge.py); a press keeps one.
   Without this file one deletes the other by hand. */
"use strict";
(() => {
  const PLACE = /^【这一处两边都改了，请只留一种】您写的：\n([\s\S]*?)^【另一种】(.*)写的：\n([\s\S]*?)^【选到这里】(\n|$)/m;
  document.querySelectorAll("#draft-form textarea").forEach((area) => {
    const row = document.createElement("div");
    row.className = "notice warn merge-choice";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", "两边都改了的地方，选一种写法");
    const draw = () => {
      const place = PLACE.exec(area.value);
      row.replaceChildren();
      row.hidden = !place;
      if (!place) return;
      const [whole, mine, theirs, other, end] = place, words = document.createElement("p");
      words.textContent = "两边都改了这一处，请选一种写法：";
      const shown = document.createElement("div");
      shown.className = "stack";
      [["用我写的", mine], [`用${theirs}写的`, other], ["两种都留", other + mine]].forEach(([label, text]) => {
        const choice = document.createElement("p"), button = document.createElement("button");
        [button.type, button.className, button.textContent] = ["button", "btn small", label];
        button.addEventListener("click", () => {
          area.focus();
          area.setRangeText(end ? text : text.replace(/\n$/, ""), place.index, place.index + whole.length, "end");
          area.dispatchEvent(new Event("input", { bubbles: true }));
          (row.querySelector("button") || area).focus();
        });
        choice.append(button);
        if (label !== "两种都留") choice.append(` ${text.trim() || "（删去这一段）"}`);
        shown.append(choice);
      });
      row.append(words, shown);
    };
    area.before(row);
    area.addEventListener("input", draw);
    draw();
  });
})();
