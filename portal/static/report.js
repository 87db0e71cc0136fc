// The report form: what differs on a meter is shown when something is written there, such as from a draft.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form.report-form")) {
    const unfold = () => {
      for (const input of form.querySelectorAll(".meter-mismatch input")) {
        if (input.value) input.closest("details").open = true;
      }
    };
    form.addEventListener("change", unfold);
    unfold();
  }
})();
