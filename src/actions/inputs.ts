/** What a workflow gives to an action, checked; every input that is wrong is told at once. */

import { resolve } from "node:path";
import { getInput } from "@actions/core";
import { namePattern, PATTERN_EXPECTED } from "../bump/groups.ts";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";

/** Reads the text of one input; throws an {@link UnexpectedInput} for one that is none of what it expects. */
export type InputKind<T> = (text: string) => T;

/** The values of inputs by their names in `action.yml`. */
export type InputValues<Kinds extends Record<string, InputKind<unknown>>> = {
  [Name in keyof Kinds]: ReturnType<Kinds[Name]>;
};

class UnexpectedInput extends Error {
  override name = "UnexpectedInput";
}

/** Text without spaces around it, which has to be there. */
export function text(): InputKind<string> {
  return (found) => (found === "" ? expected("some text", found) : found);
}

/** Text without spaces around it; undefined where there is none. */
export function optionalText(): InputKind<string | undefined> {
  return (found) => (found === "" ? undefined : found);
}

/** A folder or file, relative to the workspace; the value is an absolute path. */
export function path(): InputKind<string> {
  return (found) => resolve(text()(found));
}

/** {@link path}; undefined where there is none. */
export function optionalPath(): InputKind<string | undefined> {
  return (found) => (found === "" ? undefined : resolve(found));
}

/** A folder of a repository, by its path from the top; the value is empty for the top itself. */
export function repositoryFolder(): InputKind<string> {
  return (found) => {
    const segments = found.split("/").filter((segment) => segment !== "" && segment !== ".");
    return found.startsWith("/") ||
      segments.some((segment) => !/^[\w.@+ -]+$/.test(segment) || segment === "..")
      ? expected("a folder of the repository, by its path from the top", found)
      : segments.join("/");
  };
}

/** `true` or `false`, as YAML writes them. */
export function flag(): InputKind<boolean> {
  return (found) => (/^(true|false)$/i.test(found) ? /^t/i.test(found) : expected("true or false", found));
}

/** A whole number within bounds, both included. */
export function wholeNumber(least: number, most: number): InputKind<number> {
  return (found) =>
    /^\d{1,15}$/.test(found) && Number(found) >= least && Number(found) <= most
      ? Number(found)
      : expected(`a whole number from ${least} to ${most}`, found);
}

/** {@link wholeNumber}; undefined where there is none. */
export function optionalNumber(least: number, most: number): InputKind<number | undefined> {
  return (found) => (found === "" ? undefined : wholeNumber(least, most)(found));
}

/** One of some words. */
export function oneOf<const Word extends string>(...words: Word[]): InputKind<Word> {
  return (found) => words.find((word) => word === found) ?? expected(words.join(" or "), found);
}

/** {@link oneOf}; undefined where there is none. */
export function optionalOneOf<const Word extends string>(...words: Word[]): InputKind<Word | undefined> {
  return (found) => (found === "" ? undefined : oneOf(...words)(found));
}

/** Patterns of names of distributions, with spaces between; none where nothing is given. */
export function namePatterns(): InputKind<string[]> {
  return (found) =>
    found
      .split(/\s+/)
      .filter((one) => one !== "")
      .map((one) => namePattern(one) ?? expected(PATTERN_EXPECTED, one));
}

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** The full digest of a Git commit. */
export function commit(): InputKind<string> {
  return (found) => (COMMIT.test(found) ? found : expected("the full digest of a Git commit", found));
}

/** {@link commit}; undefined where there is none. */
export function optionalCommit(): InputKind<string | undefined> {
  return (found) => (found === "" ? undefined : commit()(found));
}

/** The SHA-256 of a file, hexadecimal; undefined where there is none. */
export function optionalDigest(): InputKind<string | undefined> {
  return (found) =>
    found === "" || /^[0-9a-f]{64}$/.test(found)
      ? found || undefined
      : expected("a SHA-256 of 64 hexadecimal digits", found);
}

function expected(what: string, found: string): never {
  throw new UnexpectedInput(`expected ${what}, found ${found === "" ? "nothing" : quoted(found)}`);
}

/** @throws InputError naming every input that is not what its kind expects */
export function readInputs<Kinds extends Record<string, InputKind<unknown>>>(
  kinds: Kinds,
): InputValues<Kinds> {
  const problems: InputProblem[] = [];
  const values: Partial<Record<string, unknown>> = {};
  for (const [name, kind] of Object.entries(kinds)) {
    try {
      values[name] = kind(getInput(name));
    } catch (error) {
      if (!(error instanceof UnexpectedInput)) {
        throw error;
      }
      problems.push({ message: `input ${name}: ${error.message}`, fix: "mend it in the workflow's `with`" });
    }
  }
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return values as InputValues<Kinds>;
}
