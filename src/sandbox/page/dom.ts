/** Builds elements without ever parsing HTML: whatever people type stays text. */

export type Child = Node | string | number | null | undefined | false | Child[];
type Value = string | number | boolean | null | undefined | ((event: never) => void);
export type Props = Record<string, Value>;

/**
 * Makes an element. `onclick` and the like become listeners; `value`, `checked` and `muted` are set as properties;
 * null, undefined and false leave the attribute out, true sets it empty.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "value" || name === "checked" || name === "muted")
      Object.assign(element, { [name]: value });
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** Adds children to a node; lists are flattened, empty values left out. */
export function append(parent: Node, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child);
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

export interface Row {
  key: string;
  /** Two rows with the same key and signature look the same: the element is kept, with its focus and playback. */
  signature: string;
  build: () => HTMLElement;
}

const shown = new WeakMap<HTMLElement, Map<string, { signature: string; element: HTMLElement }>>();

/** Makes a container show these rows, touching only the elements that changed; focus stays on its row. */
export function showRows(container: HTMLElement, rows: Row[]): void {
  const before = shown.get(container) ?? new Map();
  const after: typeof before = new Map();
  const focusedKey = [...before].find(([, row]) => row.element.contains(document.activeElement))?.[0];
  let next = container.firstElementChild;
  for (const row of rows) {
    const old = before.get(row.key);
    const element = old?.signature === row.signature ? old.element : row.build();
    after.set(row.key, { signature: row.signature, element });
    if (old && old.element !== element) {
      if (next === old.element) next = old.element.nextElementSibling;
      old.element.remove();
    }
    if (element === next) next = next?.nextElementSibling ?? null;
    else container.insertBefore(element, next);
  }
  for (const [key, row] of before) if (!after.has(key)) row.element.remove();
  shown.set(container, after);
  const focused = focusedKey === undefined ? undefined : after.get(focusedKey)?.element;
  if (focused && !focused.contains(document.activeElement)) refocus(focused);
}

function refocus(element: HTMLElement): void {
  const target = element.matches("button, [tabindex]")
    ? element
    : element.querySelector<HTMLElement>("button, [tabindex]");
  target?.focus({ preventScroll: true });
}
