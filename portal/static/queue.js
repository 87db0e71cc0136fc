// What was typed without a signal waits here, in IndexedDB, until the portal has answered for it.
//
// Shared by the pages and the service worker. An entry is
//   { key, user, url, page, title, draft, fields: [[name, value], …], created_at, state, tried, detail, errors, location }
// with the state waiting, sending, refused or accepted. `key` is the idempotency key under which it is sent, always.
self.PortalQueue = (() => {
  "use strict";
  const DATABASE = "gazban", STORE = "queue", LOCK = "gazban-queue", CHANNEL = "gazban-queue";
  const ANSWER_MS = 30_000, PROBE_MS = 4000;
  // Refusals that are over in a moment.
  const PASSING = new Set(["idempotency.in_progress", "inspection.charge_pending", "portal.form_too_old"]);
  const KEPT_MS = 3 * 24 * 3600 * 1000;

  const channel = "BroadcastChannel" in self ? new BroadcastChannel(CHANNEL) : null;
  const listeners = new Set();
  const changed = () => {
    channel?.postMessage("changed");
    for (const listener of listeners) listener();
  };
  channel?.addEventListener("message", () => { for (const listener of listeners) listener(); });

  // -- the store: every change is one transaction that is on the disk before it counts as done

  let opened = null;
  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
      request.onsuccess = () => {
        request.result.onversionchange = () => { request.result.close(); opened = null; };
        request.result.onclose = () => { opened = null; };
        resolve(request.result);
      };
      request.onerror = () => { opened = null; reject(request.error); };
    });
    return opened;
  };
  const within = async (mode, work) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const result = { value: undefined };
      transaction.oncomplete = () => resolve(result.value);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(STORE), (value) => { result.value = value; });
    });
  };
  const all = async () => {
    const entries = await within("readonly", (store, give) => {
      const request = store.getAll();
      request.onsuccess = () => give(request.result);
    });
    return entries.sort((one, other) => one.created_at - other.created_at);
  };
  // The first to come under a key stays: another tab may have put it, or it may have been answered already.
  const add = async (entry) => {
    const stored = await within("readwrite", (store, give) => {
      const request = store.get(entry.key);
      request.onsuccess = () => {
        if (!request.result) store.add(entry);
        give(request.result ?? entry);
      };
    });
    changed();
    return stored;
  };
  // Change an entry if it is still there and `when` says so; gives the entry as it then is, or null.
  const change = async (key, values, when = () => true) => {
    const done = await within("readwrite", (store, give) => {
      const request = store.get(key);
      request.onsuccess = () => {
        const entry = request.result;
        if (!entry || !when(entry)) { give(null); return; }
        const made = { ...entry, ...values };
        store.put(made);
        give(made);
      };
    });
    if (done) changed();
    return done;
  };
  // Remove an entry if `when` says so; gives it, or null.
  const remove = async (key, when = () => true) => {
    const gone = await within("readwrite", (store, give) => {
      const request = store.get(key);
      request.onsuccess = () => {
        const entry = request.result;
        if (!entry || !when(entry)) { give(null); return; }
        store.delete(key);
        give(entry);
      };
    });
    if (gone) changed();
    return gone;
  };

  // -- sending

  const waits = (entry) => entry.state === "waiting" || entry.state === "sending";

  const ask = async (url, options, patience = ANSWER_MS) => {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), patience);
    try {
      const response = await fetch(url, {
        credentials: "same-origin",
        cache: "no-store",
        ...options,
        headers: { Accept: "application/json", ...options?.headers },
        signal: giveUp.signal,
      });
      const text = await response.text();
      let said = {};
      try { said = JSON.parse(text) ?? {}; } catch { /* a page, not an answer to a program */ }
      return { status: response.status, redirected: response.redirected, url: response.url, said };
    } catch {
      return null; // no connection, or no answer in time: it may have arrived, and the key makes asking again harmless
    } finally {
      clearTimeout(timer);
    }
  };

  // What becomes of an entry by the answer; nothing but an answer of the portal itself takes it out of the queue.
  const judge = (answer) => {
    if (!answer) return { state: "waiting", reason: "no_connection" };
    const { status, said } = answer;
    const path = new URL(answer.url).pathname;
    if (status === 401 || said.state === "signed_out" || (answer.redirected && path === "/login")) {
      return { state: "waiting", reason: "signed_out" };
    }
    if (answer.redirected && path === "/password") return { state: "waiting", reason: "signed_out" };
    if (said.state === "waiting" || status >= 500 || status === 429 || status === 408 || PASSING.has(said.code)) {
      return { state: "waiting", reason: "away", detail: said.detail ?? "" };
    }
    if (status >= 400 || said.state === "refused") {
      return { state: "refused", detail: said.detail ?? "", errors: said.errors ?? null };
    }
    if (said.state === "accepted") return { state: "accepted", location: said.location ?? null };
    if (answer.redirected) return { state: "accepted", location: path };
    return { state: "waiting", reason: "away" }; // some page of somebody between us, such as a hotel's
  };

  const post = async (entry, token) => {
    const body = new URLSearchParams();
    for (const [name, value] of entry.fields) if (name !== "csrf_token") body.append(name, value);
    body.set("_key", entry.key);
    body.set("csrf_token", token);
    return judge(await ask(entry.url, { method: "POST", body }));
  };

  const settle = (entry, outcome) => {
    const { state, location = null, detail = "", errors = null, reason = "" } = outcome;
    const values = { state, location, detail, errors, reason, answered_at: Date.now() };
    if (state === "accepted") values.fields = []; // what is recorded there need not lie about here
    return change(entry.key, values);
  };

  const alone = (work) => (navigator.locks ? navigator.locks.request(LOCK, work) : work());

  // Send what waits, one after another, in the name of whoever is signed in; gives why something still waits, or "".
  const send = async () => {
    const entries = (await all()).filter(waits);
    if (!entries.length) return "";
    const now = await ask("/offline/session");
    if (!now || now.status >= 500) return "no_connection";
    const { user, csrf_token: token } = now.said;
    if (!user || !token) return "signed_out";
    let left = "";
    for (const { key, user: owner } of entries) {
      if (owner !== user) { left ||= "somebody_else"; continue; }
      // Whoever holds the lock is alone: what says "sending" was left by a page that was closed meanwhile.
      const entry = await change(key, { state: "sending", tried: true }, waits);
      if (!entry) continue;
      const outcome = await post(entry, token);
      await settle(entry, outcome);
      if (outcome.state === "waiting") left = outcome.reason;
      if (outcome.reason === "no_connection" || outcome.reason === "signed_out") break;
    }
    return left;
  };

  const flush = () => alone(send);

  // What was accepted some days ago is of no interest any more.
  const prune = async () => {
    for (const entry of await all()) {
      if (entry.state === "accepted" && entry.answered_at < Date.now() - KEPT_MS) await remove(entry.key);
    }
  };

  // Whether the portal answers right now; a browser believes itself to be online wherever it has a network.
  const isReachable = async () => {
    const now = await ask("/offline/session", {}, PROBE_MS);
    return now !== null && now.status < 500;
  };

  return { all, add, change, remove, flush, isReachable, prune, waits, onchange: (listener) => listeners.add(listener) };
})();
