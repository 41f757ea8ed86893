/** What could not be explored of a package, by cause, with tracebacks where the run kept them. */

import { countText } from "../../../src/exec/figure.ts";
import { compareText } from "../../../src/shard/canonical.ts";
import { objectHref } from "../../app/route.ts";
import { useAnswer } from "../../data/cached.ts";
import { packageOfRun } from "../../data/run-documents.ts";
import { Empty, When } from "../../parts/answer.tsx";
import { Verbatim } from "../../parts/verbatim.tsx";
import type { ViewProps } from "./package-page.tsx";

interface Problem {
  module: string;
  stage: string;
  error: string;
  message: string;
}

const STAGES: Readonly<Record<string, string>> = {
  site: "Before anything was imported",
  import: "Could not be imported",
  walk: "Could not be looked at",
  source: "Source could not be read",
  timeout: "Not done in time",
  crash: "The interpreter ended",
  memory: "More memory than allowed",
  limit: "Too much of something",
  tamper: "Interfered with the explorer",
  name: "Names that cannot be told",
};

/** The view of problems. */
export function ProblemsView({ route, store, chosen: { release } }: ViewProps) {
  const answer = useAnswer(`problems ${release.shard}`, async (): Promise<Problem[]> => {
    const rows = await Array.fromAsync(store.graph.allRowsOf(release, "problems"));
    return rows.map(({ module, stage, error, message }) => ({
      ...{ module: String(module), stage: String(stage), error: String(error), message: String(message) },
    }));
  });
  const ofRun = useAnswer(`run package ${release.shard}`, () => packageOfRun(store, release));
  const tracebacks = ofRun.status === "done" ? (ofRun.value?.tracebacks ?? {}) : {};
  return (
    <When answer={answer} lines={6}>
      {(problems) =>
        problems.length === 0 ? (
          <Empty>Everything could be explored.</Empty>
        ) : (
          <>
            {[...Map.groupBy(causesOf(problems), ({ stage }) => stage)].map(([stage, causes]) => (
              <section key={stage} class="group" aria-label={STAGES[stage] ?? stage}>
                <h2>
                  {STAGES[stage] ?? stage}{" "}
                  <span class="count">{causes.reduce((sum, { list }) => sum + list.length, 0)}</span>
                </h2>
                <ul class="causes">
                  {causes.map((cause) => (
                    <CauseEntry key={`${cause.error} ${cause.message}`} {...{ cause, route, tracebacks }} />
                  ))}
                </ul>
              </section>
            ))}
            <p class="quiet">{countText(problems.length, "problem")} in all.</p>
          </>
        )
      }
    </When>
  );
}

function CauseEntry({
  cause: { error, message, list },
  route,
  tracebacks,
}: {
  cause: Cause;
  route: ViewProps["route"];
  tracebacks: Readonly<Record<string, string>>;
}) {
  return (
    <li>
      <p class="cause-message" dir="auto">
        <strong>{error}</strong>: {message}
      </p>
      <ul class="cause-modules">
        {list.slice(0, MOST_MODULES).map(({ module }) => (
          <li key={module}>
            {module === "" ? (
              "the whole"
            ) : (
              <a href={objectHref(route.distribution, route.version, module)}>{module}</a>
            )}
            {tracebacks[module] !== undefined && <Traceback text={tracebacks[module] ?? ""} />}
          </li>
        ))}
        {list.length > MOST_MODULES && <li class="quiet">and {list.length - MOST_MODULES} more</li>}
      </ul>
    </li>
  );
}

/** So many modules are told for one cause. */
const MOST_MODULES = 100;

function Traceback({ text }: { text: string }) {
  return (
    <details class="traceback">
      <summary>Traceback</summary>
      <Verbatim text={text} />
    </details>
  );
}

interface Cause {
  stage: string;
  error: string;
  message: string;
  list: Problem[];
}

/** Problems with the same cause together, the most frequent first. */
function causesOf(problems: readonly Problem[]): Cause[] {
  const groups = Map.groupBy(problems, ({ stage, error, message }) =>
    JSON.stringify([stage, error, message]),
  );
  return [...groups.values()]
    .flatMap((list) => (list[0] === undefined ? [] : [{ ...list[0], list }]))
    .sort((a, b) => b.list.length - a.list.length || compareText(a.message, b.message));
}
