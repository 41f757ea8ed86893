/** The first view of a package: what it is imported by, its figures, and what its main module offers. */

import { figure, secondsText } from "../../../src/exec/figure.ts";
import type { Release } from "../../../src/graph/questions/open-graph.ts";
import { dependentCount } from "../../../src/graph/questions/users.ts";
import type { Row } from "../../../src/page/columns.ts";
import type { ShardHeader } from "../../../src/shard/records.ts";
import { objectHref, packageHref } from "../../app/route.ts";
import { useAnswer } from "../../data/cached.ts";
import { objectNamed } from "../../data/objects.ts";
import { projectLinks, type WebLink } from "../../data/project.ts";
import { figuresOf, headerOf } from "../../data/releases.ts";
import { packageOfRun } from "../../data/run-documents.ts";
import { objectAddress, shardKey } from "../../data/shard-key.ts";
import { Failed, Waiting } from "../../parts/answer.tsx";
import { OutsideLink } from "../../parts/outside-link.tsx";
import { ObjectContent } from "../object/object-content.tsx";
import type { ViewProps } from "./package-page.tsx";

/** Of a project's links so many are shown. */
const MOST_LINKS = 12;

/** The overview. */
export function Overview({ route, store, chosen: { release } }: ViewProps) {
  const main = mainModule(release);
  const answer = useAnswer(main && `object ${release.shard} ${main}`, () =>
    objectNamed(store, release, main ?? ""),
  );
  const told = useAnswer(`header ${release.shard}`, () => headerOf(store, release));
  const header = told.status === "done" ? told.value : undefined;
  const view = answer.status === "done" && answer.value.found ? answer.value.view : undefined;
  const node = view?.resolution.found === true ? view.resolution.node : undefined;
  return (
    <div class="object-columns">
      <div class="object-main">
        {main !== undefined && (
          <p class="import-line">
            <span class="unseen">Imported by </span>
            <code>
              <span class="keyword">import</span>{" "}
              <a href={objectHref(release.distribution, route.version, main)}>{main}</a>
            </code>
          </p>
        )}
        {main === undefined && <p class="quiet">It has no module that could be imported.</p>}
        {answer.status === "loading" && main !== undefined && <Waiting lines={10} />}
        {answer.status === "failed" && <Failed error={answer.error} retry={answer.retry} />}
        {view !== undefined && <Summary header={header} />}
        {view !== undefined && node !== undefined && (
          <ObjectContent
            {...{ view, node, release, store }}
            route={{ name: main ?? "", ...(route.version !== undefined && { version: route.version }) }}
          />
        )}
      </div>
      <PackageFacts {...{ route, store, release }} links={header === undefined ? [] : projectLinks(header)} />
    </div>
  );
}

/** What the distribution is for, in a line. */
function Summary({ header }: { header: ShardHeader | undefined }) {
  const summary = header?.distribution.summary;
  return summary === undefined ? null : (
    <p class="lead-text" dir="auto">
      {summary}
    </p>
  );
}

/** The import name that is called like the distribution, else the shortest. */
function mainModule({ distribution, importNames }: Release): string | undefined {
  const alike = importNames.find((name) => name.toLowerCase().replace(/[._]+/g, "-") === distribution);
  const shown = importNames.filter((name) => !name.startsWith("_"));
  return alike ?? (shown.length > 0 ? shown : importNames).toSorted((a, b) => a.length - b.length)[0];
}

interface PackageFactsProps extends Pick<ViewProps, "route" | "store"> {
  release: Release;
  links: readonly WebLink[];
}

function PackageFacts({ route, store, release, links }: PackageFactsProps) {
  const { distribution } = release;
  const figures = useAnswer(`figures ${release.shard}`, () => figuresOf(store, release));
  const users = useAnswer(`users ${distribution}`, () => dependentCount(store.graph, distribution));
  const ofRun = useAnswer(`run package ${release.shard}`, () => packageOfRun(store, release));
  const row: Row = (figures.status === "done" ? figures.value : undefined) ?? {};
  const seconds = ofRun.status === "done" ? ofRun.value?.secondsByStage : undefined;
  const points = (row.entry_points as readonly string[] | null | undefined) ?? [];
  const commands = points.filter((point) => point.startsWith("console_scripts:"));
  return (
    <aside class="facts" aria-label="Facts">
      <dl>
        <div>
          <dt>Imported by</dt>
          <dd>
            <ul>
              {release.importNames.slice(0, 20).map((name) => (
                <li key={name}>
                  <a href={objectHref(distribution, route.version, name)}>
                    <bdi>{name}</bdi>
                  </a>
                </li>
              ))}
              {release.importNames.length > 20 && <li>and {release.importNames.length - 20} more</li>}
            </ul>
          </dd>
        </div>
        <Count title="Objects" cell={row.nodes} />
        <Count
          title="Modules"
          cell={row.modules}
          href={packageHref(distribution, route.version, "modules")}
        />
        <Count
          title="Problems"
          cell={row.problems}
          href={packageHref(distribution, route.version, "problems")}
        />
        <Count
          title="Used by"
          cell={users.status === "done" ? users.value : undefined}
          href={packageHref(distribution, route.version, "dependents")}
        />
        {commands.length > 0 && (
          <div>
            <dt>Commands</dt>
            <dd>
              {commands.map((point) => point.slice("console_scripts:".length).split("=")[0]).join(", ")}
            </dd>
          </div>
        )}
        {typeof row.licence === "string" && (
          <div>
            <dt>Licence</dt>
            <dd dir="auto">{row.licence.split("\n", 1)[0]?.slice(0, 80)}</dd>
          </div>
        )}
        {links.length > 0 && (
          <div>
            <dt>On the web</dt>
            <dd>
              <ul>
                {links.slice(0, MOST_LINKS).map(({ label, href }) => (
                  <li key={`${label} ${href}`}>
                    <OutsideLink text={label} href={href} />
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        <div>
          <dt>Explored on</dt>
          <dd>
            Python {release.python}
            {typeof row.platform === "string" && `, ${row.platform}`}
          </dd>
        </div>
        {seconds !== undefined && Object.keys(seconds).length > 0 && (
          <div>
            <dt>Took</dt>
            <dd>
              {Object.entries(seconds)
                .map(([stage, time]) => `${stage} ${secondsText(time)}`)
                .join(", ")}
            </dd>
          </div>
        )}
        <div>
          <dt>Shard</dt>
          <dd class="path">
            <a
              href={objectAddress(store.address, shardKey(distribution, release.version, release.shard))}
              download
            >
              {release.shard.slice(0, 12)}
            </a>
          </dd>
        </div>
      </dl>
    </aside>
  );
}

function Count({ title, cell, href }: { title: string; cell: Row[string] | undefined; href?: string }) {
  const text = typeof cell === "number" ? figure(cell) : "–";
  return (
    <div>
      <dt>{title}</dt>
      <dd>{href === undefined ? text : <a href={href}>{text}</a>}</dd>
    </div>
  );
}
