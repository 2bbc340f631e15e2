// Controls that hold more than one number: a line of words, a table of numbers, a drawing. Same shape as in controls.js.
import { element } from "../element.js";
import { spell } from "./controls.js";

const TYPING = 300; // ms without a key after which the words are sent
const FULL = 255; // ink of a cell that is painted all over

function complaintOf(id) {
  return element("div", { class: "wb-complaint", id: `${id}-complaint`, role: "alert" });
}

export function text(control, id, change) {
  let current, timer;
  const complaint = complaintOf(id);
  const box = element("input", {
    type: "text", class: "wb-words", id, autocomplete: "off", "aria-describedby": `${id}-complaint ${id}-help`,
  });
  const complain = (words) => {
    complaint.textContent = words;
    box.setAttribute("aria-invalid", String(Boolean(words)));
  };
  const take = () => {
    clearTimeout(timer);
    const letters = [...box.value].length;
    const wrong = letters > control.most;
    complain(wrong ? `This may have at most ${control.most} letters; it has ${letters}. The lab still uses the words before.` : "");
    if (!wrong && box.value !== current) change(box.value);
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(take, TYPING);
  });
  box.addEventListener("blur", take);
  box.addEventListener("keydown", (event) => event.key === "Enter" && take());
  const set = (value) => {
    clearTimeout(timer);
    current = value;
    complain("");
    if (box.value !== value) box.value = value; // else the caret would jump
  };
  const head = element("div", { class: "wb-head" }, element("label", { for: id }, control.label));
  return { node: element("div", { class: "wb-control" }, head, box, complaint), set };
}

export function grid(control, id, change) {
  const [rows, columns] = control.shape;
  const rule = `${control.integer ? "whole number" : "number"} from ${spell(control.low)} to ${spell(control.high)}`;
  let current;
  const complaint = complaintOf(id);
  const each = (make) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => make(i, j)));
  const boxes = each((i, j) => element("input", {
    type: "text", class: "wb-box", inputmode: control.low < 0 ? "text" : "decimal", autocomplete: "off", // a minus needs all keys
    "aria-label": `${control.label}: row ${i + 1}, column ${j + 1}`, "aria-describedby": `${id}-complaint`,
  }));
  boxes[0][0].id = id;
  const complain = (box, words) => {
    complaint.textContent = words;
    box.setAttribute("aria-invalid", String(Boolean(words)));
  };
  const take = (i, j) => {
    const box = boxes[i][j];
    if (box.value === spell(current[i][j])) return complain(box, ""); // it may show fewer digits than the value has
    const value = Number(box.value);
    const fits = box.value.trim() !== "" && value >= control.low && value <= control.high;
    if (!fits || (control.integer && !Number.isInteger(value))) {
      return complain(box, `This must be a ${rule}. The lab still uses ${spell(current[i][j])}.`);
    }
    change(each((row, column) => (row === i && column === j ? value : current[row][column])));
  };
  const move = (event, i, j) => {
    const { selectionStart: start, selectionEnd: end, value } = event.target;
    const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (end === 0 || (start === 0 && end === value.length)) ways.ArrowLeft = [0, -1];
    if (start === value.length || (start === 0 && end === value.length)) ways.ArrowRight = [0, 1];
    const [down, right] = ways[event.key] ?? [0, 0];
    const next = boxes[i + down]?.[j + right];
    if (!(down || right) || !next || event.shiftKey) return;
    event.preventDefault();
    next.focus(); // what it leaves is taken as it loses the focus
    next.select();
  };
  boxes.forEach((line, i) => line.forEach((box, j) => {
    box.addEventListener("blur", () => take(i, j));
    box.addEventListener("keydown", (event) => (event.key === "Enter" ? take(i, j) : move(event, i, j)));
  }));
  const set = (value) => {
    // A cell in which somebody types, and whose value stays, keeps what stands there.
    boxes.forEach((line, i) => line.forEach((box, j) => {
      if (current && current[i][j] === value[i][j] && box === document.activeElement) return;
      box.value = spell(value[i][j]);
      box.setAttribute("aria-invalid", "false");
    }));
    complaint.textContent = "";
    current = value;
  };
  const table = element("div", { class: "wb-grid", role: "group", "aria-label": control.label }, ...boxes.flat());
  table.style.setProperty("--wb-columns", String(columns));
  const head = element("div", { class: "wb-head" }, element("label", { for: id }, control.label));
  return { node: element("div", { class: "wb-control" }, head, table, complaint), set };
}

