import { el, figures, keyed, text } from "../lib/dom.js";

/* What stands beside the lanes of <pair-lanes>: the names between them, the axis below, the junction at their end. */

/** @param {{ names: import("../lib/lanes.js").Name[], of: number }} drawing */
export function drawNames(list, { names, of }) {
  keyed(list, names, ({ text: name }) => name,
    ({ figure }) => el("li", {}, el("span", {}, new Text(), figure !== undefined && el("i"))),
    (node, { text: name, figure, at, size, state, line }) => {
      text(node.firstElementChild.firstChild, figure === undefined ? name : `${name} `);
      if (figure !== undefined) text(node.querySelector("i"), figure);
      node.classList.toggle("barline", Boolean(line));
      if (state) node.dataset.state = state;
      figures(node, { at, size, of });
    });
}

/** @param {number} clockAt where the clock stands */
export function drawAxis(node, axis, clockAt, of) {
  node.hidden = axis === null;
  if (axis === null) return;
  const [from, now, end] = node.children;
  text(from, axis.from);
  figures(from, { at: 0, of });
  text(now, axis.now);
  now.hidden = axis.still;
  figures(now, { at: clockAt, of });
  text(end, axis.end ?? "");
  end.hidden = !axis.end;
}

/** The strands of the junction; a single Spark has one of its own, and none from below. */
export function drawJoint(paths, joint, single) {
  paths.forEach((path, i) => {
    const state = single && i === 1 ? "free" : joint[single && i === 2 ? 1 : i];
    if (state) path.dataset.state = state; else delete path.dataset.state;
  });
}
