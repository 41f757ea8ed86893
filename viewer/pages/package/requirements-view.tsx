/** What a package asks for against what it imports. */

import {
  type RequirementsView as Compared,
  type Declared,
  type ImportedFrom,
  isDoubtful,
  requirementsOf,
} from "../../../src/ask/taken/requirements.ts";
import { countText } from "../../../src/exec/figure.ts";
import { giversInGraph } from "../../../src/graph/requirements/import-givers.ts";
import { objectHref, packageHref } from "../../app/route.ts";
import { useAnswer } from "../../data/cached.ts";
import { takenOf } from "../../data/releases.ts";
import type { ViewedStore } from "../../data/store.ts";
import { Empty, When } from "../../parts/answer.tsx";
import { TableFrame } from "../../parts/table-frame.tsx";
import type { ViewProps } from "./package-page.tsx";

const NEEDS: Readonly<Record<string, string>> = {
  always: "when it is loaded",
  optional: "may fail, or on some systems",
  lazy: "in functions",
  lazyOptional: "in functions, may fail",
  main: "when run as a program",
  typing: "for type checkers",
};

/** The view of requirements. */
export function RequirementsView({ route, store, chosen: { release } }: ViewProps) {
  const answer = useAnswer(`requirements ${release.shard}`, async () => {
    const shard = await takenOf(store, release);
    return requirementsOf(shard, await giversInGraph(store.graph).forShard(shard, store.graph));
  });
  return (
    <When answer={answer} lines={8}>
      {(view) => <Requirements view={view} store={store} route={route} />}
    </When>
  );
}

function Requirements({
  view,
  store,
  route,
}: {
  view: Compared;
  store: ViewedStore;
  route: ViewProps["route"];
}) {
  const { used, unused, notInstalled, undeclared, missing, throughOthers } = view;
  const all = [...undeclared, ...missing];
  const doubtful = all.filter((one) => isDoubtful(one, view));
  const wanted = all.filter((one) => !isDoubtful(one, view));
  const isNothing =
    used.length + unused.length + notInstalled.length + all.length + throughOthers.length === 0;
  return (
    <div class="requirements">
      {isNothing && (
        <Empty>It asks for nothing, and imports nothing but itself and the standard library.</Empty>
      )}
      {wanted.length > 0 && (
        <Part title="Imported, and not asked for" note="It breaks once nothing else brings these along.">
          {wanted.map((one) => (
            <ImportedRow
              key={one.distribution ?? one.importNames.join()}
              one={one}
              store={store}
              route={route}
            />
          ))}
        </Part>
      )}
      {doubtful.length > 0 && (
        <Part
          title="Imported, and its distribution is not in the store"
          note="It may be one that is asked for and was not installed."
        >
          {doubtful.map((one) => (
            <ImportedRow key={one.importNames.join()} one={one} store={store} route={route} />
          ))}
        </Part>
      )}
      {used.length > 0 && (
        <Part title="Asked for, and imported">
          {used.map((one) => (
            <DeclaredRow key={one.name} one={one} store={store} imported={one.imported} route={route} />
          ))}
        </Part>
      )}
      {unused.length > 0 && (
        <Part title="Asked for, and imported nowhere">
          {unused.map((one) => (
            <DeclaredRow key={one.name} one={one} store={store} route={route} />
          ))}
        </Part>
      )}
      {notInstalled.length > 0 && (
        <Part title="Asked for by an extra, or elsewhere" note="Not installed when this was explored.">
          {notInstalled.map((one) => (
            <DeclaredRow key={one.name} one={one} store={store} route={route} />
          ))}
        </Part>
      )}
      {throughOthers.length > 0 && (
        <Part title="Installed since others ask for it">
          {throughOthers.map(({ name, version }) => (
            <tr key={name}>
              <th scope="row">
                <Distribution name={name} store={store} />
              </th>
              <td>{version}</td>
              <td colSpan={2} />
            </tr>
          ))}
        </Part>
      )}
    </div>
  );
}

function Part({
  title,
  note,
  children,
}: {
  title: string;
  note?: string;
  children: preact.ComponentChildren;
}) {
  return (
    <section class="group">
      <h2>{title}</h2>
      {note !== undefined && <p class="quiet">{note}</p>}
      <TableFrame label={title}>
        <table class="data">
          <thead>
            <tr>
              <th scope="col">Package</th>
              <th scope="col">Installed</th>
              <th scope="col">Asked for</th>
              <th scope="col">Imported</th>
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </TableFrame>
    </section>
  );
}

function Distribution({ name, store }: { name: string; store: ViewedStore }) {
  return store.graph.releasesOf(name).length > 0 ? <a href={packageHref(name)}>{name}</a> : <bdi>{name}</bdi>;
}

function DeclaredRow({
  one,
  store,
  imported,
  route,
}: {
  one: Declared;
  store: ViewedStore;
  imported?: ImportedFrom;
  route: ViewProps["route"];
}) {
  return (
    <tr>
      <th scope="row">
        <Distribution name={one.name} store={store} />
      </th>
      <td>{one.version ?? "–"}</td>
      <td>
        {one.requirements.map(({ specifier, extra, marker, extras }, index) => (
          <div key={String(index)}>
            {specifier ?? "any"}
            {extras !== undefined && ` [${extras.join(", ")}]`}
            {extra !== undefined && <span class="tag">extra {extra}</span>}
            {marker !== undefined && <span class="quiet"> if {marker}</span>}
          </div>
        ))}
      </td>
      <td>{imported === undefined ? "–" : <Where one={imported} route={route} />}</td>
    </tr>
  );
}

function ImportedRow({
  one,
  store,
  route,
}: {
  one: ImportedFrom;
  store: ViewedStore;
  route: ViewProps["route"];
}) {
  const name = one.distribution ?? one.givenBy;
  return (
    <tr>
      <th scope="row">
        {name === undefined ? (
          <bdi>{one.importNames.join(", ")}</bdi>
        ) : (
          <Distribution name={name} store={store} />
        )}
        {one.distribution === undefined && <span class="tag tag-deprecated">not installed</span>}
      </th>
      <td>{one.version ?? "–"}</td>
      <td>–</td>
      <td>
        <Where one={one} route={route} />
      </td>
    </tr>
  );
}

function Where({
  one: { need, first, count, modules, importNames },
  route,
}: {
  one: ImportedFrom;
  route: ViewProps["route"];
}) {
  return (
    <>
      <bdi>{importNames.join(", ")}</bdi>: {NEEDS[need] ?? need};{" "}
      <a href={objectHref(route.distribution, route.version, first.module)}>{first.module}</a>:{first.line}
      {count > 1 && (
        <span class="quiet">
          {" "}
          and {count - 1} more in {countText(modules, "module")}
        </span>
      )}
    </>
  );
}
