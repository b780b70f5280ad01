"use strict";
(() => {
  const table = document.getElementById("all");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  let timer;
  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, index) => {
      const fits = texts[index].includes(wanted);
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = `${count} of ${rows.length} applications`;
  };
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(filter, 120); });
  const collator = new Intl.Collator(undefined, { numeric: true });
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = rows.map((row) => [row.cells[column].textContent, row]);
      keyed.sort((a, b) => {
        if ((a[0] === "") !== (b[0] === "")) { return a[0] === "" ? 1 : -1; }
        return (down ? -1 : 1) * collator.compare(a[0], b[0]);
      });
      const all = document.createDocumentFragment();
      keyed.forEach(([, row]) => all.append(row));
      body.append(all);
    });
  });
  document.getElementById("tools").hidden = false;
  filter();
})();
