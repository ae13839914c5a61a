import { el, svgEl } from "../lib/dom.js";

const STRANDS = ["M0 12 H12 C46 12 36 46 62 46", "M0 80 H12 C46 80 36 46 62 46", "M62 46 H80"];

/** The empty drawing of <pair-lanes>: two lanes with their names, the band, the clock and its axis, the junction. */
export function frame() {
  const who = n => el("p", { class: "who", "data-node": n }, el("b"), el("span"));
  const lane = n => el("div", { class: "lane", "data-node": n });
  const joint = svgEl("svg", { class: "joint", viewBox: "0 0 80 92", preserveAspectRatio: "none",
    "aria-hidden": "true" });
  joint.append(...STRANDS.map(d => svgEl("path", { d })));
  return [
    who(1), lane(1), el("ol", { class: "names", "aria-hidden": "true" }), lane(2), who(2),
    el("div", { class: "band" }, el("i")), el("div", { class: "clock" }, el("i")),
    el("div", { class: "axis", "aria-hidden": "true" }, el("span", { class: "wide" }),
      el("span", { "data-now": true }), el("span", { "data-end": true })),
    joint, el("p", { class: "mouth" }, el("span", {}, el("b"), el("span")))
  ];
}
