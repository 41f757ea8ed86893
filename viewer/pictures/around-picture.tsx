/** The distributions around one: who uses it, and what it asks for. */

import { requirementsOf } from "../../src/ask/taken/requirements.ts";
import { countText } from "../../src/exec/figure.ts";
import { dependents } from "../../src/graph/questions/dependents.ts";
import type { Shard } from "../../src/shard/shard.ts";
import { packageHref, type Route } from "../app/route.ts";
import { useAnswer } from "../data/cached.ts";
import type { ViewedStore } from "../data/store.ts";
import { When } from "../parts/answer.tsx";
import { Frame } from "./frame.tsx";
import { textWidth } from "./layout.ts";

type PackageRoute = Extract<Route, { page: "package" }>;

interface Neighbour {
  name: string;
  /** How it is tied to the one in the middle. */
  tie: "sure" | "optional" | "lazy" | "circle";
  told: string;
  href: string | undefined;
}

/** So many of each side are drawn. */
const MOST = 60;
const STEP = 30;

/** The picture. */
export function AroundPicture({
  shard,
  route,
  store,
}: {
  shard: Shard;
  route: PackageRoute;
  store: ViewedStore;
}) {
  const { distribution } = route;
  const answer = useAnswer(`around ${distribution}`, () =>
    dependents(store.graph, { distribution }, { most: MOST }),
  );
  return (
    <When answer={answer} lines={8}>
      {({ dependents: list, more }) => {
        const left = list.map(
          (one): Neighbour => ({
            name: one.distribution,
            tie: one.count > 0 ? (one.required ? "sure" : "circle") : "optional",
            told: `${one.distribution} uses ${distribution} ${one.count} times${one.required ? "" : ", and does not ask for it"}`,
            href: packageHref(one.distribution, undefined, "around"),
          }),
        );
        const right = requiredBy(shard, store);
        return (
          <Drawn
            {...{ distribution, left, more }}
            right={right.slice(0, MOST)}
            moreRight={right.length - MOST}
          />
        );
      }}
    </When>
  );
}

function requiredBy(shard: Shard, store: ViewedStore): Neighbour[] {
  const { used, unused, notInstalled, undeclared } = requirementsOf(shard);
  const href = (name: string) =>
    store.graph.releasesOf(name).length > 0 ? packageHref(name, undefined, "around") : undefined;
  const one = (name: string, tie: Neighbour["tie"], told: string): Neighbour => ({
    ...{ name, tie, told: `${name}: ${told}` },
    href: href(name),
  });
  return [
    ...used.map(({ name }) => one(name, "sure", "asked for and imported")),
    ...undeclared.flatMap(({ distribution: name }) =>
      name === undefined ? [] : [one(name, "circle", "imported, and not asked for")],
    ),
    ...unused.map(({ name }) => one(name, "optional", "asked for, and imported nowhere")),
    ...notInstalled.map(({ name }) => one(name, "lazy", "asked for by an extra, or elsewhere")),
  ];
}

function Drawn({
  distribution,
  left,
  right,
  more,
  moreRight,
}: {
  distribution: string;
  left: readonly Neighbour[];
  right: readonly Neighbour[];
  more: number;
  moreRight: number;
}) {
  const widest = (list: readonly Neighbour[]) => Math.max(80, ...list.map(({ name }) => textWidth(name)));
  const [leftWidth, rightWidth, ownWidth] = [widest(left), widest(right), textWidth(distribution) + 10];
  const gap = 140;
  // A side where nobody is takes no place.
  const [leftPart, rightPart] = [
    left.length === 0 ? 0 : leftWidth + gap,
    right.length === 0 ? 0 : rightWidth + gap,
  ];
  const width = Math.max(320, leftPart + ownWidth + rightPart + 32);
  const height = Math.max(left.length, right.length, 3) * STEP + 24;
  const ownX = 16 + leftPart;
  const middle = height / 2;
  const yOf = (index: number, count: number) => middle + (index - (count - 1) / 2) * STEP;
  return (
    <>
      <p class="picture-lead">
        {[
          left.length === 0
            ? "Nobody here uses it"
            : `${countText(left.length + more, "package")} ${left.length + more === 1 ? "uses" : "use"} it, on the left`,
          right.length === 0
            ? "it asks for none"
            : `it asks for ${right.length + Math.max(0, moreRight)}, on the right`,
        ].join("; ")}
        . Click one to see what is around that.
      </p>
      <ul class="legend" aria-label="Legend">
        <li>
          <i class="legend-line edge-sure" /> asked for and used
        </li>
        <li>
          <i class="legend-line edge-circle" /> used, not asked for
        </li>
        <li>
          <i class="legend-line edge-optional" /> asked for, not used
        </li>
        <li>
          <i class="legend-line edge-lazy" /> extra
        </li>
      </ul>
      <Frame
        width={width}
        height={height}
        title={`Packages around ${distribution}`}
        name={`${distribution}-around`}
      >
        {left.map((one, index) => (
          <Tie
            key={one.name}
            tie={one.tie}
            from={[16 + leftWidth, yOf(index, left.length)]}
            to={[ownX, middle]}
          />
        ))}
        {right.map((one, index) => (
          <Tie
            key={one.name}
            tie={one.tie}
            from={[ownX + ownWidth, middle]}
            to={[ownX + ownWidth + gap, yOf(index, right.length)]}
          />
        ))}
        {left.map((one, index) => (
          <Box key={one.name} of={one} x={16 + leftWidth - textWidth(one.name)} y={yOf(index, left.length)} />
        ))}
        {right.map((one, index) => (
          <Box key={one.name} of={one} x={ownX + ownWidth + gap} y={yOf(index, right.length)} />
        ))}
        <g class="node node-focus">
          <rect x={ownX} y={middle - 15} width={ownWidth} height={30} rx={5} />
          <text x={ownX + ownWidth / 2} y={middle + 4} text-anchor="middle">
            {distribution}
          </text>
        </g>
      </Frame>
      {more > 0 && <p class="quiet">{countText(more, "more package")} that use it are not drawn.</p>}
      {moreRight > 0 && (
        <p class="quiet">{countText(moreRight, "more package")} that it asks for are not drawn.</p>
      )}
    </>
  );
}

type Point = readonly [x: number, y: number];

function Tie({ tie, from: [x, y], to: [toX, toY] }: { tie: Neighbour["tie"]; from: Point; to: Point }) {
  const middle = (x + toX) / 2;
  return <path class={`edge edge-${tie}`} d={`M${x} ${y}C${middle} ${y} ${middle} ${toY} ${toX} ${toY}`} />;
}

function Box({ of: { name, told, href }, x, y }: { of: Neighbour; x: number; y: number }) {
  const width = textWidth(name);
  const inside = (
    <>
      <title>{told}</title>
      <rect x={x} y={y - 12} width={width} height={24} rx={4} />
      <text x={x + width / 2} y={y + 4} text-anchor="middle">
        {name}
      </text>
    </>
  );
  return href === undefined ? (
    <g class="node node-absent">{inside}</g>
  ) : (
    <a class="node" href={href} aria-label={told}>
      {inside}
    </a>
  );
}
