/** The import graph of a package. */

import { useMemo, useState } from "preact/hooks";
import { countText } from "../../src/exec/figure.ts";
import type { Shard } from "../../src/shard/shard.ts";
import { hrefWith } from "../app/navigation.ts";
import { objectHref, type Route } from "../app/route.ts";
import { Empty } from "../parts/answer.tsx";
import { Frame } from "./frame.tsx";
import {
  importGraphOf,
  type ShownEdge,
  type ShownGraph,
  type ShownNode,
  shownGraph,
} from "./import-graph.ts";
import { type Laid, layered, lineBetween, textWidth } from "./layout.ts";

type PackageRoute = Extract<Route, { page: "package" }>;

/** The picture, and the same as lists. */
export function ImportPicture({ shard, route }: { shard: Shard; route: PackageRoute }) {
  const data = useMemo(() => importGraphOf(shard), [shard]);
  const { open = "", focus } = route.options;
  const shown = useMemo(
    () => shownGraph(data, { opened: open === "" ? [] : open.split(","), focus }),
    [data, open, focus],
  );
  const laid = useMemo(
    () =>
      layered(
        shown.nodes.map((node) => ({ id: node.id, width: textWidth(textOf(node)) })),
        shown.edges,
      ),
    [shown],
  );
  const title = `Import graph of ${route.distribution}`;
  if (data.modules.length < 2) {
    return <Empty>It has one module, so that there is nothing to draw.</Empty>;
  }
  return (
    <>
      <p class="picture-lead">
        {countText(data.modules.length, "module")}, {countText(data.edges.length, "import")} between them
        {data.circles.length > 0 && `, ${countText(data.circles.length, "circle")}`}. Arrows lead to what is
        imported. Click a group to open it, a module to see what is around it.
        {(focus !== undefined || open !== "") && (
          <>
            {" "}
            <a href={hrefWith(route, { focus: "", open: "" })}>Show all of it</a>
          </>
        )}
      </p>
      <Legend />
      <Frame width={laid.width} height={laid.height} title={title} name={`${route.distribution}-imports`}>
        <Drawing shown={shown} laid={laid} route={route} />
      </Frame>
      <FocusLinks route={route} />
      {data.circles.length > 0 && <Circles circles={data.circles} route={route} />}
      <AsList shown={shown} />
    </>
  );
}

function textOf({ label, size, isGroup }: ShownNode): string {
  return isGroup ? `${label} · ${size}` : label;
}

function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      <li>
        <i class="legend-line edge-sure" /> loaded with it
      </li>
      <li>
        <i class="legend-line edge-optional" /> may fail
      </li>
      <li>
        <i class="legend-line edge-lazy" /> in functions
      </li>
      <li>
        <i class="legend-line edge-circle" /> part of a circle
      </li>
    </ul>
  );
}

function Drawing({ shown, laid, route }: { shown: ShownGraph; laid: Laid; route: PackageRoute }) {
  const open = (route.options.open ?? "").split(",").filter((one) => one !== "");
  // Of the node that is pointed at, the lines stand out.
  const [near, setNear] = useState<string>();
  return (
    <>
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 1 7 4 0 7z" class="arrow" />
        </marker>
      </defs>
      {shown.edges.map((edge) => {
        const [from, to] = [laid.places.get(edge.from), laid.places.get(edge.to)];
        const isNear = edge.from === near || edge.to === near;
        return (
          from &&
          to && (
            <path
              key={`${edge.from} ${edge.to}`}
              d={lineBetween(from, to)}
              class={`edge edge-${edge.isCircle ? "circle" : edge.strength}${near === undefined || isNear ? "" : " edge-far"}`}
              marker-end="url(#arrow)"
            >
              <title>{edgeText(edge)}</title>
            </path>
          )
        );
      })}
      {shown.nodes.map((node) => {
        const place = laid.places.get(node.id);
        const canOpen = node.isGroup && !node.id.endsWith("…");
        const href = canOpen
          ? hrefWith(route, { open: [...open, node.id].join(","), focus: "" })
          : hrefWith(route, { focus: node.id });
        return (
          place && (
            <a
              key={node.id}
              href={href}
              onPointerEnter={() => setNear(node.id)}
              onPointerLeave={() => setNear(undefined)}
              onFocus={() => setNear(node.id)}
              onBlur={() => setNear(undefined)}
              class={`node${node.isGroup ? " node-group" : ""}${node.isCircle ? " node-circle" : ""}${route.options.focus === node.id ? " node-focus" : ""}`}
              aria-label={`${textOf(node)}: ${node.id}${node.isGroup ? `, ${node.size} modules: open` : ": what is around it"}`}
            >
              <rect
                x={place.x - place.width / 2}
                y={place.y - place.height / 2}
                width={place.width}
                height={place.height}
                rx={4}
              />
              <text x={place.x} y={place.y + 4} text-anchor="middle">
                {textOf(node)}
              </text>
            </a>
          )
        );
      })}
    </>
  );
}

function edgeText({ from, to, strength, count, isCircle }: ShownEdge): string {
  const words = { sure: "imports", optional: "may import", lazy: "imports in functions" };
  return `${from} ${words[strength]} ${to}${count > 1 ? ` (${count} imports)` : ""}${isCircle ? ", in a circle" : ""}`;
}

function FocusLinks({ route }: { route: PackageRoute }) {
  const { focus } = route.options;
  return focus === undefined || focus.endsWith("…") ? null : (
    <p>
      <a href={objectHref(route.distribution, route.version, focus)}>What {focus} offers</a>
    </p>
  );
}

function Circles({ circles, route }: { circles: readonly (readonly string[])[]; route: PackageRoute }) {
  return (
    <section class="group" aria-label="Circles">
      <h2>
        Circles <span class="count">{circles.length}</span>
      </h2>
      <ul class="circles">
        {circles.slice(0, 20).map((modules) => (
          <li key={modules.join()}>
            {countText(modules.length, "module")}:{" "}
            {modules.slice(0, 12).map((module, index) => (
              <>
                {index > 0 && ", "}
                <a href={hrefWith(route, { focus: module })}>
                  <bdi>{module}</bdi>
                </a>
              </>
            ))}
            {modules.length > 12 && " …"}
          </li>
        ))}
      </ul>
    </section>
  );
}

function AsList({ shown }: { shown: ShownGraph }) {
  return (
    <details class="group">
      <summary>
        <h2>
          As a list <span class="count">{shown.edges.length}</span>
        </h2>
      </summary>
      <ul class="plain">
        {shown.edges.map((edge) => (
          <li key={`${edge.from} ${edge.to}`}>{edgeText(edge)}</li>
        ))}
      </ul>
    </details>
  );
}
