// Rows of a form that can be added and removed: the meters of a project. Without it there are a few empty rows.
(() => {
  "use strict";
  const rows = document.querySelector("[data-rows]");
  const template = document.querySelector("[data-row-template]");
  const adder = document.querySelector("[data-row-add]");
  if (!rows || !template || !adder) return;
  const form = rows.closest("form");
  const all = () => [...rows.querySelectorAll("[data-row]")];
  const inputs = (row) => [...row.querySelectorAll("input")];
  const isEmpty = (row) => inputs(row).every((input) => !input.value.trim());
  const digits = (number) => document.documentElement.lang === "fa" ? number.toLocaleString("fa", { useGrouping: false }) : `${number}`;

  const arrange = () => {
    const there = all();
    there.forEach((row, place) => {
      row.querySelector("[data-row-number]").textContent = digits(place + 1);
      row.querySelector("[data-row-remove]").hidden = there.length < 2;
    });
  };
  let made = 1000;
  const add = () => {
    const row = template.content.firstElementChild.cloneNode(true);
    made += 1;
    for (const input of inputs(row)) {
      const label = row.querySelector(`label[for="${input.id}"]`);
      input.id = `${input.id}-${made}`;
      label.htmlFor = input.id;
    }
    rows.append(row);
    window.htmx?.process(row);
    arrange();
    return row;
  };
  const changed = () => form.dispatchEvent(new Event("change", { bubbles: true }));

  adder.hidden = false;
  adder.addEventListener("click", () => add().querySelector("input").focus());
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-remove]");
    if (!button) return;
    const row = button.closest("[data-row]");
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    arrange();
    changed();
    next?.querySelector("input").focus();
  });

  // A kept draft may have more rows than the page: the page's script has filled those that were there.
  const kept = (() => {
    if (form.querySelector(".alert-danger")) return [];
    const key = `draft:${document.documentElement.dataset.user || ""}:${form.dataset.draft}`;
    try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; }
  })();
  const columns = ["label", "area_m2", "consumption_m3h"].map((name) => kept.filter(([key]) => key === name).map(([, value]) => value));
  const length = Math.max(...columns.map((column) => column.length));
  for (let place = all().length; place < length; place += 1) {
    inputs(add()).forEach((input, column) => { input.value = columns[column][place] || ""; });
  }
  // Empty rows are for those who have no script; one is enough, and none where others are filled.
  const filled = all().some((row) => !isEmpty(row));
  all().filter(isEmpty).forEach((row, place) => { if (filled || place > 0) row.remove(); });
  arrange();
  // Rows that are filled already show their class.
  for (const row of all()) if (!isEmpty(row)) row.dispatchEvent(new Event("input"));
})();
