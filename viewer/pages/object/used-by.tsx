/** Who uses an object, and where. */

import { countText } from "../../../src/exec/figure.ts";
import { type Dependent, dependents } from "../../../src/graph/questions/dependents.ts";
import type { Release } from "../../../src/graph/questions/open-graph.ts";
import { objectHref, packageHref } from "../../app/route.ts";
import { useAnswer } from "../../data/cached.ts";
import type { ViewedStore } from "../../data/store.ts";
import { Empty, When } from "../../parts/answer.tsx";
import { Name } from "../../parts/text.tsx";

const MOST_DEPENDENTS = 15;
const MOST_PLACES = 3;

/** The distributions that use an object or what stands below it. */
export function UsedBy({ store, release, id }: { store: ViewedStore; release: Release; id: string }) {
  const { distribution } = release;
  const answer = useAnswer(`used ${distribution} ${id}`, () =>
    dependents(store.graph, { distribution, id }, { most: MOST_DEPENDENTS }),
  );
  return (
    <section class="group used-by" aria-label="Used by">
      <h2>
        Used by{" "}
        {answer.status === "done" && (
          <span class="count">{answer.value.dependents.length + answer.value.more}</span>
        )}
      </h2>
      <When answer={answer} lines={2}>
        {({ dependents: list, more, distributions }) =>
          list.length === 0 ? (
            <Empty>Nobody among {countText(distributions, "package")} of this store does.</Empty>
          ) : (
            <>
              <ul class="users">
                {list.map((one) => (
                  <UserEntry key={one.distribution} one={one} />
                ))}
              </ul>
              {more > 0 && <p class="quiet">and {more} more</p>}
            </>
          )
        }
      </When>
    </section>
  );
}

function UserEntry({ one }: { one: Dependent }) {
  const { distribution, version, count, how, keywords, places, morePlaces } = one;
  const shown = places.slice(0, MOST_PLACES);
  const rest = morePlaces + places.length - shown.length;
  return (
    <li>
      <p class="user-head">
        <a href={packageHref(distribution)}>{distribution}</a> <span class="quiet">{version}</span>{" "}
        <span class="user-how">
          {count > 0 && countText(count, "use")}
          {how.length > 0 && ` · ${how.join(", ")}`}
          {keywords.length > 0 && ` · gives ${keywords.slice(0, 6).join(", ")}`}
        </span>
      </p>
      <ul class="places">
        {shown.map(({ in: place, file, lines, of }) => (
          <li key={`${place} ${of}`}>
            <a href={objectHref(distribution, version, place)}>
              <Name text={place} />
            </a>{" "}
            <span class="path">
              {file ?? ""}
              {lines.length > 0 && `:${lines.join(", ")}`}
            </span>
          </li>
        ))}
        {rest > 0 && <li class="quiet">{countText(rest, "more place")}</li>}
      </ul>
    </li>
  );
}
