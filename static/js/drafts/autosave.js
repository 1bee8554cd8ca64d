/* What is typed is kept by itself: on the server within seconds, on this computer while the server cannot be reached
   (desk.js keeps it there, data-keep), and sent as soon as it can be. Without this file one saves by hand. */
"use strict";
(() => {
  const form = document.querySelector("form[data-autosave]"), state = document.getElementById("autosave-state"), aloud = document.getElementById("autosave-aloud");
  if (!form || !state) return;
  const url = form.dataset.autosave, around = document.getElementById("autosave-around");
  const BOOKKEEPING = ["csrfmiddlewaretoken", "seen", "base", "tab", "picked"];
  const OFTEN = 10000, PATIENCE = 20000, BACK_OFF = [1, 2, 4, 8, 15, 30]; // ms, ms, s
  const SETTLED = 2000; // ms until the page that this one replaced has said that it is gone
  const LARGEST = 60000; // bytes a browser still sends for a page that is being closed
  const SIGN_IN = "在新窗口登录";
  const texts = () => JSON.stringify(Object.fromEntries([...new FormData(form)].filter(([name]) => !BOOKKEEPING.includes(name))));
  const wait = () => Number(form.dataset.autosaveWait || 1500);
  let there = texts(), turn = 0, began = 0, timer, failures = 0, trouble = "", safe = "", shown = "", sending = null, submitted = false;

  // A window has a name of its own, also when it is a copy or comes back from the browser's store.
  const name = () => {
    turn = 0;
    form.elements.tab.value = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  };

  const letter = (more) => JSON.stringify({
    tab: form.elements.tab.value, who: Number(form.dataset.who), turn: turn += 1, base: Number(form.elements.base.value),
    picked: Number(form.elements.picked.value) || null, ...more,
  });
  // The last word of a window: what is not there yet, unless a form took it along.
  const parting = () => letter({ left: true, ...(texts() !== there && !submitted && { texts: JSON.parse(texts()) }) });
  // Signing in changes the mark of every form of this page; the newest one is in the cookie.
  const mark = () => {
    const found = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    if (found) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((one) => { one.value = found[1]; });
    return form.elements.csrfmiddlewaretoken.value;
  };
  const ask = async (body, options = {}) => {
    const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json", "X-CSRFToken": mark() }) };
    const method = body ? "POST" : "GET", patience = new AbortController();
    const clock = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(body ? url : `${url}?tab=${form.elements.tab.value}`, { method, headers, body, signal: patience.signal, ...options });
      return { status: answer.status, said: await answer.json().catch(() => ({})) };
    } catch {
      return { status: 0, said: {} };
    } finally {
      clearTimeout(clock);
    }
  };

  // What is worth hearing is said aloud: trouble, and a minute that is safe. The rest is for the eye.
  const say = (words, look = "") => {
    if (shown === words) return; // a link in it may have the focus
    shown = words;
    state.className = look || "quiet small";
    const [before, after] = words.split(SIGN_IN);
    state.textContent = before;
    if (after !== undefined) {
      const door = document.createElement("a");
      [door.href, door.target, door.textContent] = [form.dataset.door, "_blank", SIGN_IN];
      state.append(door, after);
    }
    if (look) aloud.textContent = words;
  };
  const onThisComputer = () => {
    form.dispatchEvent(new Event("keep"));
    try { return localStorage.getItem(`banli:text:${form.dataset.keep}`) !== null; } catch { return false; }
  };

  // One sending at a time; what was typed meanwhile goes with the next. Returns whether everything is there now.
  const send = () => {
    clearTimeout(timer);
    if (!sending) sending = deliver().finally(() => { sending = null; });
    return sending;
  };
  async function deliver() {
    const now = texts();
    if (now !== there) {
      if (!trouble || trouble === "refused") say("正在保存…");
      const { status, said } = await ask(letter({ texts: JSON.parse(now) }));
      if (status !== 200) { failed(status, said); return false; }
      there = now;
      mark();
      show(said);
      safe = `已自动保存 ${said.saved_at}`;
    }
    failures = began = 0;
    trouble = "";
    if (texts() !== there) { later(); return false; }
    say(safe, safe && "saved");
    form.dispatchEvent(new Event("saved", { bubbles: true }));
    return true;
  }

  function failed(status, said) {
    const full = status === 503; // the server is there, and can store nothing
    const unreached = full || !said.error; // or nobody there, or not our program that answers
    trouble = unreached ? "offline" : status === 401 ? "expired" : said.mark ? "mark" : "refused";
    const kept = onThisComputer() ? "文字已留在这台电脑上" : "文字还在这一页上，请不要关掉它";
    if (unreached) say(`${full ? "服务器暂时存不了" : "连不上服务器"}，${kept}，恢复后自动保存`, "trouble");
    else if (trouble === "expired") say(`登录已过期，${kept}。请${SIGN_IN}，回来后会自动保存`, "trouble");
    else if (trouble === "refused") say(`${said.error}${kept}。`, "trouble");
    if (trouble === "refused") return; // until something changes: a new answer then
    const seconds = BACK_OFF[Math.min(failures, BACK_OFF.length - 1)];
    failures += 1;
    timer = setTimeout(() => (trouble === "mark" ? ask().then(send) : send()), seconds * 1000);
  }

  const later = () => {
    began = began || Date.now();
    if (trouble && trouble !== "refused") return; // a try is due anyway
    say("有新的改动，稍候自动保存");
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(0, Math.min(wait(), began + OFTEN - Date.now())));
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("replace", () => {
    if (turn || texts() !== there) ask(parting());
    form.elements.picked.value = "";
    name();
  });
  const again = () => {
    if (trouble) send();
    else ask().then(({ status, said }) => { if (status === 200) show(said); });
  };
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });

  // A version cannot be saved while the server is away: the page stays. If the server is back, it goes on.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    const button = event.submitter;
    if (sending && !trouble) { // else it could arrive after the version and stand next to it as unsaved
      event.preventDefault();
      sending.finally(() => form.requestSubmit(button));
      return;
    }
    if (trouble === "offline" || trouble === "expired") {
      event.preventDefault();
      form.dispatchEvent(new Event("keep"));
      send().then((done) => { if (done) form.requestSubmit(button); });
      return;
    }
    mark();
    submitted = true;
  });
  window.addEventListener("pagehide", () => {
    const dirty = texts() !== there && !submitted, known = turn > 0, body = parting();
    if (dirty) form.dispatchEvent(new Event("keep"));
    if ((dirty || known) && new Blob([body]).size < LARGEST) ask(body, { keepalive: true });
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    submitted = false;
    name();
    there = null;
    send();
  });

  // Who else is writing, and whether a newer version exists: said at once, with the way to both texts.
  function show(said) {
    const rows = said.others.map((one) => one.me
      ? `您在另一个窗口或者另一台电脑上也开着这份稿子，${one.at}还在写。请只留一处写；两处都存的，后存的一处会看到两份文字和合并稿。`
      : `${one.who}也在写这份稿子，${one.at}还在写。谁都不会盖掉谁：后存的一方会看到两份文字和合并稿。`);
    const newer = said.newest.number > Number(form.elements.base.value);
    if (newer) rows.unshift(`您写的时候，${said.newest.who}在${said.newest.at}存了第${said.newest.number}稿。您的文字还在这里，请对照合并。`);
    const words = rows.join("\n");
    if (around.dataset.words === words) return;
    around.dataset.words = words;
    around.replaceChildren(...rows.map((row, at) => {
      const note = document.createElement("p");
      note.className = "notice warn";
      note.textContent = row;
      if (newer && at === 0) {
        const way = document.createElement("button");
        [way.className, way.textContent] = ["btn small", "对照合并"];
        way.setAttribute("form", form.id);
        note.append(" ", way);
      }
      return note;
    }));
  }

  name();
  setTimeout(again, SETTLED);
  if ("unsent" in form.dataset) { there = ""; send(); } // a form that was refused comes back with what was typed
})();
