import type { Project, ProjectSource } from "../sources/project.ts";
import type { SourceSymbol, SourceUse } from "../sources/records.ts";
import { Follower } from "./follower.ts";
import type { Outcome } from "./outcome.ts";
import type { World } from "./world.ts";

/** A place in a project that names something: a use, or an import statement. */
export interface Taken {
  source: ProjectSource;
  symbol: SourceSymbol;
  place: { file: string; line: number; column?: number; cell?: number };
  /** `import` for a statement. */
  how: readonly string[];
  /** Of a call: its arguments. */
  call?: Pick<SourceUse, "keywords" | "positional" | "open">;
  /** What may keep it from being reached where it would fail. */
  guards: readonly string[];
}

/** Whether a place only sets a name, which nothing has to have before. */
export function isOnlySet({ how }: Taken): boolean {
  return how.length > 0 && how.every((one) => one === "write");
}

/** All places of a project that name something that may be somebody else's. */
export function takenBy(project: Project): Taken[] {
  return project.sources.flatMap((source) => [...importsOf(source), ...usesOf(source)]);
}

function importsOf(source: ProjectSource): Taken[] {
  return source.imports.map(({ module, name, line, cell, when = [] }): Taken => {
    return {
      ...{
        source,
        symbol: { kind: "module", of: module, ...(name !== undefined && { attributes: [name] }) },
      },
      place: { file: source.file, line, ...(cell !== undefined && { cell }) },
      ...{ how: ["import"], guards: when.filter((word) => word !== "function" && word !== "main") },
    };
  });
}

function usesOf(source: ProjectSource): Taken[] {
  return source.uses.map(
    ({ symbol, line, cell, column, how, guards = [], keywords, positional, open }): Taken => {
      // What is asked for by a text is asked for since it may not be there.
      const isAsked = symbol.attributes?.some((name) => source.asked.has(name)) === true;
      return {
        ...{ source, symbol, how, guards: isAsked ? [...guards, "hasattr"] : guards },
        place: {
          ...{ file: source.file, line },
          ...(column !== undefined && { column }),
          ...(cell !== undefined && { cell }),
        },
        ...(positional !== undefined && {
          call: { positional, ...(keywords && { keywords }), ...(open !== undefined && { open }) },
        }),
      };
    },
  );
}

/** A world, and what of it a project takes. */
export interface Situation {
  world: World;
  follower: Follower;
  outcomes: ReadonlyMap<Taken, Outcome>;
}

/** What some places lead to in a world, of which just those releases are read that they lead to. */
export async function situation(
  world: World,
  project: Project,
  taken: readonly Taken[],
  isOwn: (top: string, file: string) => boolean,
): Promise<Situation> {
  for (;;) {
    // What was followed before a release was read is followed anew.
    const follower = new Follower(world, project, isOwn);
    const outcomes = new Map(taken.map((one) => [one, follower.follow(one.source, one.symbol)]));
    for (const source of project.sources) {
      for (const name of source.classes.keys()) {
        follower.foreignBases(source, name);
      }
    }
    if (!(await world.load())) {
      return { world, follower, outcomes };
    }
  }
}
