/** What happens before a package's modules are imported: by its pkginfo, else by the rules for what is installed. */

import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { satisfies } from "../releases/versions.ts";
import type { SetupRule } from "./rules.ts";

/** Python to run before exploring. */
export interface Setup {
  /** What problems call it. */
  name: string;
  code: string;
}

export interface Preparation {
  /** Environment variables of the explored process. */
  env: Readonly<Record<string, string>>;
  /** Run one after the other; one that fails stops no other. */
  setups: readonly Setup[];
  /** The rules that apply, in the order of their file. */
  rules: readonly SetupRule[];
}

/**
 * What is to happen before exploring. The pkginfo's `env` goes before that of rules, its `setup` takes the place of
 * theirs, and where that is `false` no rule applies.
 *
 * @param installed what the image has, by normalised name
 */
export function prepare(
  { env, setup }: Pick<Pkginfo, "env" | "setup">,
  installed: readonly { name: string; version: string }[],
  rules: readonly SetupRule[],
): Preparation {
  const versions = new Map(installed.map(({ name, version }) => [name, version]));
  const applies = ({ when }: SetupRule) =>
    when.some(({ name, specifier }) => {
      const version = versions.get(name);
      return version !== undefined && satisfies(specifier, version);
    });
  const applying = setup === false ? [] : rules.filter(applies);
  const own = typeof setup === "string" ? [{ name: "setup", code: setup }] : undefined;
  const shipped = applying.flatMap(({ name, code }) =>
    code === undefined ? [] : [{ name: `setup of ${name}`, code }],
  );
  return {
    env: Object.assign({}, ...applying.map((rule) => rule.env), env),
    setups: own ?? shipped,
    rules: own === undefined ? applying : applying.map(({ code: _, ...rule }) => rule),
  };
}
