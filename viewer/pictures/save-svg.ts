/** A picture as a file that stands for itself. */

const PROPERTIES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "font-family",
  "font-size",
  "font-weight",
  "opacity",
  "text-anchor",
];

/** Offers a picture to be kept, with the colours that it has here. */
export function saveSvg(svg: SVGSVGElement, name: string): void {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [own, copied] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
  for (const [index, element] of own.entries()) {
    const style = getComputedStyle(element);
    for (const property of PROPERTIES) {
      copied[index]?.setAttribute(property, style.getPropertyValue(property));
    }
    copied[index]?.removeAttribute("class");
    copied[index]?.removeAttribute("href");
  }
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(Math.round(width)));
  copy.setAttribute("height", String(Math.round(height)));
  copy.querySelector("[data-moved]")?.removeAttribute("transform");
  const text = new XMLSerializer().serializeToString(copy);
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/[^\w.-]+/g, "-")}.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
