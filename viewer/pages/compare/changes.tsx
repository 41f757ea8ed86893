/** Changes of a release, what breaks most first. */

import type { NoticedChange } from "../../../src/diff/noticed.ts";
import type { Level } from "../../../src/diff/rule.ts";
import { hrefWith } from "../../app/navigation.ts";
import { objectHref, packageHref, type Route } from "../../app/route.ts";
import { plainText } from "../../docstrings/summary.ts";
import { Name } from "../../parts/text.tsx";

const LEVELS: readonly (readonly [Level, string])[] = [
  ["breaking", "Breaks"],
  ["risky", "May break"],
  ["deprecation", "Deprecated"],
  ["compatible", "New or harmless"],
];

/** So many of a level are shown at first. */
const MOST = 200;

/** All changes, by how much they break. */
export function Changes({
  changes,
  distribution,
  old,
  now,
  route,
}: {
  changes: readonly NoticedChange[];
  distribution: string;
  old: string;
  now: string;
  route: Route;
}) {
  const groups = Map.groupBy(changes, ({ level }) => level);
  const { level: only } = route.options;
  const isShown = (level: Level) => only === undefined || only === level;
  return (
    <>
      <nav class="chips" aria-label="Levels">
        <a
          class="chip"
          href={hrefWith(route, { level: "" })}
          aria-current={only === undefined ? "true" : undefined}
        >
          All <span class="count">{changes.length}</span>
        </a>
        {LEVELS.filter(([level]) => groups.has(level)).map(([level, title]) => (
          <a
            key={level}
            class={`chip chip-${level}`}
            href={hrefWith(route, { level })}
            aria-current={only === level ? "true" : undefined}
          >
            {title} <span class="count">{groups.get(level)?.length}</span>
          </a>
        ))}
      </nav>
      {LEVELS.filter(([level]) => groups.has(level) && isShown(level)).map(([level, title]) => {
        const list = groups.get(level) ?? [];
        return (
          <details key={level} class="group" open={level !== "compatible" || only === level}>
            <summary>
              <h2>
                {title} <span class="count">{list.length}</span>
              </h2>
            </summary>
            <ul class="changes">
              {list.slice(0, MOST).map((change, index) => (
                <ChangeEntry key={String(index)} {...{ change, distribution, old, now }} />
              ))}
            </ul>
            {list.length > MOST && <p class="quiet">and {list.length - MOST} more</p>}
          </details>
        );
      })}
    </>
  );
}

function ChangeEntry({
  change,
  distribution,
  old,
  now,
}: {
  change: NoticedChange;
  distribution: string;
  old: string;
  now: string;
}) {
  const { name, title, part, level, users = [], advice } = change;
  const isGone = change.newAt === undefined && change.oldAt !== undefined;
  return (
    <li class={`change change-${level}`}>
      <p class="change-head">
        <a href={objectHref(distribution, isGone ? old : now, name)}>
          <Name text={name} />
        </a>
        {part !== undefined && <code>{part}</code>}
        <span class="change-title">{title}</span>
      </p>
      {(change.old !== undefined || change.new !== undefined) && (
        <dl class="sides">
          {change.old !== undefined && (
            <div>
              <dt>{old}</dt>
              <dd>
                <code>{change.old}</code>
              </dd>
            </div>
          )}
          {change.new !== undefined && (
            <div>
              <dt>{now}</dt>
              <dd>
                <code>{change.new}</code>
              </dd>
            </div>
          )}
        </dl>
      )}
      {advice !== undefined && <p class="change-advice">{sentence(plainText(advice))}</p>}
      {users.length > 0 && (
        <p class="change-users">
          Noticed by{" "}
          {users.slice(0, 8).map(({ distribution: user, count }, index) => (
            <>
              {index > 0 && ", "}
              <a href={packageHref(user)}>{user}</a> <span class="quiet">({count})</span>
            </>
          ))}
          {users.length > 8 && ` and ${users.length - 8} more`}
        </p>
      )}
    </li>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
