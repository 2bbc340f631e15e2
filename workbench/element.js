// One way to make a node of a page: attributes, listeners (names that begin with "on") and children.
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// A text that stays the same must not cost the page a new layout.
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
