// Draws the questions of a prediction or a quiz with the browser's own radio buttons, checkboxes and text boxes,
// sends each answer to the kernel, and shows what the kernel says about it. It grades nothing.

import { element } from "../element.js";

const KEYS = { "data-lm-suppress-shortcuts": "true" }; // or JupyterLab takes arrow keys for its own shortcuts
let groups = 0; // radio buttons of one name exclude each other, so each question needs a name of its own

// The texts come from Python, which has escaped them.
function html(tag, attributes, content) {
  const made = element(tag, attributes);
  made.innerHTML = content;
  return made;
}

function drawField(field, group, send) {
  const kind = field.many ? "checkbox" : "radio";
  const inputs = field.options.length // in the order in which they are shown; the value is the position in the file
    ? field.order.map((i) => element("input", { type: kind, name: group, value: i, ...KEYS }))
    : [element("input", { type: "text", autocomplete: "off", inputmode: field.numeric ? "decimal" : "text", ...KEYS })];
  const labels = inputs.map((input) => {
    const words = field.options.length ? field.options[input.value] : "Your answer";
    const label = html("label", {}, `<span>${words}</span>`);
    label.prepend(input);
    return label;
  });
  const button = element("button", { type: "submit", ...KEYS }, field.button);
  const feedback = element("div", { role: "status", class: "workbench-feedback" });
  const root = element("fieldset", { "data-item": field.id }, html("legend", {}, field.legend), ...labels, button, feedback);
  const form = element("form", {}, root);
  let waiting;

  // JupyterLab keeps Enter from doing what it does in every other form.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target === button) return;
    event.preventDefault();
    event.stopPropagation();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = inputs.filter((input) => input.checked).map((input) => Number(input.value));
    feedback.textContent = "Saving …";
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      feedback.textContent = "Not saved yet: the kernel is busy or has stopped. If it has stopped, run this cell again.";
    }, 5000);
    send(field.options.length ? chosen : inputs[0].value);
  });

  function update(now) {
    clearTimeout(waiting);
    root.dataset.tone = now.tone;
    root.disabled = now.locked;
    feedback.innerHTML = now.feedback;
    if (now.answer === null) return;
    if (field.options.length) inputs.forEach((input) => (input.checked = now.answer.includes(Number(input.value))));
    else inputs[0].value = now.answer;
  }
  update(field);
  return { form, update };
}

function render({ model, el }) {
  const root = element("div", { class: "workbench-form" });
  const drawn = new Map();
  for (const field of model.get("fields")) {
    const send = (answer) => model.send({ id: field.id, answer });
    const { form, update } = drawField(field, `workbench-${groups++}`, send);
    drawn.set(field.id, update);
    root.append(form);
  }
  model.on("change:fields", () => model.get("fields").forEach((field) => drawn.get(field.id)(field)));
  el.append(root);
}

export default { render };
