"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const [table, search, everything, shown, previous, next] =
    ["all", "search", "everything", "shown", "previous", "next"].map(byId);
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const collator = new Intl.Collator(undefined, { numeric: true });
  const onePage = 100;
  let ordered = rows, found = rows, page = 0, all = false, timer;

  // Only a page of rows is in the document at a time, so that 10,000 of them are as quick as 100.
  const show = () => {
    const size = all || everything.checked ? Math.max(found.length, 1) : onePage;
    const pages = Math.max(1, Math.ceil(found.length / size));
    page = Math.min(page, pages - 1);
    const first = page * size;
    const some = found.slice(first, first + size);
    some.forEach((row, place) => row.setAttribute("aria-rowindex", first + place + 2));
    body.replaceChildren(...some);
    table.setAttribute("aria-rowcount", found.length + 1);
    previous.disabled = page === 0;
    next.disabled = page === pages - 1;
    byId("pages").hidden = pages === 1;
    const which = pages === 1 ? "" : `, ${first + 1} to ${first + some.length} here`;
    shown.textContent = `${found.length} of ${rows.length} applications${which}`;
  };
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    found = ordered.filter((row) => words.every((word) => texts.get(row).includes(word)));
    page = 0;
    show();
  };
  const turn = (by) => { page += by; show(); table.parentElement.scrollTop = 0; };

  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(filter, 100); });
  everything.addEventListener("change", () => { page = 0; show(); });
  previous.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    const compare = head.dataset.order === "number" ? (a, b) => a - b : collator.compare;
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = rows.map((row) => [row.cells[column].textContent, row]);
      // What has no value stands last, whichever way.
      keyed.sort(([a], [b]) =>
        a === "" || b === "" ? (a === "") - (b === "") : (down ? -1 : 1) * compare(a, b));
      ordered = keyed.map(([, row]) => row);
      filter();
    });
  });
  addEventListener("beforeprint", () => { all = true; show(); });
  addEventListener("afterprint", () => { all = false; show(); });
  byId("tools").hidden = false;
  filter();
})();
