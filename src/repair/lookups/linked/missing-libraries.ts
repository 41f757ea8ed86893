/** Which shared libraries an image lacks for what is installed in it. */

import { z } from "zod";
import type { ContainerTools } from "../../../lock/uv/container-run.ts";
import type { DebianArchive, FileOwner } from "../debian/archive.ts";
import { readFromImage } from "../readers/run-reader.ts";

/** A shared library or typelib that something wants and the image does not have. */
export interface MissingLibrary {
  /**
   * `needed`: DT_NEEDED of an extension module or library. `loaded`: asked for by name in a source (ctypes, cffi).
   * `typelib`: a namespace that a source requires of GObject introspection.
   */
  how: "needed" | "loaded" | "typelib";
  /**
   * By its soname, `libGL.so.1`; of find_library the bare name, `GL`; of a typelib its namespace. Of several any one will do,
   * the first is preferred.
   */
  names: readonly string[];
  /** Of a typelib, where the source says so. */
  version?: string;
  /** Who wants it: paths below site-packages, of sources with the line (`gi/x.py:12`); the first five. */
  wantedBy: readonly string[];
  /** Of `loaded`: in a function, a branch or a `try`; what does without it may work. */
  conditional: boolean;
}

export interface MissingLibraries {
  missing: readonly MissingLibrary[];
  /** What was too much to look at, as sentences. */
  incomplete: readonly string[];
}

const MOST_WANTED_BY = 5;
const SITE_PACKAGES = "/opt/venv/lib/python*/site-packages";
const name = z.string().min(1).max(1100);
const place = { file: z.string(), line: z.int() };
const answerSchema = z.object({
  needed: z.array(z.object({ name, file: z.string() })),
  loaded: z.array(z.object({ names: z.array(name).min(1), conditional: z.boolean(), ...place })),
  typelibs: z.array(z.object({ name, version: z.string().nullable(), ...place })),
  incomplete: z.array(z.string()),
});

/**
 * Looks through what is installed in an image of a package: the shared libraries that extension modules need (ELF's
 * DT_NEEDED, without running any), and those that sources load by name. What another file there brings is not missing.
 * Typelibs are told whether they are there or not.
 *
 * @throws InputError where the image can't be looked into
 */
export async function missingLibraries(
  tools: Omit<ContainerTools, "secrets"> & { image: string },
): Promise<MissingLibraries> {
  const found = await readFromImage("linked_libraries", { folders: [SITE_PACKAGES] }, answerSchema, tools);
  const all: MissingLibrary[] = [
    ...found.needed.map((one) => ({
      how: "needed" as const,
      names: [one.name],
      wantedBy: [one.file],
      conditional: false,
    })),
    ...found.loaded.map(({ names, conditional, file, line }) => ({
      how: "loaded" as const,
      names,
      wantedBy: [`${file}:${line}`],
      conditional,
    })),
    ...found.typelibs.map(({ name: namespace, version, file, line }) => ({
      how: "typelib" as const,
      names: [namespace],
      ...(version !== null && { version }),
      wantedBy: [`${file}:${line}`],
      conditional: false,
    })),
  ];
  return { missing: merged(all), incomplete: found.incomplete };
}

/** Each library once, with all who want it; unconditional where one of them is. */
function merged(all: readonly MissingLibrary[]): MissingLibrary[] {
  const groups = Map.groupBy(all, ({ how, names, version }) => [how, version, ...names].join(" "));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const wantedBy = group.flatMap((one) => one.wantedBy).slice(0, MOST_WANTED_BY);
    const conditional = group.every((one) => one.conditional);
    return first === undefined ? [] : [{ ...first, wantedBy, conditional }];
  });
}

/**
 * The package that brings a library, by the first of its names that one has; undefined where none does. One that is for
 * developers, which has the name without a version, is taken only where there is no other.
 */
export function runtimeOwner(
  archive: DebianArchive,
  { how, names, version }: MissingLibrary,
  distribution?: string,
): FileOwner | undefined {
  const options = distribution === undefined ? {} : { distribution };
  const owners = names.flatMap((one) => {
    const [owner] =
      how === "typelib"
        ? archive.owners({ kind: "typelib", name: one, ...(version !== undefined && { version }) }, options)
        : archive.owners({ kind: "shared-library", name: one }, options);
    return owner?.likely ? [owner] : [];
  });
  return owners.find((owner) => !owner.package.endsWith("-dev")) ?? owners[0];
}
