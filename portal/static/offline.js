// The page's part of working without a signal: the service worker, forms that wait for a connection, and the queue.
(() => {
  "use strict";
  const html = document.documentElement;
  const user = html.dataset.user || "";
  const inspector = html.dataset.offline || "";
  const isOfflinePage = document.querySelector("[data-offline-page]") !== null;
  const queue = window.PortalQueue;
  const texts = document.getElementById("offline-texts")?.dataset ?? {};
  const persian = html.lang === "fa";
  const say = (text, values = {}) => (text ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const number = (value) => new Intl.NumberFormat(persian ? "fa-IR" : "en").format(value);
  const moment = (time) => new Intl.DateTimeFormat(persian ? "fa-IR-u-ca-persian" : "en-u-ca-persian", {
    day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tehran",
  }).format(new Date(time));

  // Pages that were kept for somebody are theirs alone: whoever else looks at the portal here makes an end of them.
  // The offline page is nobody's, so it says nothing about who is there.
  const ours = `kept:${inspector}`;
  if ("caches" in window && !isOfflinePage) {
    caches.keys().then((names) => {
      for (const name of names) if (name.startsWith("kept:") && name !== ours) caches.delete(name);
    }).catch(() => { /* a browser that keeps nothing has nothing to forget */ });
  }

  // The number of a file reads from left to right, in a text of either direction.
  const isolated = (text) => text.replace(/[\d۰-۹]+(-[\d۰-۹]+)+/g, "\u2066$&\u2069");

  // A copy says so, and since when it is one, in place of the bar that only says that there is no connection.
  const connection = document.getElementById("connection");
  if (html.dataset.keptAt && connection && texts.copy) {
    const copy = connection.cloneNode(true);
    copy.removeAttribute("id");
    copy.lastChild.textContent = ` ${say(texts.copy, { time: moment(Number(html.dataset.keptAt)) })}`;
    copy.hidden = false;
    connection.replaceWith(copy);
  }

  // Parts of a page are not asked for without a connection.
  document.addEventListener("htmx:beforeRequest", (event) => { if (!navigator.onLine) event.preventDefault(); });

  if (isOfflinePage) listKeptPages();
  if (!inspector || !queue) return;

  let registration = null;
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => null);
    navigator.serviceWorker.ready.then((ready) => {
      registration = ready;
      // What the day needs is what a page marks.
      const links = document.querySelectorAll("a[data-keep-offline][href]");
      const wanted = [...new Set([...links].map((link) => link.href))];
      if (html.dataset.keptAt || !navigator.onLine) return;
      // The page one is on was there before the worker was, the first time.
      ready.active?.postMessage({ type: "keep", urls: [location.href, ...wanted, "/inspector/queue"] });
    });
  }

  // -- the queue

  const sendSoon = () => {
    if (registration?.sync) registration.sync.register("queue").catch(() => null); // goes on when the tab is closed
  };
  let running = null;
  let left = "";
  const flush = () => {
    running ??= queue.flush()
      .then((why) => { left = why; }, () => { left = "no_connection"; })
      .finally(() => { running = null; show(); });
    return running;
  };

  const draftKey = (entry) => `draft:${entry.user}:${entry.draft}`;
  const isSent = ([name]) => name !== "csrf_token" && name !== "_key";
  const hasDraft = (entry) => { try { return !!localStorage.getItem(draftKey(entry)); } catch { return true; } };
  // What came back lies in the form again when its page is opened; what is typed there meanwhile is not overwritten.
  const makeDraft = (entry) => {
    if (!entry.draft) return;
    try { localStorage.setItem(draftKey(entry), JSON.stringify(entry.fields.filter(isSent))); } catch { /* the queue has it */ }
  };
  const dropDraft = (entry) => { try { localStorage.removeItem(draftKey(entry)); } catch { /* nor was it kept */ } };

  const explain = (entry) => {
    if (entry.state === "accepted") return texts.accepted;
    if (entry.state === "refused") return texts.refused;
    if (entry.state === "sending" && running) return texts.sending;
    if (entry.reason === "signed_out" || left === "signed_out") return texts.signedOut;
    return entry.reason === "away" && navigator.onLine ? texts.away : texts.waiting;
  };
  const kind = (entry) => ({ accepted: "success", refused: "danger" })[entry.state] ?? "warning";

  const element = (name, className = "", text = "") => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const link = (text, href, className = "btn btn-outline-primary") => {
    const made = element("a", className, text);
    made.href = href;
    return made;
  };
  const button = (text, className, act) => {
    const made = element("button", `btn ${className}`, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const reasons = (entry) => [entry.detail, ...Object.values(entry.errors ?? {}).flat(3)]
    .filter((each) => typeof each === "string" && each);

  // -- forms

  const noteOf = new Map(); // form: the place beside it where its state is said
  const stateOf = new Map(); // form: the entry that is shown there, so that nothing is said twice
  for (const form of document.querySelectorAll("form[data-queue]")) {
    const note = element("div", "queue-note");
    note.setAttribute("role", "status");
    note.tabIndex = -1;
    form.before(note);
    noteOf.set(form, note);
    if (html.dataset.keptAt) form.elements.namedItem("_key").value = newKey(); // a copy's key may have been used since
  }

  function hiddenField(name, value) {
    return Object.assign(document.createElement("input"), { type: "hidden", name, value });
  }

  function newKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const pathOf = (form) => new URL(form.getAttribute("action"), location.href).pathname;
  // A report is written on its file's page, and confirmed on one that cannot be opened again.
  const fileOf = (form) => /^\/inspector\/files\/([\w-]+)\/report$/.exec(pathOf(form))?.[1];
  const draftOf = (form) => form.dataset.draft || (fileOf(form) ? `report:${fileOf(form)}` : "");
  const pageOf = (form) => (fileOf(form) ? `/files/${fileOf(form)}` : location.pathname + location.search);
  const titleOf = (form) => (form.dataset.queueTitle ? isolated(say(texts.title, { number: inDigits(form.dataset.queueTitle) })) : document.title);
  const inDigits = (text) => (persian ? text.replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]) : text);
  const isOf = (form) => (entry) => entry.user === user && entry.url === pathOf(form);

  const tell = (form, entry) => {
    const note = noteOf.get(form);
    const seen = `${entry.key} ${entry.state} ${explain(entry)}`;
    if (stateOf.get(form) === seen) return;
    stateOf.set(form, seen);
    note.className = `queue-note alert alert-${kind(entry)}`;
    note.replaceChildren(element("strong", "d-block", explain(entry)));
    const why = reasons(entry);
    if (why.length) {
      const list = element("ul", "mb-0 mt-1");
      for (const each of why) list.append(element("li", "", each));
      note.append(list);
    }
    const links = element("div", "buttons mt-2");
    if (entry.state === "accepted" && entry.location) links.append(link(texts.open, entry.location));
    if (queue.waits(entry)) links.append(link(texts.queue, "/inspector/queue"));
    if (explain(entry) === texts.signedOut) links.append(link(texts.signIn, `/login?next=${encodeURIComponent(entry.page)}`));
    if (links.children.length) note.append(links);
  };
  const shut = (form) => { form.inert = true; };
  const release = (form) => {
    form.inert = false;
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };

  // After portal.js, which asks what is to be confirmed and stops a second click.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !noteOf.has(form) || event.submitter?.hasAttribute("data-queue-skip")) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    if (data.get("step") === "preview") preview(form, event.submitter, data);
    else hand(form, data);
  });

  // What is shown before it is confirmed is an ordinary page while there is a connection. Without one there is no cost
  // to be shown, and whoever queues the report nevertheless has been told so.
  async function preview(form, submitter, data) {
    if (navigator.onLine && (await queue.isReachable())) {
      const pressed = hiddenField(submitter?.name ?? "", submitter?.value ?? "");
      form.append(pressed);
      form.submit();
      pressed.remove(); // what is sent is settled by now; it is not there any more when one comes back
    } else if (window.confirm(texts.unseen)) {
      await hand(form, data);
    } else {
      release(form);
    }
  }

  async function hand(form, data) {
    const fields = [...data].filter(([, value]) => typeof value === "string");
    let entry = {
      key: String(data.get("_key") || newKey()),
      user,
      url: pathOf(form),
      page: pageOf(form),
      title: titleOf(form),
      draft: draftOf(form),
      fields: fields.filter(isSent),
      created_at: Date.now(),
      state: "waiting",
      tried: false,
      detail: "",
      errors: null,
      location: null,
    };
    shut(form);
    try {
      entry = await queue.add(entry); // before anything else: from here on it outlives the browser
    } catch {
      // This browser keeps nothing: as an ordinary form, then, while there is a connection.
      if (navigator.onLine) {
        for (const [name, value] of fields) if (!form.elements.namedItem(name)?.value) form.append(hiddenField(name, value));
        form.submit();
      } else {
        release(form);
        noteOf.get(form).replaceChildren(element("div", "alert alert-danger", texts.notKept));
      }
      return;
    }
    dropDraft(entry);
    navigator.storage?.persist?.().catch(() => null);
    sendSoon();
    for (const older of (await queue.all()).filter(isOf(form))) {
      if (older.state === "refused" && older.key !== entry.key) await queue.remove(older.key);
    }
    if (navigator.onLine) {
      await running; // what is under way began without this one
      await flush();
      entry = (await queue.all()).find((each) => each.key === entry.key) ?? entry;
    }
    if (entry.state === "accepted" && entry.location) {
      location.assign(entry.location);
      return;
    }
    tell(form, entry);
    if (entry.state === "refused") comeBack(form, entry);
    noteOf.get(form).focus();
    noteOf.get(form).scrollIntoView({ block: "center" });
  }

  // What was refused is in the form still, to be mended and sent anew: as another form, under another key.
  function comeBack(form, entry) {
    if (!hasDraft(entry)) makeDraft(entry);
    if (!form.inert) return;
    form.elements.namedItem("_key").value = newKey();
    release(form);
  }

  const arrange = (entries) => {
    for (const form of noteOf.keys()) {
      const mine = entries.filter(isOf(form));
      const itself = mine.find(({ key }) => key === form.elements.namedItem("_key").value); // one has come back to it
      const current = mine.filter(queue.waits).pop() ?? itself ?? mine.filter(({ key }) => stateOf.get(form)?.startsWith(key)).pop()
        ?? mine.filter(({ state }) => state === "refused").pop();
      if (!current) continue;
      tell(form, current);
      if (queue.waits(current) || current.state === "accepted") shut(form);
      if (current.state === "refused") comeBack(form, current);
    }
  };

  // What came back while no page was open lies in its form again, unless something newer does.
  const returnDrafts = async (entries) => {
    for (const entry of entries) {
      if (entry.state !== "refused" || entry.user !== user || entry.returned) continue;
      const marked = await queue.change(entry.key, { returned: true }, ({ state, returned }) => state === "refused" && !returned);
      if (!marked || hasDraft(entry)) continue;
      makeDraft(entry);
      const here = [...noteOf.keys()].find((form) => form.dataset.draft && form.dataset.draft === entry.draft && !form.inert);
      if (here && !stateOf.has(here)) location.reload(); // the form's own script puts it there
    }
  };

  // -- what waits, on every page, and the page that lists it

  const bar = document.getElementById("queue-bar");
  const list = document.querySelector("[data-queue-list]");
  let waiting = 0;

  async function show() {
    for (const hint of document.querySelectorAll("[data-online-only]")) hint.hidden = !navigator.onLine;
    let entries;
    try { entries = await queue.all(); } catch { return; }
    const mine = entries.filter((entry) => entry.user === user);
    waiting = mine.filter(queue.waits).length;
    const refused = mine.filter(({ state, seen }) => state === "refused" && !seen).length;
    if (bar) {
      bar.hidden = list !== null || (!waiting && !refused);
      const said = [
        waiting && say(texts.countWaiting, { n: number(waiting) }),
        refused && say(texts.countRefused, { n: number(refused) }),
        waiting && left === "signed_out" && texts.signedOut,
      ].filter(Boolean).join(" ");
      const place = bar.querySelector("[data-queue-said]");
      if (place.textContent !== said) place.textContent = said;
    }
    await returnDrafts(entries);
    arrange(entries);
    if (list) fill(entries);
  }

  function fill(entries) {
    const rows = [...entries].reverse().map(row);
    list.querySelector("[data-queue-rows]").replaceChildren(...rows);
    list.querySelector("[data-queue-empty]").hidden = rows.length > 0;
    list.querySelector("[data-queue-filled]").hidden = rows.length === 0;
    list.querySelector("[data-queue-now]").hidden = !entries.some((entry) => entry.user === user && queue.waits(entry));
  }

  function row(entry) {
    const item = element("li", "device");
    const text = element("div", "device-text");
    item.append(text);
    if (entry.user !== user) {
      text.append(element("div", "row-title", texts.somebodyElse), element("div", "row-note", moment(entry.created_at)));
      return item;
    }
    const title = element("div", "row-title", `${entry.title} `);
    title.append(element("span", `tag tag-${kind(entry)}`, ({ accepted: texts.stateAccepted, refused: texts.stateRefused })[entry.state] ?? texts.stateWaiting));
    text.append(title, element("div", "row-note", moment(entry.created_at)), element("div", "", explain(entry)));
    for (const each of reasons(entry)) text.append(element("div", "text-danger", each));
    const acts = element("div", "buttons");
    if (entry.state === "accepted") {
      if (entry.location) acts.append(link(texts.open, entry.location));
      acts.append(button(texts.hide, "btn-outline-secondary", () => queue.remove(entry.key)));
    } else if (entry.state === "refused") {
      acts.append(button(texts.toForm, "btn-primary", async () => {
        makeDraft(entry);
        await queue.change(entry.key, { seen: true, returned: true });
        location.assign(entry.page);
      }));
      acts.append(button(texts.remove, "btn-outline-danger", () => {
        if (window.confirm(texts.removeConfirm)) queue.remove(entry.key, ({ state }) => state === "refused");
      }));
    } else if (!entry.tried) {
      acts.append(button(texts.takeBack, "btn-outline-secondary", async () => {
        const taken = await queue.remove(entry.key, ({ state, tried }) => state === "waiting" && !tried);
        if (!taken) return;
        makeDraft(taken);
        location.assign(taken.page);
      }));
    }
    if (explain(entry) === texts.signedOut) acts.append(link(texts.signIn, "/login?next=/inspector/queue"));
    item.append(acts);
    return item;
  }

  list?.querySelector("[data-queue-now]")?.addEventListener("click", flush);

  // Signing out leaves what waits on this device: whoever does it should know.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("form[data-sign-out]") || !waiting) return;
    if (!window.confirm(say(texts.signOut, { n: number(waiting) }))) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  queue.onchange(show);
  const retry = () => { if (navigator.onLine && waiting) flush(); };
  window.addEventListener("online", () => show().then(retry));
  window.addEventListener("offline", show);
  window.addEventListener("pageshow", (event) => { if (event.persisted) show().then(retry); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) show().then(retry); });
  setInterval(retry, 30_000);
  queue.prune().catch(() => null).then(show).then(retry);

  // -- what there is to read without a connection

  async function listKeptPages() {
    const place = document.querySelector("[data-kept-pages]");
    if (!place || !("caches" in window)) return;
    const found = [];
    for (const name of (await caches.keys()).filter((each) => each.startsWith("kept:"))) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const page = await (await cache.match(request)).text();
        const title = new DOMParser().parseFromString(page, "text/html").title.replace(/ · [^·]*$/, "");
        found.push([title, new URL(request.url)]);
      }
    }
    for (const [title, url] of found.reverse()) {
      const item = document.createElement("li");
      const anchor = document.createElement("a");
      anchor.className = "row-link";
      anchor.href = url.pathname + url.search;
      anchor.textContent = isolated(title);
      item.append(anchor);
      place.append(item);
    }
    document.querySelector("[data-kept-some]").hidden = found.length === 0;
  }
})();
