// The service worker: the portal for an inspector without a signal. `self.PORTAL`, in front of this, is of the server.
//
// It keeps the assets of this version and the pages that an inspector read, or will need today, for one person at a
// time; and it sends what waits in the queue when the browser says that there is a connection again.
"use strict";
importScripts(self.PORTAL.queue);

const ASSETS = `assets:${self.PORTAL.version}`;
const KEPT = "kept:"; // and the user's id
const KEPT_AT = "X-Kept-At";
const PATIENCE_MS = 4000; // so long a page is waited for while there is a copy of it
const FRESH_MS = 5 * 60 * 1000; // a copy that is younger is not fetched ahead again
const MOST_PAGES = 200;
const READABLE = /^\/(inspector(\/|$)|files\/[^/]+$|messages(\/|$))/;
const REPORT = /^\/inspector\/files\/[^/]+\/report$/; // sent by the queue where there is no connection
const HEADERS = ["Content-Type", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"];
let signOuts = 0; // what was asked for before a sign-out is not kept after it

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

async function install() {
  const cache = await caches.open(ASSETS);
  await cache.addAll(self.PORTAL.assets.map((url) => new Request(url, { credentials: "omit" })));
  const page = await fetch(new Request(self.PORTAL.offline, { credentials: "omit", cache: "no-store" }));
  if (!page.ok) throw new Error("no offline page");
  await cache.put(self.PORTAL.offline, page);
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("assets:") && name !== ASSETS);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) {
    event.respondWith(asset(request, url));
  } else if (request.mode !== "navigate") {
    return;
  } else if (request.method !== "GET") {
    // What a form brought is gone back to: the browser has it, if it was the browser that asked.
    if (request.isHistoryNavigation || REPORT.test(url.pathname)) return;
    event.respondWith(url.pathname === "/logout" ? signOut(request) : attempt(request));
  } else if (READABLE.test(url.pathname)) {
    const asked = fromNetwork(request, url);
    event.waitUntil(asked.then((answer) => answer.stored, () => undefined));
    event.respondWith(page(asked, url));
  } else {
    event.respondWith(attempt(request, url));
  }
});

self.addEventListener("message", (event) => {
  if (event.data?.type === "keep") event.waitUntil(keepAhead(event.data.urls));
  if (event.data?.type === "send") event.waitUntil(self.PortalQueue.flush());
});

self.addEventListener("sync", (event) => {
  if (event.tag === "queue") event.waitUntil(sync());
});

async function sync() {
  const left = await self.PortalQueue.flush();
  if (left === "no_connection" || left === "away") throw new Error("some of it waits still"); // so it is tried again
}

// -- assets

async function asset(request, url) {
  const found = await caches.match(request, { ignoreVary: true });
  if (found) return found;
  try {
    return await fetch(request);
  } catch (error) {
    // A page that was kept by an older version: its looks of today are better than none.
    const name = url.pathname.split("/").pop();
    const today = self.PORTAL.assets.find((each) => each.endsWith(`/${name}`));
    const other = today && (await caches.match(today, { ignoreVary: true }));
    if (other) return other;
    throw error;
  }
}

// -- pages

async function fromNetwork(request, url) {
  const epoch = signOuts;
  const response = await fetch(request);
  return { response, stored: store(response.clone(), url, epoch) };
}

async function page(asked, url) {
  const copy = await find(url);
  const answered = asked.then(({ response }) => response);
  if (!copy) return answered.catch(() => offline());
  const impatient = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
  try {
    const response = await Promise.race([answered, impatient]);
    return response && response.status < 500 ? response : await shown(copy);
  } catch {
    return shown(copy);
  }
}

async function attempt(request, url) {
  try {
    return await fetch(request);
  } catch {
    const home = url?.pathname === "/" && (await find(new URL("/inspector/", url)));
    return home ? shown(home) : offline();
  }
}

async function offline() {
  const kept = await caches.match(self.PORTAL.offline, { ignoreVary: true });
  if (!kept) return Response.error();
  return new Response(await kept.text(), { status: 503, headers: chosen(kept.headers) });
}

async function find(url) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(KEPT)) continue;
    const found = await (await caches.open(name)).match(url.pathname + url.search);
    if (found) return found;
  }
  return null;
}

// A copy says of itself since when it is one.
async function shown(copy) {
  const text = (await copy.text()).replace("<html ", `<html data-kept-at="${Number(copy.headers.get(KEPT_AT))}" `);
  return new Response(text, { headers: chosen(copy.headers) });
}

function chosen(headers) {
  const some = new Headers();
  for (const name of HEADERS) if (headers.has(name)) some.set(name, headers.get(name));
  return some;
}

// Keep a page, if it is a page of a signed-in inspector: the page itself names whose it is.
async function store(response, url, epoch) {
  const isPage = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
  if (response.status !== 200 || response.type !== "basic" || response.redirected || !isPage) return;
  const text = await response.text();
  const whose = /<html\b[^>]* data-offline="([\w-]+)"/.exec(text)?.[1];
  if (!whose || epoch !== signOuts) return;
  await forget((name) => name !== KEPT + whose);
  const headers = chosen(response.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const cache = await caches.open(KEPT + whose);
  await cache.put(url.pathname + url.search, new Response(text, { headers }));
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(key);
}

async function keepAhead(urls) {
  for (const address of urls.slice(0, 40)) {
    const url = new URL(address, self.location.origin);
    if (url.origin !== self.location.origin || !READABLE.test(url.pathname)) continue;
    const copy = await find(url);
    if (copy && Number(copy.headers.get(KEPT_AT)) > Date.now() - FRESH_MS) continue;
    const epoch = signOuts;
    try {
      const options = { credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" } };
      await store(await fetch(url, options), url, epoch);
    } catch {
      return; // the connection is gone; the rest comes with the next page that asks for it
    }
  }
}

async function forget(which) {
  const names = (await caches.keys()).filter((name) => name.startsWith(KEPT) && which(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function signOut(request) {
  signOuts += 1;
  await forget(() => true);
  try {
    return await fetch(request);
  } catch {
    return offline();
  }
}
