/** The names of radios differ between two panels, as they must. */
const IGNORED = new Set(["name"]);

/** Writes an element as text: tags, attributes and the state of inputs, and texts. */
export function markup(element, indent = "") {
  const attributes = [...element.attributes]
    .filter(({ name }) => !IGNORED.has(name))
    .map(({ name, value }) => `${name}=${JSON.stringify(value)}`)
    .sort();
  if (element.checked !== undefined) attributes.push(`checked: ${element.checked}`);
  const children = [...element.childNodes]
    .filter(
      ({ nodeType, data }) =>
        nodeType === Node.ELEMENT_NODE || (nodeType === Node.TEXT_NODE && data),
    )
    .map((node) =>
      node.nodeType === Node.TEXT_NODE ? `${indent}  ${node.data}` : markup(node, `${indent}  `),
    );
  return [`${indent}<${element.localName} ${attributes.join(" ")}>`, ...children].join("\n");
}
