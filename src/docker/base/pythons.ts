/** The Pythons that packages are explored on: the rows of `baseimage/pythons.yaml`. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { InputError, type InputProblem } from "../../errors/input-error.ts";

export interface PythonRow {
  /** The minor version: `3.13`. */
  python: string;
  /** The official image with its digest. Left out where no digest is pinned: only Debian's packages give that base. */
  image?: string;
  /** The Debian suite that an equal base is made from where no image registry answers. */
  debian?: string;
  /** The base made of this row, where it was pushed; pulled instead of made while what it is made of is the same. */
  pushed?: PushedBase;
}

/** The two images of a base in a registry, such as `ghcr.io/owner/graph/python:3.13-0123456789abcdef@sha256:…`. */
export interface PushedBase {
  runtime: string;
  build: string;
}

const pushedName = z
  .string()
  .regex(
    /^[a-z0-9][\w./:-]*:[\w.-]+-[0-9a-f]{16}@sha256:[0-9a-f]{64}$/,
    "expected what `scripts/base-images push` wrote: REGISTRY/NAME:TAG@sha256:…",
  );

const rowSchema = z
  .strictObject({
    python: z.string().regex(/^3\.\d{1,2}$/, 'expected a minor version in quotes, such as "3.13"'),
    image: z
      .string()
      .regex(
        /^[\w./:-]+@sha256:[0-9a-f]{64}$/,
        "expected an image with its digest, such as python:3.13-slim@sha256:…",
      )
      .optional(),
    debian: z
      .string()
      .regex(/^[a-z]+$/, "expected the name of a Debian suite, such as trixie")
      .optional(),
    pushed: z.strictObject({ runtime: pushedName, build: pushedName }).optional(),
  })
  .refine((row) => row.image !== undefined || row.debian !== undefined, "expected `image`, `debian` or both");

/** @throws InputError with every problem of the file. */
export async function readPythons(root: string): Promise<PythonRow[]> {
  const path = join(root, "baseimage", "pythons.yaml");
  return parsePythons(await readFile(path, "utf8"), path);
}

/** @throws InputError naming the versions that there are, where this one has no row. */
export function pythonRow(rows: readonly PythonRow[], python: string): PythonRow {
  const found = rows.find((row) => row.python === python);
  if (found === undefined) {
    throw new InputError({
      message: `there is no base image for Python ${python}`,
      fix: `use one of ${rows.map((row) => row.python).join(", ")}, or add a row to baseimage/pythons.yaml`,
    });
  }
  return found;
}

/** The text with other pushed bases, by minor version; everything else in it stays as it is. */
export function withPushed(text: string, pushed: ReadonlyMap<string, PushedBase>): string {
  const document = parseDocument(text);
  for (const [at, { python }] of parsePythons(text, "pythons.yaml").entries()) {
    const base = pushed.get(python);
    if (base !== undefined) {
      document.setIn([at, "pushed"], document.createNode(base));
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** The rows of a text; `path` is only for messages. */
export function parsePythons(text: string, path: string): PythonRow[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  if (document.errors.length > 0) {
    throw new InputError(
      document.errors.map(({ message, pos }) => ({
        place: { file: path, line: lineCounter.linePos(pos[0]).line },
        message: message.split("\n", 1)[0] ?? message,
      })),
    );
  }
  const result = z.array(rowSchema).min(1).safeParse(document.toJS());
  const lineOf = (keys: readonly PropertyKey[]) => {
    const node = keys.length === 0 ? undefined : document.getIn(keys, true);
    const range = (node as { range?: [number, number, number] } | undefined)?.range;
    return range === undefined ? 1 : lineCounter.linePos(range[0]).line;
  };
  if (!result.success) {
    throw new InputError(
      result.error.issues.map(
        ({ path: keys, message }): InputProblem => ({
          place: { file: path, line: lineOf(keys) },
          message: keys.length > 1 ? `${String(keys.at(-1))}: ${message}` : message,
        }),
      ),
    );
  }
  const rows = result.data as PythonRow[];
  const twice = rows.findIndex(({ python }, index) => rows.findIndex((row) => row.python === python) < index);
  if (twice >= 0) {
    throw new InputError({
      place: { file: path, line: lineOf([twice]) },
      message: `Python ${rows[twice]?.python} has two rows`,
      fix: "keep one of them",
    });
  }
  return rows;
}