export function drawing(control, id, change) {
  const [size] = control.shape;
  const reach = Math.max(0.5, size / 28); // half the width of the pen, in cells
  let current, last = null, row = 0, column = 0;
  const square = element("canvas", {
    id, tabindex: "0", role: "application", "aria-label": control.label, "aria-describedby": `${id}-how ${id}-help`,
    width: String(size), height: String(size), "data-lm-suppress-shortcuts": "true",
  });
  const cursor = element("div", { class: "wb-cursor" });
  const spoken = element("span", { class: "wb-offscreen", "aria-live": "polite" });
  const how = element("p", { class: "wb-how", id: `${id}-how` }, "Paint with the mouse or a finger. Or move with the arrow keys; Space paints and erases.");
  const act = (words, title, onclick) => element("button", { type: "button", class: "wb-button", title, onclick }, words);
  const eraser = act("Eraser", "Take ink away instead of adding it", () => eraser.setAttribute("aria-pressed", String(!erases())));
  const erases = () => eraser.getAttribute("aria-pressed") === "true";
  eraser.setAttribute("aria-pressed", "false");
  const clear = act("Clear", "Begin with an empty square", () => change(current.map((line) => line.map(() => 0))));

  const stroke = ([x, y]) => {
    const from = last ?? [x, y];
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(x - from[0], y - from[1])));
    const cells = current.map((line) => [...line]);
    for (let step = 1; step <= steps; step += 1) {
      const [px, py] = [from[0] + ((x - from[0]) * step) / steps, from[1] + ((y - from[1]) * step) / steps];
      cells.forEach((line, i) => line.forEach((ink, j) => {
        const under = Math.floor(px) === j && Math.floor(py) === i;
        const soft = Math.min(1, Math.max(0, reach + 0.5 - Math.hypot(px - j - 0.5, py - i - 0.5)));
        const pen = under ? FULL : Math.round(FULL * soft);
        line[j] = erases() ? Math.min(ink, FULL - pen) : Math.max(ink, pen);
      }));
    }
    last = [x, y];
    change(cells);
  };
  const place = (event) => {
    const box = square.getBoundingClientRect();
    return [(size * (event.clientX - box.left)) / box.width, (size * (event.clientY - box.top)) / box.height];
  };
  square.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    square.setPointerCapture(event.pointerId);
    last = null;
    stroke(place(event));
  });
  square.addEventListener("pointermove", (event) => last && stroke(place(event)));
  for (const name of ["pointerup", "pointercancel"]) {
    square.addEventListener(name, () => {
      last = null;
      square.dispatchEvent(new Event("change", { bubbles: true })); // nothing more will follow: send it
    });
  }
  const show = () => {
    cursor.style.left = `${(100 * column) / size}%`;
    cursor.style.top = `${(100 * row) / size}%`;
    spoken.textContent = `Row ${row + 1}, column ${column + 1}: ${current[row][column] ? "ink" : "blank"}`;
  };
  square.addEventListener("keydown", (event) => {
    const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], " ": [0, 0] };
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    row = Math.min(size - 1, Math.max(0, row + way[0]));
    column = Math.min(size - 1, Math.max(0, column + way[1]));
    if (event.key === " ") {
      change(current.map((line, i) => line.map((ink, j) => (i === row && j === column ? (ink ? 0 : FULL) : ink))));
    }
    show();
  });
  const set = (value) => {
    current = value;
    const paper = square.getContext("2d");
    const pixels = paper.createImageData(size, size); // black ink; what is not painted lets the paper through
    value.flat().forEach((ink, i) => (pixels.data[4 * i + 3] = ink));
    paper.putImageData(pixels, 0, 0);
  };
  cursor.style.width = cursor.style.height = `${100 / size}%`;
  const head = element("div", { class: "wb-head" }, element("label", { for: id }, control.label), eraser, clear);
  const sheet = element("div", { class: "wb-drawing" }, square, cursor);
  return { node: element("div", { class: "wb-control" }, head, sheet, how, spoken), set };
}
