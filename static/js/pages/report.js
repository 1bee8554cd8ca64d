/* 办理情况报告: what is written is kept by itself, a place at a time, and who else writes is told. Without this file one
   saves by hand; what the server does not have yet stays on this computer (desk.js, data-keep). */
"use strict";
(() => {
  const page = document.querySelector("[data-report]");
  if (!page) return;
  const WAIT = 1500, LOOK = 15000, PATIENCE = 20000; // ms
  const state = document.getElementById("report-state"), others = document.querySelector("[data-others]");
  // A window has a name of its own, also when it is a copy.
  const mine = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const forms = [...page.querySelectorAll("form[data-place]")];
  const say = (words) => { if (state.textContent !== words) state.textContent = words; };
  const mark = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/) || [])[1];
  const ask = async (body) => {
    const patience = new AbortController(), clock = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const url = body ? page.dataset.report : `${page.dataset.report}?window=${mine}`;
      const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers: { Accept: "application/json" }, signal: patience.signal });
      if (answer.redirected) return { status: 401, said: {} };
      return { status: answer.status, said: await answer.json().catch(() => ({})) };
    } catch { return { status: 0, said: {} }; } finally { clearTimeout(clock); }
  };

  const places = forms.map((form) => {
    const text = form.elements.text, said = form.parentElement.querySelector("[data-said]"), aside = form.querySelector("[data-aside]");
    let there = text.value, timer, sending = null;
    form.elements.window.value = mine;
    form.querySelector("[data-by-hand]").hidden = true;
    const save = async () => {
      const now = text.value;
      say("正在保存…");
      const fresh = mark();
      if (fresh) form.elements.csrfmiddlewaretoken.value = fresh;
      const { status, said: answer } = await ask(new FormData(form));
      if (status !== 200) {
        form.dispatchEvent(new Event("keep"));
        say(status === 401 ? "登录已过期。文字留在这台电脑上，请重新登录" : answer.error ? `${answer.error}文字留在这台电脑上。` : "连不上服务器，文字留在这台电脑上，恢复后自动保存");
        if (!answer.error) timer = setTimeout(send, 5000);
        return;
      }
      there = now;
      if (answer.aside) told(answer.aside);
      else {
        form.elements.base.value = answer.number;
        form.dataset.keptVersion = answer.number;
        aside.hidden = true;
        said.textContent = answer.at ? `已自动保存 ${answer.at}` : "";
      }
      form.dispatchEvent(new Event("saved", { bubbles: true }));
      say("都已自动保存");
      show(answer);
      if (text.value !== there) later();
    };
    // Settled once what is under way is through.
    const send = () => {
      clearTimeout(timer);
      if (!sending && text.value !== there) sending = save().finally(() => { sending = null; });
      return sending;
    };
    const later = () => { say("有新的改动，稍候自动保存"); clearTimeout(timer); timer = setTimeout(send, WAIT); };
    const told = ({ url, who, at }) => {
      aside.hidden = false;
      aside.textContent = `${who} ${at}也改了这一段。您写的另存了一份，没有丢。`;
      const door = document.createElement("a");
      [door.href, door.textContent] = [url, "比一比，选一份"];
      aside.append(door);
    };
    text.addEventListener("input", later);
    return { form, send, dirty: () => text.value !== there, said };
  });

  function show({ others: writing = [], newest = {} }) {
    others.hidden = !writing.length;
    const words = writing.map((one) => `${one.who} ${one.at}在写“${one.place}”`).join("；");
    if (others.textContent !== words) others.textContent = words;
    places.forEach(({ form, dirty, said }) => {
      const row = newest[form.dataset.place];
      if (row && !row.mine && row.number > Number(form.elements.base.value) && !dirty()) said.textContent = `${row.who}又改了，刷新页面看新的`;
    });
  }
  const look = async () => {
    if (document.hidden) return;
    const { status, said } = await ask();
    if (status === 200) show(said);
  };
  setInterval(look, LOOK);
  window.addEventListener("online", () => places.forEach((one) => one.send()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) places.forEach((one) => one.send());
    else look();
  });
  // A version is made of what the server has: first everything is there.
  const make = document.getElementById("make");
  let ready = false;
  make?.addEventListener("submit", (event) => {
    if (ready || !places.some((one) => one.dirty())) return;
    event.preventDefault();
    const all = () => Promise.all(places.map((one) => one.send()));
    all().then(all).then(() => { // twice: what was typed while the first were under way
      if (places.some((one) => one.dirty())) { say("有一段还没有保存，没有生成"); return; }
      ready = true;
      make.requestSubmit();
    });
  });
})();
