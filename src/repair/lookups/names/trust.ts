import { normalizeName } from "../../../releases/project-name.ts";
import type { Project } from "../../../releases/release.ts";
import { similarName } from "../../../releases/similar-names.ts";

/** Why a distribution is said and not taken: a sentence without a full stop. */
export type Doubt = string;

const YOUNG_DAYS = 30;
const DAY_MILLISECONDS = 24 * 3600 * 1000;

/**
 * What speaks against a project of the index: that it is young, yanked, or named almost like a better known one.
 *
 * @param known names of distributions that somebody has vouched for, in their normal form
 */
export function doubtsOf(project: Project, known: ReadonlySet<string>, now: Date): Doubt[] {
  const name = normalizeName(project.name);
  const [first] = project.releases.flatMap(({ uploadTime }) => uploadTime ?? []).sort();
  const isYoung = first !== undefined && now.getTime() - Date.parse(first) < YOUNG_DAYS * DAY_MILLISECONDS;
  const isYanked = project.releases.every(({ yanked }) => yanked);
  const similar = similarName(name, known);
  return [
    ...(isYanked ? [`all of its releases are yanked`] : []),
    ...(isYoung ? [`its first release is younger than ${YOUNG_DAYS} days (${first.slice(0, 10)})`] : []),
    ...(similar === undefined ? [] : [`its name is almost that of ${similar}, which is better known`]),
  ];
}
