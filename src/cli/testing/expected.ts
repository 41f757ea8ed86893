/**
 * What an answer has to have, as a pattern: an object has at least these keys, a list for each of these elements one that is like it, in
 * any order, and a text, a figure or null is equal. An object whose keys begin with a dollar sign says more:
 *
 * - `$has`: a list, as above, beside one of the following
 * - `$none`: what no element of the list is like
 * - `$count`, `$least`: how many elements it has, or has at least
 * - `$matches`: a regular expression that a text matches
 * - `$absent: true`: there is no such key
 */

import { z } from "zod";
import { quoted } from "../../errors/quoted.ts";

const isExpression = z.string().refine((text) => {
  try {
    return new RegExp(text, "u") !== undefined;
  } catch {
    return false;
  }
}, "a regular expression");

const ofLists = z.strictObject({
  $has: z.array(z.unknown()).min(1).optional(),
  $none: z.unknown().optional(),
  $count: z.int().min(0).optional(),
  $least: z.int().min(1).optional(),
});
const ofTexts = z.strictObject({ $matches: isExpression });
const ofKeys = z.strictObject({ $absent: z.literal(true) });

/** A part of a pattern that can't be. */
export interface PatternProblem {
  path: (string | number)[];
  message: string;
}

/** What is wrong with a pattern; nothing where it is one. */
export function patternProblems(pattern: unknown, path: (string | number)[] = []): PatternProblem[] {
  if (typeof pattern !== "object" || pattern === null) {
    return [];
  }
  if (!Array.isArray(pattern) && saysMore(pattern) && !isSaying(pattern)) {
    const keys = Object.keys(pattern).join(", ");
    const message = `found ${keys}, expected $has, $none, $count and $least of a list, or $matches, or $absent: true, each with what belongs to it`;
    return [{ path, message }];
  }
  const parts: [string | number, unknown][] = Array.isArray(pattern)
    ? [...pattern.entries()]
    : Object.entries(pattern);
  return parts.flatMap(([key, part]) => patternProblems(part, [...path, key]));
}

function saysMore(pattern: object): boolean {
  return Object.keys(pattern).some((key) => key.startsWith("$"));
}

function isSaying(pattern: object): boolean {
  return [ofLists, ofTexts, ofKeys].some((schema) => schema.safeParse(pattern).success);
}

/**
 * What of a pattern an answer lacks, each as a line that names the place; nothing where it has all.
 *
 * @param pattern one without {@link patternProblems}
 */
export function lacks(answer: unknown, pattern: unknown, place = "the answer"): string[] {
  if (Array.isArray(pattern)) {
    return lacksElements(answer, pattern, place);
  }
  if (typeof pattern !== "object" || pattern === null) {
    return answer === pattern ? [] : [`${place} is ${shown(answer)}, expected ${shown(pattern)}`];
  }
  if (saysMore(pattern)) {
    return lacksSaid(answer, pattern, place);
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return [`${place} is ${shown(answer)}, expected an object`];
  }
  const found = new Map(Object.entries(answer));
  return Object.entries(pattern).flatMap(([key, part]) => lacks(found.get(key), part, `${place}.${key}`));
}

/** {@link lacks} of a pattern that says more than what is there. */
function lacksSaid(answer: unknown, pattern: object, place: string): string[] {
  const text = ofTexts.safeParse(pattern);
  if (text.success) {
    const isMatch = typeof answer === "string" && new RegExp(text.data.$matches, "u").test(answer);
    return isMatch ? [] : [`${place} is ${shown(answer)}, expected a text like ${text.data.$matches}`];
  }
  if (ofKeys.safeParse(pattern).success) {
    return answer === undefined ? [] : [`${place} is ${shown(answer)}, expected none`];
  }
  return lacksOfList(answer, ofLists.parse(pattern), place);
}

function lacksOfList(answer: unknown, pattern: z.infer<typeof ofLists>, place: string): string[] {
  if (!Array.isArray(answer)) {
    return [`${place} is ${shown(answer)}, expected a list`];
  }
  const { $has = [], $none, $count, $least } = pattern;
  const lines = lacksElements(answer, $has, place);
  if ("$none" in pattern) {
    const unwanted = answer.filter((element) => lacks(element, $none).length === 0);
    lines.push(...unwanted.map((element) => `${place} has ${shown(element)}, expected none like it`));
  }
  if ($count !== undefined && answer.length !== $count) {
    lines.push(`${place} has ${answer.length} elements, expected ${$count}`);
  }
  if ($least !== undefined && answer.length < $least) {
    lines.push(`${place} has ${answer.length} elements, expected at least ${$least}`);
  }
  return lines;
}

function lacksElements(answer: unknown, wanted: readonly unknown[], place: string): string[] {
  if (!Array.isArray(answer)) {
    return [`${place} is ${shown(answer)}, expected a list`];
  }
  return wanted.flatMap((one) => {
    const found = answer.map((element, at) => lacks(element, one, `${place}[${at}]`));
    if (found.some((lines) => lines.length === 0)) {
      return [];
    }
    // The one that is most like it tells more than that none is.
    const [nearest = []] = found.toSorted((left, right) => left.length - right.length);
    const why = typeof one === "object" && nearest.length > 0 ? `; ${nearest.join("; ")}` : "";
    return [`none of the ${answer.length} elements of ${place} is ${shown(one)}${why}`];
  });
}

/** So many characters of a value are shown. */
const SHOWN = 200;

function shown(value: unknown): string {
  const text = value === undefined ? "not there" : JSON.stringify(value);
  return text.length <= SHOWN ? text : quoted(`${text.slice(0, SHOWN)}…`);
}
