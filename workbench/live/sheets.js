// Controls that hold more than one number: a line of words, a table of numbers, a drawing. Same shape as in controls.js.
import { element } from "../element.js";
import { spell } from "./controls.js";

const TYPING = 300; // ms without a key after which the words are sent
const FULL = 255; // ink of a cell that is painted all over
const BREAKS = /[\v\f\x1c-\x1e\x85\u2028\u2029]/g; // line breaks that a line of words on a page may hold all the same

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
    const words = box.value.replace(BREAKS, " ");
    const letters = [...words].length;
    const wrong = letters > control.most;
    complain(wrong ? `This may have at most ${control.most} letters; it has ${letters}. The lab still uses the words before.` : "");
    if (!wrong && words !== current) change(words);
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
  const table = element("div", { class: "wb-grid", role: "group", "aria-label": control.label, "aria-describedby": `${id}-help` }, ...boxes.flat());
  table.style.setProperty("--wb-columns", String(columns));
  const head = element("div", { class: "wb-head" }, element("label", { for: id }, control.label));
  return { node: element("div", { class: "wb-control" }, head, table, complaint), set };
}

const UNDONE = 50; // squares that Undo can bring back
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

// The squares of ink after a round pen has gone from one point to another; units are cells.
function inked(cells, from, to, erase) {
  const reach = Math.max(0.5, cells.length / 28); // half the width of the pen
  const steps = Math.max(1, Math.ceil(2 * Math.hypot(to[0] - from[0], to[1] - from[1])));
  const made = cells.map((line) => [...line]);
  for (let step = 1; step <= steps; step += 1) {
    const [x, y] = [0, 1].map((axis) => from[axis] + ((to[axis] - from[axis]) * step) / steps);
    made.forEach((line, i) => line.forEach((ink, j) => {
      const under = Math.floor(x) === j && Math.floor(y) === i;
      const soft = Math.min(1, Math.max(0, reach + 0.5 - Math.hypot(x - j - 0.5, y - i - 0.5)));
      const pen = under ? FULL : Math.round(FULL * soft);
      line[j] = erase ? Math.min(ink, FULL - pen) : Math.max(ink, pen);
    }));
  }
  return made;
}

export function drawing(control, id, change) {
  const [size] = control.shape;
  const past = []; // the square before each stroke, the newest last
  let current, mine, last = null, place = [0, 0];
  const square = element("canvas", {
    id, tabindex: "0", role: "application", "aria-label": control.label, "aria-describedby": `${id}-how ${id}-help`,
    width: String(size), height: String(size), "data-lm-suppress-shortcuts": "true",
  });
  const cursor = element("div", { class: "wb-cursor" });
  const spoken = element("span", { class: "wb-offscreen", "aria-live": "polite" });
  const how = element("p", { class: "wb-how", id: `${id}-how` }, "Paint with mouse or finger. Keys: arrows move, Space paints or erases, Shift and an arrow draw.");

  const paint = (cells) => change((mine = cells));
  const keep = () => {
    past.push(current);
    if (past.length > UNDONE) past.shift();
    undo.setAttribute("aria-disabled", "false");
  };
  const back = () => {
    if (past.length) paint(past.pop());
    undo.setAttribute("aria-disabled", String(!past.length));
  };
  const act = (words, title, onclick) => element("button", { type: "button", class: "wb-button", title, onclick }, words);
  const undo = act("Undo", "Take the last stroke back (Ctrl+Z in the square)", back);
  const eraser = act("Eraser", "Take ink away instead of adding it", () => eraser.setAttribute("aria-pressed", String(!erases())));
  const erases = () => eraser.getAttribute("aria-pressed") === "true";
  const clear = act("Clear", "Begin with an empty square", () => {
    keep();
    paint(current.map((line) => line.map(() => 0)));
  });
  undo.setAttribute("aria-disabled", "true");
  eraser.setAttribute("aria-pressed", "false");

  const point = (event) => {
    const box = square.getBoundingClientRect();
    return [(size * (event.clientX - box.left)) / box.width, (size * (event.clientY - box.top)) / box.height];
  };
  const stroke = (event) => {
    const to = point(event);
    paint(inked(current, last ?? to, to, erases()));
    last = to;
  };
  square.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return; // a second finger paints nothing
    square.setPointerCapture(event.pointerId);
    keep();
    stroke(event);
  });
  square.addEventListener("pointermove", (event) => last && event.isPrimary && stroke(event));
  for (const name of ["pointerup", "pointercancel"]) {
    square.addEventListener(name, (event) => {
      if (!event.isPrimary) return;
      last = null;
      square.dispatchEvent(new Event("change", { bubbles: true })); // nothing more will follow: send it
    });
  }

  const show = () => {
    const [column, row] = place;
    cursor.style.left = `${(100 * column) / size}%`;
    cursor.style.top = `${(100 * row) / size}%`;
    spoken.textContent = `Row ${row + 1}, column ${column + 1}: ${current[row][column] ? "ink" : "blank"}`;
  };
  const draw = (from, erase) => {
    keep();
    paint(inked(current, from.map((at) => at + 0.5), place.map((at) => at + 0.5), erase));
  };
  square.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey || (command ? event.key !== "z" : !way && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    const from = place;
    if (command) back();
    else if (!way) draw(place, current[place[1]][place[0]] > 0);
    else place = place.map((at, axis) => Math.min(size - 1, Math.max(0, at + way[axis])));
    if (way && event.shiftKey) draw(from, erases());
    show();
  });

  const set = (value) => {
    // What Reset, the kernel or another page has put in place of a drawing can be undone, too.
    if (current && value !== mine && String(value) !== String(current)) keep();
    current = value;
    const paper = square.getContext("2d");
    const pixels = paper.createImageData(size, size); // black ink; what is not painted lets the paper through
    value.flat().forEach((ink, i) => (pixels.data[4 * i + 3] = ink));
    paper.putImageData(pixels, 0, 0);
  };
  cursor.style.width = cursor.style.height = `${100 / size}%`;
  const head = element("div", { class: "wb-head" }, element("label", { for: id }, control.label));
  const paper = element("div", { class: "wb-paper" }, square, cursor);
  const sheet = element("div", { class: "wb-drawing" }, paper, element("div", { class: "wb-buttons" }, undo, eraser, clear));
  return { node: element("div", { class: "wb-control" }, head, sheet, how, spoken), set };
}
