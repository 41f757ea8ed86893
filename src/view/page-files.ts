import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type Answer, type Asked, textAnswer, textFileAnswer } from "./answer.ts";
import { ASK_AGAIN, FOR_EVER } from "./headers.ts";

/** A file of the page, in memory: all of them are some hundred kilobytes. */
interface PageFile {
  bytes: Uint8Array;
  headers: Readonly<Record<string, string>>;
}

/** The files of the page by their paths, `/` between the parts. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  map: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
  woff2: "font/woff2",
};

/** Reads the files of a folder that the page was built into. */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const key = relative(folder, path).split(sep).join("/");
        return [key, pageFile(key, await readFile(path))] as const;
      }),
    ),
  );
}

/** A file with what is said of it. Vite puts a hash of the content into the names of what the page loads. */
export function pageFile(key: string, bytes: Uint8Array): PageFile {
  const type = CONTENT_TYPES[/\.(\w+)$/.exec(key)?.[1] ?? ""] ?? "application/octet-stream";
  const isNamedByContent = /^assets\/.+-[\w-]{8}\.\w+$/.test(key);
  return {
    bytes,
    headers: {
      "content-type": type,
      "cache-control": isNamedByContent ? FOR_EVER : ASK_AGAIN,
      etag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`,
    },
  };
}

/** The page itself, or one of its files. */
export function pageAnswer(files: PageFiles, { path, headers }: Asked): Answer {
  const file = files.get(path.length === 0 ? "index.html" : path.join("/"));
  return file === undefined ? textAnswer(404, "There is no such file.") : fileAnswer(file, headers);
}

/** A file in memory. */
export function fileAnswer({ bytes, headers }: PageFile, asked: Asked["headers"]): Answer {
  return textFileAnswer(bytes, headers, asked);
}
