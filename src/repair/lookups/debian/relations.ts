/** What Depends and Build-Depends of Debian's control files say (Debian Policy, 7.1). */

/** What is wanted: one of some alternatives, the preferred first. */
export interface Relation {
  /** As written. */
  text: string;
  /** Names without versions and architectures; never empty. */
  alternatives: string[];
}

/** A package that builds without these wants neither what only tests nor what only documentation needs. */
const ACTIVE_PROFILES = new Set(["nocheck", "nodoc", "noinsttest"]);
const ONE =
  /^([a-z0-9][a-z0-9+.-]+)(?::[a-z0-9-]+)?\s*(?:\([^)]*\))?\s*(?:\[([^\]]*)\])?\s*((?:<[^>]*>\s*)*)$/;

/**
 * Reads relations, those for other machines than a Linux on `architecture` left out, and those for tests and
 * documentation only. What can't be read is left out, too.
 */
export function parseRelations(text: string, architecture = "amd64"): Relation[] {
  return text.split(",").flatMap((part) => {
    const alternatives = part.split("|").flatMap((one) => {
      const [, name, architectures, profiles] = ONE.exec(one.trim()) ?? [];
      const applies = isFor(architectures, architecture) && isWanted(profiles ?? "");
      return name !== undefined && applies ? [name] : [];
    });
    return alternatives.length === 0 ? [] : [{ text: part.trim().replace(/\s+/g, " "), alternatives }];
  });
}

function isFor(list: string | undefined, architecture: string): boolean {
  const names = (list ?? "").split(/\s+/).filter(Boolean);
  const matches = (name: string) => ["any", architecture, "linux-any", `any-${architecture}`].includes(name);
  const excluded = names.filter((name) => name.startsWith("!"));
  return excluded.length > 0
    ? !excluded.some((name) => matches(name.slice(1)))
    : names.length === 0 || names.some(matches);
}

/** Of `<a !b> <c>`: one list must hold, all of whose terms hold. */
function isWanted(profiles: string): boolean {
  const lists = [...profiles.matchAll(/<([^>]*)>/g)].map(([, terms = ""]) =>
    terms.split(/\s+/).filter(Boolean),
  );
  const holds = (term: string) =>
    term.startsWith("!") ? !ACTIVE_PROFILES.has(term.slice(1)) : ACTIVE_PROFILES.has(term);
  return lists.length === 0 || lists.some((terms) => terms.every(holds));
}
