import { z } from "zod";
import { holds, type MarkerEnvironment, parseMarker } from "../../releases/marker.ts";
import { normalizeName } from "../../releases/project-name.ts";
import type { LeftOut, LockFile } from "./lock.ts";
import { LockEntries } from "./lock-entries.ts";
import { readTomlLock } from "./toml-lock.ts";

const edge = z.looseObject({
  name: z.string("the name of a distribution"),
  version: z.string().optional(),
  marker: z.string("an environment marker").optional(),
  extra: z.array(z.string()).optional(),
});
const groups = z.record(z.string(), z.array(edge)).optional();

/** https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile: its format is uv's own, with versions. */
const schema = z.looseObject({
  version: z.literal(1, "1, the version of the format that is known"),
  package: z
    .array(
      z.looseObject({
        name: z.string("the name of a distribution"),
        version: z.string("a version").optional(),
        source: z.looseObject({
          ...{ registry: z.string().optional(), git: z.string().optional(), url: z.string().optional() },
          ...{ path: z.string().optional(), directory: z.string().optional() },
          ...{ editable: z.string().optional(), virtual: z.string().optional() },
        }),
        "resolution-markers": z.array(z.string()).optional(),
        dependencies: z.array(edge).optional(),
        "optional-dependencies": groups,
        "dev-dependencies": groups,
      }),
    )
    .default([]),
});

type UvPackage = z.infer<typeof schema>["package"][number];
type Edge = z.infer<typeof edge>;

/**
 * Reads a uv.lock: of all that it holds for whatever machine, what the project and its extras and groups lead to in one
 * environment.
 *
 * @throws InputError with each place that is not of that format
 */
export function readUvLock(text: string, file: string, environment: MarkerEnvironment): LockFile {
  const { data, placeOf } = readTomlLock(text, file, schema, { header: "[[package]]", maker: "`uv lock`" });
  const roots = data.package.filter(isProject);
  const reached = roots.length === 0 ? undefined : new Walk(data.package, environment).from(roots);
  const entries = new LockEntries();
  for (const [at, one] of data.package.entries()) {
    if (!isProject(one) && reached?.has(one) !== false) {
      const { name, version } = one;
      // What is led to in this environment is installed, whatever the markers of its part of the resolution say.
      const markers = reached === undefined ? (one["resolution-markers"] ?? []) : [];
      entries.add({ name, version, markers, why: whyLeftOut(one) }, placeOf(at));
    }
  }
  const direct = new Set(roots.flatMap((root) => edgesOf(root).map(({ name }) => normalizeName(name))));
  return { ...entries.result(), ...(roots.length > 0 && { direct }) };
}

function isProject({ source }: UvPackage): boolean {
  return source.editable === "." || source.virtual === ".";
}

/** All that a package of the project asks for, with all extras and groups. */
function edgesOf(one: UvPackage): Edge[] {
  const more = [one["optional-dependencies"], one["dev-dependencies"]].flatMap((each) =>
    Object.values(each ?? {}),
  );
  return [...(one.dependencies ?? []), ...more.flat()];
}

class Walk {
  readonly #byName: ReadonlyMap<string, readonly UvPackage[]>;
  readonly #environment: MarkerEnvironment;
  readonly #reached = new Set<UvPackage>();
  readonly #extras = new Set<string>();
  readonly #waiting: Edge[] = [];

  constructor(packages: readonly UvPackage[], environment: MarkerEnvironment) {
    this.#byName = Map.groupBy(packages, ({ name }) => name);
    this.#environment = environment;
  }

  from(roots: readonly UvPackage[]): ReadonlySet<UvPackage> {
    this.#waiting.push(...roots.flatMap(edgesOf));
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      const marker = next.marker === undefined ? undefined : parseMarker(next.marker);
      if (marker === undefined || holds(marker, this.#environment)) {
        this.#follow(next);
      }
    }
    return this.#reached;
  }

  #follow({ name, version, extra = [] }: Edge): void {
    for (const one of this.#byName.get(name) ?? []) {
      if (version !== undefined && version !== one.version) {
        continue;
      }
      if (!this.#reached.has(one)) {
        this.#reached.add(one);
        this.#waiting.push(...(one.dependencies ?? []));
      }
      for (const wanted of extra) {
        const key = `${name} ${one.version} ${wanted}`;
        if (!this.#extras.has(key)) {
          this.#extras.add(key);
          this.#waiting.push(...(one["optional-dependencies"]?.[wanted] ?? []));
        }
      }
    }
  }
}

function whyLeftOut({ source }: UvPackage): LeftOut["why"] | undefined {
  if (source.git !== undefined) {
    return "version control";
  }
  if (source.url !== undefined) {
    return "address";
  }
  if (source.editable !== undefined) {
    return "editable";
  }
  return source.path === undefined && source.directory === undefined && source.virtual === undefined
    ? undefined
    : "path";
}
