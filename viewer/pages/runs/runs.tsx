/** Runs: what each did, and how they went. */

import { figure, secondsText } from "../../../src/exec/figure.ts";
import { hrefOf, type Route } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import { useAnswer } from "../../data/cached.ts";
import { runHead, runsOf, type ShownRun } from "../../data/run-documents.ts";
import type { ViewedStore } from "../../data/store.ts";
import { Empty, When } from "../../parts/answer.tsx";
import { TableFrame } from "../../parts/table-frame.tsx";
import { instantText } from "../../parts/text.tsx";
import { RunPage } from "./run-page.tsx";

const STATUSES = ["explored", "carried", "unstable", "failed", "skipped"] as const;

/** The list of runs, or one of them. */
export function Runs({ route, store }: { route: Extract<Route, { page: "runs" }>; store: ViewedStore }) {
  return route.run === undefined ? (
    <RunList store={store} />
  ) : (
    <RunPage key={route.run} run={route.run} route={route} store={store} />
  );
}

function RunList({ store }: { store: ViewedStore }) {
  useTitle("Runs");
  const answer = useAnswer("runs with documents", async () => {
    const ids = await runsOf(store);
    const runs = await Promise.all(ids.map((id) => runHead(store, id).catch(() => undefined)));
    return runs.filter((run) => run !== undefined);
  });
  return (
    <div class="page">
      <h1>Runs</h1>
      <p class="lead-text">
        Each is a dated snapshot of all packages. Questions are answered from the newest one.
      </p>
      <When answer={answer} lines={6}>
        {(runs) =>
          runs.length === 0 ? (
            <Empty>No run was published here: this is what was explored last.</Empty>
          ) : (
            <>
              <RunChart runs={runs.toReversed()} />
              <RunTable runs={runs} shown={store.run} />
            </>
          )
        }
      </When>
    </div>
  );
}

/** How long a run took, in seconds. */
export function lengthOf({ startedAt, finishedAt }: ShownRun): number {
  return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

function RunTable({ runs, shown }: { runs: readonly ShownRun[]; shown: string | undefined }) {
  return (
    <TableFrame label="Runs">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Began</th>
            <th scope="col" class="number">
              Took
            </th>
            {STATUSES.map((status) => (
              <th key={status} scope="col" class="number">
                {status}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <th scope="row">
                <a href={hrefOf({ page: "runs", run: run.id, options: {} })}>{run.id}</a>
                {run.id === shown && <span class="tag">shown</span>}
              </th>
              <td>{instantText(run.startedAt)}</td>
              <td class="number">{secondsText(lengthOf(run))}</td>
              {STATUSES.map((status) => (
                <td key={status} class="number">
                  {run.counts[status] === undefined || run.counts[status] === 0
                    ? ""
                    : figure(run.counts[status] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

const HEIGHT = 72;
const STEP = 22;

/** Packages of each run by status, the oldest left. */
function RunChart({ runs }: { runs: readonly ShownRun[] }) {
  if (runs.length < 2) {
    return null;
  }
  const total = (run: ShownRun) => STATUSES.reduce((sum, status) => sum + (run.counts[status] ?? 0), 0);
  const most = Math.max(1, ...runs.map(total));
  return (
    <figure class="chart">
      <svg
        width={runs.length * STEP}
        height={HEIGHT}
        viewBox={`0 0 ${runs.length * STEP} ${HEIGHT}`}
        role="img"
      >
        <title>Packages of each run by status</title>
        {runs.map((run, index) => {
          let below = HEIGHT;
          return (
            <g key={run.id}>
              <title>{`${run.id}: ${STATUSES.map((status) => `${run.counts[status] ?? 0} ${status}`).join(", ")}`}</title>
              {STATUSES.map((status) => {
                const height = ((run.counts[status] ?? 0) / most) * (HEIGHT - 4);
                below -= height;
                return (
                  <rect
                    key={status}
                    class={`status-bar status-${status}`}
                    x={index * STEP}
                    y={below}
                    width={STEP - 6}
                    height={height}
                  />
                );
              })}
            </g>
          );
        })}
      </svg>
      <figcaption class="legend">
        {STATUSES.map((status) => (
          <span key={status}>
            <i class={`swatch status-${status}`} /> {status}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
