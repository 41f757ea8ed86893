/** One run: its facts, its packages by status, its problems by stage. */

import { figure, secondsText } from "../../../src/exec/figure.ts";
import { hrefWith } from "../../app/navigation.ts";
import { hrefOf, packageHref, type Route } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import { useAnswer } from "../../data/cached.ts";
import { packagesOfRun, runOf, type ShownPackage, type ShownRun } from "../../data/run-documents.ts";
import type { ViewedStore } from "../../data/store.ts";
import { Empty, When } from "../../parts/answer.tsx";
import { TableFrame } from "../../parts/table-frame.tsx";
import { instantText } from "../../parts/text.tsx";
import { lengthOf } from "./runs.tsx";

const ORDER = ["failed", "unstable", "explored", "carried", "skipped"];

interface RunPageProps {
  run: string;
  route: Extract<Route, { page: "runs" }>;
  store: ViewedStore;
}

/** The page of a run. */
export function RunPage({ run, route, store }: RunPageProps) {
  useTitle(`Run ${run}`);
  const manifest = useAnswer(`manifest ${run}`, () => runOf(store, run));
  const packages = useAnswer(`packages ${run}`, () => packagesOfRun(store, run));
  return (
    <div class="page">
      <nav class="path-nav" aria-label="Where it stands">
        <a href={hrefOf({ page: "runs", options: {} })}>Runs</a>
        <span aria-hidden="true"> / </span>
        <span aria-current="page">{run}</span>
      </nav>
      <h1>Run {run}</h1>
      <When answer={manifest} lines={3}>
        {(found) =>
          found === undefined ? (
            <Empty>This store has no finished run of this id.</Empty>
          ) : (
            <RunFacts run={found} store={store} />
          )
        }
      </When>
      <When answer={packages} lines={10}>
        {(found) => found !== undefined && <Packages packages={found} route={route} />}
      </When>
    </div>
  );
}

function RunFacts({ run, store }: { run: ShownRun; store: ViewedStore }) {
  return (
    <>
      <dl class="line-facts">
        <div>
          <dt>Began</dt>
          <dd>{instantText(run.startedAt)}</dd>
        </div>
        <div>
          <dt>Took</dt>
          <dd>{secondsText(lengthOf(run))}</dd>
        </div>
        <div>
          <dt>Explorer</dt>
          <dd>{run.explorer.version}</dd>
        </div>
        <div>
          <dt>Platform</dt>
          <dd>{run.platform}</dd>
        </div>
        {run.commit !== undefined && (
          <div>
            <dt>Commit</dt>
            <dd class="path">{run.commit.slice(0, 12)}</dd>
          </div>
        )}
      </dl>
      {run.id !== store.run && (
        <p>
          <a href={addressOfRun(run.id)}>Show the packages as they were in this run</a>
        </p>
      )}
    </>
  );
}

/** The page's own address with another run. */
function addressOfRun(run: string): string {
  const url = new URL(location.href);
  url.searchParams.set("run", run);
  url.hash = "#/";
  return url.href;
}

function Packages({
  packages,
  route,
}: {
  packages: Readonly<Record<string, ShownPackage>>;
  route: RunPageProps["route"];
}) {
  const { status: only } = route.options;
  const all = Object.entries(packages).map(([stem, one]) => ({ stem, ...one }));
  const groups = Map.groupBy(all, ({ status }) => status);
  const statuses = [...groups.keys()].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const shown = all
    .filter(({ status }) => only === undefined || status === only)
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || b.seconds - a.seconds);
  return (
    <>
      <nav class="chips" aria-label="Statuses">
        <a
          class="chip"
          href={hrefWith(route, { status: "" })}
          aria-current={only === undefined ? "true" : undefined}
        >
          All <span class="count">{all.length}</span>
        </a>
        {statuses.map((status) => (
          <a
            key={status}
            class="chip"
            href={hrefWith(route, { status })}
            aria-current={only === status ? "true" : undefined}
          >
            {status} <span class="count">{groups.get(status)?.length}</span>
          </a>
        ))}
      </nav>
      <Stages packages={all} />
      <TableFrame label="Packages">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">Package</th>
              <th scope="col">Status</th>
              <th scope="col" class="number">
                Took
              </th>
              <th scope="col" class="number">
                Problems
              </th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.stem}>
                <th scope="row">
                  {one.shard === undefined ? (
                    one.name
                  ) : (
                    <a href={packageHref(one.name, one.version)}>{one.name}</a>
                  )}{" "}
                  <span class="quiet">{one.version}</span>
                </th>
                <td>
                  <span class={`status status-${one.status}`}>{one.status}</span>
                </td>
                <td class="number">{one.seconds > 0 && secondsText(one.seconds)}</td>
                <td class="number">{problemCount(one)}</td>
                <td dir="auto">
                  {one.failure === undefined ? one.reason : `${one.failure.stage}: ${one.failure.message}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}

function problemCount({ problemsByStage = {} }: ShownPackage): string {
  const count = Object.values(problemsByStage).reduce((sum, one) => sum + one, 0);
  return count === 0 ? "" : figure(count);
}

function Stages({ packages }: { packages: readonly ShownPackage[] }) {
  const stages = new Map<string, number>();
  for (const { problemsByStage = {} } of packages) {
    for (const [stage, count] of Object.entries(problemsByStage)) {
      stages.set(stage, (stages.get(stage) ?? 0) + count);
    }
  }
  const sorted = [...stages].sort((a, b) => b[1] - a[1]);
  return sorted.length === 0 ? null : (
    <p class="quiet">
      Problems by stage: {sorted.map(([stage, count]) => `${stage} ${figure(count)}`).join(", ")}.
    </p>
  );
}
