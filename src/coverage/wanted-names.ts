import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { InputError } from "../errors/input-error.ts";
import { excerpt } from "../shard/excerpt.ts";
import type { Target } from "./stub-conditions.ts";
import { stubNames } from "./stub-names.ts";

/** More than any documentation has; what inflates to more is refused. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Names that somebody expects to find, from a file of one of three kinds: a Sphinx inventory (`objects.inv`; its
 * Python names), a stub (`.pyi`), or a text with a dotted name on each line (`#` begins a comment).
 *
 * @param targetOf for the top module of a stub's names, the Python and platform that it is asked for
 * @returns each name once, in the order of the file
 * @throws InputError where the file is not there or is none of these
 */
export async function wantedNames(
  path: string,
  targetOf: (module: string) => Promise<Target>,
): Promise<string[]> {
  const content = await readFile(path).catch((cause: unknown) => {
    throw new InputError(
      {
        place: { file: path },
        message: "cannot be read",
        fix: "name a text with a dotted name on each line, an objects.inv or a .pyi file",
      },
      { cause },
    );
  });
  if (content.subarray(0, 18).toString("latin1") === "# Sphinx inventory") {
    return [...new Set(await inventoryNames(path, content))];
  }
  const text = content.toString("utf8");
  if (path.endsWith(".pyi")) {
    const module = moduleOfStub(path);
    return stubNames(text, module, await targetOf(module));
  }
  return [...new Set(listedNames(path, text))];
}

/**
 * The module that a stub is for: by the packages it lies in, of which the outermost may be called `NAME-stubs`
 * (PEP 561).
 */
function moduleOfStub(path: string): string {
  const absolute = resolve(path);
  const stem = basename(absolute, ".pyi");
  const parts = stem === "__init__" ? [] : [stem];
  let folder = dirname(absolute);
  while (isPackage(folder)) {
    parts.unshift(basename(folder).replace(/-stubs$/, ""));
    if (basename(folder).endsWith("-stubs")) {
      break;
    }
    folder = dirname(folder);
  }
  return parts.length === 0 ? basename(dirname(absolute)).replace(/-stubs$/, "") : parts.join(".");
}

function isPackage(folder: string): boolean {
  return (
    basename(folder).endsWith("-stubs") ||
    ["__init__.pyi", "__init__.py"].some((name) => existsSync(`${folder}/${name}`))
  );
}

function listedNames(path: string, text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    const name = line.replace(/#.*/, "").trim();
    if (/\s/.test(name)) {
      throw new InputError({
        place: { file: path, line: index + 1 },
        message: `expected one dotted name, found ${excerpt(name)}`,
      });
    }
    return name === "" ? [] : [name];
  });
}

/**
 * The names of the Python domain in a Sphinx inventory.
 *
 * Format: four lines of text, then lines `name domain:role priority location display`, in version 2 compressed by
 * zlib (sphinx.util.inventory).
 */
async function inventoryNames(path: string, content: Buffer): Promise<string[]> {
  const version = /version (\d+)/.exec(content.subarray(0, 40).toString("latin1"))?.[1];
  if (version === "1") {
    const lines = content.toString("utf8").split("\n").slice(3);
    return lines.flatMap((line) => {
      const [name, role] = line.split(" ");
      return name === undefined || role === undefined ? [] : [name];
    });
  }
  const start = [1, 2, 3, 4].reduce((from) => content.indexOf("\n", from) + 1, 0);
  try {
    const text = await promisify(inflate)(content.subarray(start), { maxOutputLength: MAX_BYTES });
    return [...text.toString("utf8").matchAll(/^(\S+)\s+py:\w+\s/gmu)].map(([, name]) => name ?? "");
  } catch (cause) {
    throw new InputError(
      { place: { file: path }, message: "is a Sphinx inventory whose names cannot be unpacked" },
      { cause },
    );
  }
}
