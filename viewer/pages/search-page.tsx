/** All that is found for some words. */

import { useEffect, useRef } from "preact/hooks";
import { countText } from "../../src/exec/figure.ts";
import { hrefWith } from "../app/navigation.ts";
import { hrefOf, objectHref, packageHref, type Route } from "../app/route.ts";
import { useTitle } from "../app/title.ts";
import { useAnswer } from "../data/cached.ts";
import { isKindFilter, KIND_FILTERS, packagesCalled, searchObjects, suggestions } from "../data/search.ts";
import type { ViewedStore } from "../data/store.ts";
import { plainText } from "../docstrings/summary.ts";
import { Empty, Failed, Waiting } from "../parts/answer.tsx";
import { Kind } from "../parts/kind.tsx";
import { Name } from "../parts/text.tsx";

const FILTER_NAMES = {
  package: "Packages",
  module: "Modules",
  class: "Classes",
  function: "Functions",
  method: "Methods",
  value: "Values",
} as const;

const MOST_HITS = 40;

/** Moves between results by the arrow keys. */
function moveBetween(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const results = [...document.querySelectorAll<HTMLElement>("[data-result]")];
  const at = results.indexOf(document.activeElement as HTMLElement);
  if (step !== undefined && at >= 0 && !event.defaultPrevented) {
    event.preventDefault();
    const next =
      results[at + step] ?? (at === 0 ? document.querySelector<HTMLElement>(".search input") : null);
    next?.focus();
  }
}

/** The page of results. */
export function SearchPage({ route, store }: { route: Route; store: ViewedStore }) {
  const { q = "", kind: asked } = route.options;
  const kind = isKindFilter(asked) ? asked : undefined;
  useTitle(q === "" ? "Search" : q);
  useEffect(() => {
    addEventListener("keydown", moveBetween);
    return () => removeEventListener("keydown", moveBetween);
  }, []);
  const answer = useAnswer(`page ${kind} ${q}`, () => searchObjects(store, q, kind, MOST_HITS));
  // While more is typed, what was found before stands.
  const before = useRef(answer);
  if (answer.status !== "loading") {
    before.current = answer;
  }
  const shown = before.current;
  const packages =
    kind === undefined || kind === "package"
      ? packagesCalled(store.graph, q, kind === "package" ? 50 : 5)
      : [];
  const found = shown.status === "done" ? shown.value : undefined;
  return (
    <div class="page">
      <h1 class="unseen">Found for {q}</h1>
      <nav class="chips" aria-label="Kinds">
        <Chip href={hrefWith(route, { kind: "" })} isOn={kind === undefined} name="Everything" />
        {Object.keys(KIND_FILTERS).map((one) => (
          <Chip
            key={one}
            href={hrefWith(route, { kind: one })}
            isOn={kind === one}
            name={FILTER_NAMES[one as keyof typeof FILTER_NAMES]}
          />
        ))}
      </nav>
      {shown.status === "loading" && <Waiting lines={8} what="Searching" />}
      {shown.status === "failed" && <Failed error={shown.error} retry={shown.retry} />}
      <ol class="hits">
        {packages.map(({ distribution, version, importNames }) => (
          <li key={distribution}>
            <a class="hit" data-result href={packageHref(distribution)}>
              <Kind kind="package" />
              <span class="hit-name">
                <Name text={distribution} />
              </span>
              <span class="hit-of">{version}</span>
              <span class="hit-summary">{importNames.join(", ")}</span>
            </a>
          </li>
        ))}
        {found?.hits.map((hit) => (
          <li key={`${hit.distribution} ${hit.id}`}>
            <a class="hit" data-result href={objectHref(hit.distribution, undefined, hit.name)}>
              <Kind kind={hit.kind} />
              <span class="hit-name">
                <Name text={hit.name} />
              </span>
              <span class="hit-of">
                {hit.distribution}
                {hit.usedBy > 0 && ` · used by ${hit.usedBy}`}
              </span>
              <span class="hit-summary" dir="auto">
                {hit.summary !== null && plainText(hit.summary)}
              </span>
            </a>
          </li>
        ))}
      </ol>
      {found !== undefined && found.more > 0 && (
        <p class="quiet">{countText(found.more, "more hit")}: further words, or a kind, narrow them down.</p>
      )}
      {found !== undefined && found.hits.length + packages.length === 0 && <Nothing q={q} store={store} />}
    </div>
  );
}

function Chip({ href, isOn, name }: { href: string; isOn: boolean; name: string }) {
  return (
    <a class="chip" href={href} aria-current={isOn ? "true" : undefined}>
      {name}
    </a>
  );
}

function Nothing({ q, store }: { q: string; store: ViewedStore }) {
  const near = useAnswer(q.trim() === "" ? undefined : `near ${q}`, () => suggestions(store, q));
  if (q.trim() === "") {
    return <Empty>Type what you look for: a name, part of one, or words of what it is for.</Empty>;
  }
  return (
    <Empty>
      Nothing that was explored is called “<bdi>{q.trim()}</bdi>”.
      {near.status === "done" && near.value.length > 0 && (
        <>
          {" Did you mean "}
          {near.value.map((word, index) => (
            <>
              {index > 0 && ", "}
              <a key={word} href={hrefOf({ page: "search", options: { q: word } })}>
                {word}
              </a>
            </>
          ))}
          ?
        </>
      )}
    </Empty>
  );
}
