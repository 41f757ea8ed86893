/** How far a try got: locked, built, how many of its modules are imported. */

/** `lock`, `build`, `explore`: where it failed; `imports`: it was explored, and so many modules were imported. */
export type Reached =
  | { stage: "lock" | "build" | "explore" }
  | {
      stage: "imports";
      /** Modules that were imported, and that were not. */
      imported: number;
      broken: number;
      /** Import names that can't be imported themselves; sorted. */
      brokenRoots: readonly string[];
      /** Where it has no modules: what it asks for and was installed beside it, normalised names; sorted. */
      installs?: readonly string[] | undefined;
    };

/**
 * The import names that are missed, sorted. Of what lies side by side in a namespace (`mpl_toolkits.axes_grid`,
 * `mpl_toolkits.gtktools`) each may be for something that few have: it is missed only where none can be imported.
 */
export function brokenRootsOf(importNames: readonly string[], broken: ReadonlySet<string>): string[] {
  const parentOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf(".")));
  const parents = new Set(importNames.filter((name) => !broken.has(name)).map(parentOf));
  const isMissed = (name: string) => broken.has(name) && !(name.includes(".") && parents.has(parentOf(name)));
  return importNames.filter(isMissed).sort();
}

const ORDER = ["lock", "build", "explore", "imports"] as const;

/** Positive where the first got further than the second, negative where it got less far, 0 where that can't be told. */
export function compareReached(left: Reached, right: Reached): number {
  if (left.stage !== "imports" || right.stage !== "imports") {
    return ORDER.indexOf(left.stage) - ORDER.indexOf(right.stage);
  }
  return (
    right.brokenRoots.length - left.brokenRoots.length ||
    shareOf(left) - shareOf(right) ||
    left.imported - right.imported
  );
}

/** Of all modules those that were imported, 0 to 1; where there are none, nothing is missing. */
function shareOf({ imported, broken }: Extract<Reached, { stage: "imports" }>): number {
  return imported + broken === 0 ? 1 : imported / (imported + broken);
}

/**
 * Whether a package can be used as it is: each import name can be imported, and more of its modules than can't. One that has
 * no modules, as a metapackage, is used by being installed.
 */
export function isEnough(reached: Reached): boolean {
  const imports = reached.stage === "imports" && reached.imported > reached.broken;
  return hasNoModules(reached) || (imports && isUsable(reached));
}

/**
 * Whether each import name can be imported: whoever imports the package gets it, whatever some of its modules miss. Where
 * nothing known helps these, it is explored as it is.
 */
export function isUsable(reached: Reached): boolean {
  const imports = reached.stage === "imports" && reached.brokenRoots.length === 0 && reached.imported > 0;
  return imports || hasNoModules(reached);
}

/**
 * Whether a reason that nothing helps counts: one that needs no proof, where most of it can't be imported (a package of which only
 * the empty top can be is not there); one that is only what is left, where nothing of use can.
 */
export function counts({ isLast }: { isLast?: true }, reached: Reached): boolean {
  return isLast === true ? !isUsable(reached) : !isEnough(reached);
}

/** Whether it was explored, and there is nothing in it that could be imported. */
export function hasNoModules(reached: Reached): boolean {
  return reached.stage === "imports" && reached.imported + reached.broken === 0;
}

/** `can't be locked`, `12 of 14 modules imported`, `it has no modules of its own; …`. */
export function reachedText(reached: Reached): string {
  switch (reached.stage) {
    case "lock":
      return "can't be locked";
    case "build":
      return "can't be built";
    case "explore":
      return "can't be explored";
    case "imports": {
      const { imported, broken, installs = [] } = reached;
      if (hasNoModules(reached)) {
        const what =
          installs.length > 0 ? `it installs ${installs.join(", ")}` : "scripts, data or stubs only";
        return `it has no modules of its own; ${what}`;
      }
      return `${imported} of ${imported + broken} modules imported`;
    }
  }
}
