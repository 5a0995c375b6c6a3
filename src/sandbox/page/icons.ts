/** The page's icons, drawn as strokes on a 24 × 24 grid, so that no font or image has to be fetched. */

const paths = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-7-4.5 15-4-6.5z M11.5 13.5L20 5",
  attach: "M8.5 12.5l5.8-5.8a2.6 2.6 0 0 1 3.7 3.7l-7.7 7.7a4.5 4.5 0 0 1-6.4-6.4l7.6-7.6",
  more: "M12 6v.01M12 12v.01M12 18v.01",
  reply: "M10 8V4.5L3.5 11l6.5 6.5V14c5 0 8 1.5 10 5 0-6-3-10.5-10-11z",
  forward: "M14 8V4.5l6.5 6.5-6.5 6.5V14c-5 0-8 1.5-10 5 0-6 3-10.5 10-11z",
  edit: "M4 20l1-4.5L16.5 4 20 7.5 8.5 19z M14 6.5l3.5 3.5",
  bin: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  pin: "M9 4h6l-.8 6 3.3 3.5H6.5L9.8 10zM12 13.5V20",
  poll: "M6 19v-6M12 19V5M18 19v-9",
  file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
  play: "M8 5.5v13l10.5-6.5z",
  down: "M12 5v13M6 12.5l6 6 6-6",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  music:
    "M9 18V5.5l10-2V16M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.01",
  sparkle: "M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8zM19 16v4M17 18h4",
  check: "M5 12.5l4.5 4.5L19 7",
  clock: "M12 7v5l3.5 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
  bolt: "M13 3L5 13.5h6L10 21l8.5-11H12z",
  plus: "M12 5v14M5 12h14",
  megaphone: "M4 10v4h3l8 4.5V5.5L7 10zM18.5 9.5a4 4 0 0 1 0 5M8 14v5",
  people:
    "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19c0-3.5 2.3-5.5 5.5-5.5s5.5 2 5.5 5.5M16 5.5a2.8 2.8 0 0 1 0 5.3M17 13.8c2.2.6 3.5 2.4 3.5 5.2",
  info: "M12 11v5.5M12 7.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
  lamp: "M9.5 17.5h5M10 20.5h4M8.5 14.5a5.5 5.5 0 1 1 7 0c-.7.6-1 1.3-1 3h-5c0-1.7-.3-2.4-1-3z",
  up: "M12 19V6M6 11.5l6-6 6 6",
} as const;

export type IconName = keyof typeof paths;

/** An icon that takes the colour of the text around it; it says nothing to a screen reader. */
export function icon(name: IconName, size = 22): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const attributes = {
    viewBox: "0 0 24 24",
    width: String(size),
    height: String(size),
    fill: "none",
    stroke: "currentColor",
    "stroke-width": name === "more" ? "2.8" : "1.8",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
    class: "icon",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.appendChild(path);
  return svg;
}
