/** The aircraft as an element for the map library: a dot with a cone where its nose points. */
import styles from "./track-map.module.css";

const SVG = "http://www.w3.org/2000/svg";

/** A new element, 80 by 80 pixels, nose up. */
export function aircraftElement(): HTMLElement {
  const holder = document.createElement("div");
  holder.className = styles["mark"] ?? "";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-40 -40 80 80");
  svg.setAttribute("width", "80");
  svg.setAttribute("height", "80");
  const cone = document.createElementNS(SVG, "path");
  cone.setAttribute("d", "M0 0-15-36A39 39 0 0 1 15-36Z");
  cone.setAttribute("class", styles["cone"] ?? "");
  const body = document.createElementNS(SVG, "circle");
  body.setAttribute("r", "7");
  body.setAttribute("class", styles["body"] ?? "");
  svg.append(cone, body);
  holder.append(svg);
  return holder;
}
