/** biome-ignore-all lint/a11y/noNoninteractiveTabindex: the field is moved and zoomed by the keyboard. */
/** biome-ignore-all lint/a11y/useSemanticElements: a picture is no set of form fields. */
/** biome-ignore-all lint/a11y/noSvgWithoutTitle: a title would show over each of its parts; the figure has a label. */

/** The frame of a picture: zoom, move, keep as a file. */

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { saveSvg } from "./save-svg.ts";

interface View {
  x: number;
  y: number;
  scale: number;
}

/** Smaller texts cannot be read; larger ones look odd. What does not fit is scrolled to. */
const LEAST_SCALE = 0.78;
const MOST_SCALE = 1.1;

const WHOLE: View = { x: 0, y: 0, scale: 1 };

/** A picture that can be zoomed and moved, by buttons, mouse, fingers and keys. */
export function Frame({
  width,
  height,
  title,
  name,
  children,
}: {
  width: number;
  height: number;
  title: string;
  /** Of the file. */
  name: string;
  children: ComponentChildren;
}) {
  const svg = useRef<SVGSVGElement>(null);
  const [view, setView] = useState(WHOLE);
  const drag = useRef<{ x: number; y: number; from: View; hasMoved: boolean }>();
  const zoom = (factor: number, at = { x: width / 2, y: height / 2 }) =>
    setView(({ x, y, scale }) => {
      const next = Math.min(12, Math.max(0.5, scale * factor));
      const by = next / scale;
      return { x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by, scale: next };
    });
  const move = (x: number, y: number) => setView((one) => ({ ...one, x: one.x + x, y: one.y + y }));
  const unit = () => width / Math.max(1, svg.current?.clientWidth ?? width);
  const pressed = (event: KeyboardEvent) => {
    const step = 60 * unit();
    const actions: Record<string, () => void> = {
      "+": () => zoom(1.3),
      "=": () => zoom(1.3),
      "-": () => zoom(1 / 1.3),
      "0": () => setView(WHOLE),
      ArrowLeft: () => move(step, 0),
      ArrowRight: () => move(-step, 0),
      ArrowUp: () => move(0, step),
      ArrowDown: () => move(0, -step),
    };
    const action = actions[event.key];
    if (action !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      action();
    }
  };
  return (
    <figure class="picture" aria-label={title}>
      <div class="picture-tools" role="toolbar" aria-label="Picture">
        <button type="button" onClick={() => zoom(1.3)} aria-label="Larger">
          +
        </button>
        <button type="button" onClick={() => zoom(1 / 1.3)} aria-label="Smaller">
          −
        </button>
        <button type="button" onClick={() => setView(WHOLE)}>
          All
        </button>
        <button type="button" onClick={() => svg.current !== null && saveSvg(svg.current, name)}>
          Save as SVG
        </button>
      </div>
      <div
        class="picture-field"
        tabIndex={0}
        role="group"
        aria-label={`${title}. Arrows move, + and - zoom, 0 shows all.`}
        onKeyDown={pressed}
      >
        <svg
          ref={svg}
          viewBox={`0 0 ${width} ${height}`}
          class="picture-svg"
          style={{
            width: `clamp(${Math.round(width * LEAST_SCALE)}px, 100%, ${Math.round(width * MOST_SCALE)}px)`,
          }}
          onWheel={(event) => {
            if (event.ctrlKey || event.metaKey) {
              event.preventDefault();
              zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, {
                x: event.offsetX * unit(),
                y: event.offsetY * unit(),
              });
            }
          }}
          onPointerDown={(event) => {
            drag.current = { x: event.clientX, y: event.clientY, from: view, hasMoved: false };
          }}
          onPointerMove={(event) => {
            const begun = drag.current;
            if (begun !== undefined && event.buttons > 0) {
              const [x, y] = [event.clientX - begun.x, event.clientY - begun.y];
              begun.hasMoved ||= Math.abs(x) + Math.abs(y) > 4;
              if (begun.hasMoved) {
                setView({ ...begun.from, x: begun.from.x + x * unit(), y: begun.from.y + y * unit() });
              }
            }
          }}
          onClickCapture={(event) => {
            // Who has moved the picture did not mean the node below.
            if (drag.current?.hasMoved === true) {
              event.preventDefault();
              event.stopPropagation();
            }
            drag.current = undefined;
          }}
        >
          <g data-moved transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
            {children}
          </g>
        </svg>
      </div>
    </figure>
  );
}
