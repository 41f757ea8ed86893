/** How large a package's API was over its releases, and where two of them can be compared. */

import { figure } from "../../../src/exec/figure.ts";
import type { HistoryDocument } from "../../../src/page/history-document.ts";
import { hrefOf } from "../../app/route.ts";
import { useAnswer } from "../../data/cached.ts";
import { historyOf } from "../../data/objects.ts";
import { Empty, When } from "../../parts/answer.tsx";
import { TableFrame } from "../../parts/table-frame.tsx";
import type { ViewProps } from "./package-page.tsx";

const HEIGHT = 160;
const STEP = 30;
const BAR = 20;
/** Room for the names of versions, which stand askew. */
const SIDE = 34;

/** The view of releases. */
export function HistoryView({ route, store, chosen: { versions } }: ViewProps) {
  const { distribution } = route;
  const answer = useAnswer(
    `history document ${distribution}`,
    async () => (await historyOf(store, distribution))?.document,
  );
  return (
    <When answer={answer} lines={8}>
      {(document) =>
        document === undefined ? (
          <>
            <Empty>
              Nobody has explored older releases of it:{" "}
              <code>./scripts/importgraph history {distribution}</code> does so, and <code>publish</code>{" "}
              brings what it finds along.
            </Empty>
            {versions.length > 1 && <Pairs distribution={distribution} versions={versions.toReversed()} />}
          </>
        ) : (
          <>
            <Chart document={document} />
            <Releases document={document} />
          </>
        )
      }
    </When>
  );
}

function Pairs({ distribution, versions }: { distribution: string; versions: readonly string[] }) {
  const pairs = versions.slice(1).map((now, index) => [versions[index] ?? "", now] as const);
  return (
    <ul>
      {pairs.map(([old, now]) => (
        <li key={now}>
          <a href={hrefOf({ page: "compare", distribution, old, now, options: {} })}>
            {old} against {now}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Chart({ document: { releases, name } }: { document: HistoryDocument }) {
  const most = Math.max(1, ...releases.map(({ names }) => names));
  const width = releases.length * STEP + 2 * SIDE;
  const y = (count: number) => Math.round((count / most) * HEIGHT);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <figure class="chart" tabIndex={0} aria-label={`Public names of ${name} by release`}>
      <svg width={width} height={HEIGHT + 76} viewBox={`0 0 ${width} ${HEIGHT + 76}`} role="img">
        <title>
          Public names of {name}, {releases[0]?.version} to {releases.at(-1)?.version}
        </title>
        {releases.map(({ version, names, deprecated }, index) => {
          const x = index * STEP + SIDE;
          return (
            <g key={version}>
              <title>{`${version}: ${figure(names)} public names, ${deprecated} deprecated`}</title>
              <rect class="bar" x={x} y={HEIGHT - y(names) + 16} width={BAR} height={y(names)} rx={2} />
              <rect
                class="bar-old"
                x={x}
                y={HEIGHT - y(names) + 16}
                width={BAR}
                height={y(deprecated)}
                rx={2}
              />
              <text class="chart-text" x={x + BAR / 2} y={HEIGHT - y(names) + 11} text-anchor="middle">
                {index === 0 || index === releases.length - 1 ? figure(names) : ""}
              </text>
              <text
                class="chart-text"
                text-anchor="end"
                transform={`translate(${x + BAR / 2 + 4} ${HEIGHT + 28}) rotate(-55)`}
              >
                {version}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption class="quiet">
        Public names in each release; <span class="swatch bar-old-swatch" /> those that are deprecated.
      </figcaption>
    </figure>
  );
}

function Releases({ document: { releases, name, missing, hasEarlier } }: { document: HistoryDocument }) {
  const rows = releases.map((one, index) => ({ ...one, before: releases[index - 1]?.version })).reverse();
  return (
    <>
      <TableFrame label="Releases">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">Release</th>
              <th scope="col" class="number">
                Public names
              </th>
              <th scope="col" class="number">
                Added
              </th>
              <th scope="col" class="number">
                Removed
              </th>
              <th scope="col" class="number">
                Deprecated
              </th>
              <th scope="col">Changes</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ version, python, names, added, removed, deprecated, before }) => (
              <tr key={version}>
                <th scope="row">
                  {version} <span class="quiet">Python {python}</span>
                </th>
                <td class="number">{figure(names)}</td>
                <td class="number">{before === undefined ? "" : figure(added)}</td>
                <td class="number">{before === undefined ? "" : figure(removed)}</td>
                <td class="number">{figure(deprecated)}</td>
                <td>
                  {before !== undefined && (
                    <a
                      href={hrefOf({
                        page: "compare",
                        distribution: name,
                        old: before,
                        now: version,
                        options: {},
                      })}
                    >
                      since {before}
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {hasEarlier && <p class="quiet">There are older releases that were not explored.</p>}
      {missing.map(({ version, reason }) => (
        <p key={version} class="quiet" dir="auto">
          {version} could not be had: {reason}
        </p>
      ))}
    </>
  );
}
