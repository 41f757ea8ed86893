/** Who uses a package, and what of it. */

import { countText } from "../../../src/exec/figure.ts";
import { dependents } from "../../../src/graph/questions/dependents.ts";
import { objectHref, packageHref } from "../../app/route.ts";
import { useAnswer } from "../../data/cached.ts";
import { Empty, When } from "../../parts/answer.tsx";
import { Name } from "../../parts/text.tsx";
import type { ViewProps } from "./package-page.tsx";

const MOST_DEPENDENTS = 100;
const MOST_OBJECTS = 30;

/** The view of dependents. */
export function DependentsView({ route, store }: ViewProps) {
  const { distribution } = route;
  const answer = useAnswer(`dependents ${distribution}`, () =>
    dependents(store.graph, { distribution }, { most: MOST_DEPENDENTS }),
  );
  return (
    <When answer={answer} lines={8}>
      {({ dependents: list, more, objects, distributions }) =>
        list.length === 0 ? (
          <Empty>Nobody among {countText(distributions, "package")} of this store uses it.</Empty>
        ) : (
          <div class="two-columns">
            <section class="group" aria-label="Packages">
              <h2>
                Packages <span class="count">{list.length + more}</span>
              </h2>
              <ul class="users">
                {list.map((one) => (
                  <li key={one.distribution}>
                    <p class="user-head">
                      <a href={packageHref(one.distribution)}>{one.distribution}</a>{" "}
                      <span class="quiet">{one.version}</span>
                      {!one.required && <span class="tag">not asked for</span>}
                    </p>
                    <p class="user-how">
                      {one.count === 0 ? "asks for it, and uses nothing of it" : countText(one.count, "use")}
                      {one.with !== null && `, of ${one.with}`}
                    </p>
                  </li>
                ))}
              </ul>
              {more > 0 && <p class="quiet">and {more} more</p>}
            </section>
            <section class="group" aria-label="What they use">
              <h2>What they use</h2>
              <ol class="ranked">
                {objects.slice(0, MOST_OBJECTS).map(({ id, distributions: users, count }) => (
                  <li key={id}>
                    <a href={objectHref(distribution, route.version, id)}>
                      <Name text={id} />
                    </a>
                    <span class="quiet">
                      {countText(users, "package")}, {countText(count, "use")}
                    </span>
                  </li>
                ))}
              </ol>
            </section>
          </div>
        )
      }
    </When>
  );
}
