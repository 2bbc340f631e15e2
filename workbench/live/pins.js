// The table of pinned runs, folded below a lab. The kernel keeps the pins; here they are shown.
import { element, put } from "../element.js";

const KEYS = { "data-lm-suppress-shortcuts": "true" };

export class PinTable {
  // `tell` sends a message to the kernel, `repin` asks for the settings of a pin, `copy` puts a text on the clipboard.
  constructor({ tell, repin, copy }) {
    Object.assign(this, { tell, repin });
    this.summary = element("summary", KEYS, "Pins");
    this.table = element("table", { class: "wb-table" });
    const button = (action, words, title, act) =>
      element("button", { type: "button", class: "wb-button", "data-action": action, title, onclick: act, ...KEYS }, words);
    this.node = element(
      "details", { class: "wb-pins", hidden: true }, this.summary,
      element("div", { class: "wb-scroll", tabindex: "0", role: "region", "aria-label": "Pinned runs", ...KEYS }, this.table),
      element(
        "div", { class: "wb-buttons" },
        button("copy-csv", "Copy as CSV", "All settings and results of the pins", () => copy(this.csv)),
        button("copy-pins", "Copy as code", "Python that runs them again", () => copy(this.code)),
        button("unpin-all", "Remove all", "Let go of all pins", () => tell({ type: "unpin", place: -1 })),
      ),
    );
    this.node.addEventListener("toggle", () => this.node.open && this.node.scrollIntoView({ block: "nearest" }));
  }

  show({ columns, settings, rows, csv, code }) {
    Object.assign(this, { csv, code });
    this.node.hidden = rows.length === 0;
    put(this.summary, `Pins (${rows.length})`);
    const kind = (i) => (i < settings ? "wb-setting" : "wb-result");
    const heads = columns.map((name, i) => element("th", { scope: "col", class: kind(i) }, name));
    const head = element("tr", {}, element("th", { scope: "col" }, "Run"), ...heads, element("th"));
    this.table.replaceChildren(
      element("thead", {}, head),
      element("tbody", {}, ...rows.map((row) => this.row(row, columns, kind))),
    );
  }

  row({ place, letter, line, cells }, columns, kind) {
    const words = columns.map((name, i) => `${name} ${cells[i]}`).join(", ");
    const pick = element("button", {
      type: "button", class: "wb-button wb-letter", "data-action": "repin", "aria-label": `Restore run ${letter}: ${words}`,
      title: "Restore these settings", ...KEYS,
    }, letter);
    const drop = element("button", {
      type: "button", class: "wb-button", "data-action": "unpin", "aria-label": `Remove run ${letter}`, title: `Remove ${letter}`,
      onclick: (event) => (event.stopPropagation(), this.tell({ type: "unpin", place })), ...KEYS,
    }, "×");
    const first = element("td", {}, pick);
    if (line) first.append(sample(...line));
    const values = cells.map((cell, i) => element("td", { class: kind(i) }, cell));
    return element("tr", { onclick: () => this.repin(place) }, first, ...values, element("td", {}, drop));
  }
}

// A piece of the line that the picture shows.
function sample(colour, dashes) {
  const box = element("span", { class: "wb-sample" });
  const lengths = dashes.map((length) => 2 * length).join(" ");
  box.innerHTML =
    `<svg width="34" height="8" aria-hidden="true"><path d="M1 4H33" stroke="${colour}" stroke-width="2" ` +
    `stroke-dasharray="${lengths}"/></svg>`;
  return box;
}
