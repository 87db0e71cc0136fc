// What every page does by script; without it every page still works.
(() => {
  "use strict";

  // A form is sent once, however often its button is pressed; it can be sent again when the page is shown again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    if (!form.hasAttribute("data-once")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  });

  // A refused form: what was refused is read first.
  document.querySelector("[data-focus]")?.focus();

  // On a wide page the menu is always open.
  const wide = matchMedia("(min-width: 992px)");
  const menu = document.querySelector("[data-menu]");
  const arrange = () => { if (menu) menu.open = wide.matches; };
  wide.addEventListener("change", arrange);
  arrange();

  // A click beside an open menu closes it; so does Escape.
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.account[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll("details.account[open]")) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  // Whether there is a connection.
  const connection = document.getElementById("connection");
  const say = () => { if (connection) connection.hidden = navigator.onLine; };
  window.addEventListener("online", say);
  window.addEventListener("offline", say);
  say();

  // Drafts: what was typed is kept on this device until it is accepted, by person and form.
  const user = document.documentElement.dataset.user || "";
  const drafts = "draft:";
  const keyOf = (form) => `${drafts}${user}:${form.dataset.draft}`;
  const hidden = (name) => name === "csrf_token" || name === "_key";
  const typed = (form) => [...new FormData(form)].filter(([name, value]) => !hidden(name) && typeof value === "string");
  const restore = (form, kept) => {
    const values = new Map();
    for (const [name, value] of kept) values.set(name, [...(values.get(name) || []), value]);
    for (const input of form.elements) {
      if (!input.name || hidden(input.name) || ["hidden", "password", "submit"].includes(input.type)) continue;
      const wanted = values.get(input.name);
      if (input.type === "checkbox" || input.type === "radio") input.checked = !!wanted?.includes(input.value);
      else if (wanted?.length) input.value = wanted.shift();
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  for (const form of document.querySelectorAll("form[data-draft]")) {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(keyOf(form))); } catch { /* unreadable: as if there were none */ }
    if (kept?.length && !form.querySelector(".alert-danger")) {
      restore(form, kept);
      form.querySelector("[data-draft-restored]")?.removeAttribute("hidden");
    }
    const keep = () => {
      try { localStorage.setItem(keyOf(form), JSON.stringify(typed(form))); } catch { /* full: a draft is a kindness */ }
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.querySelector("[data-draft-discard]")?.addEventListener("click", () => {
      localStorage.removeItem(keyOf(form));
      form.reset();
      form.querySelector("[data-draft-restored]")?.setAttribute("hidden", "");
    });
  }
  // An accepted form's page names its draft, which is then over: <meta name="draft-done" content="…">.
  for (const done of document.querySelectorAll("[data-draft-done]")) {
    localStorage.removeItem(`${drafts}${user}:${done.dataset.draftDone}`);
  }

  // A Jalali calendar on date fields; it writes Latin digits with slashes, which the server takes.
  if (window.jalaliDatepicker) {
    window.jalaliDatepicker.startWatch({
      persianDigits: document.documentElement.lang === "fa",
      autoReadOnlyInput: false,
      showTodayBtn: true,
      showEmptyBtn: false,
      minDate: "attr",
      maxDate: "attr",
      zIndex: 2000,
    });
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
