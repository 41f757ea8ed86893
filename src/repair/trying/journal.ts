/** What was tried and learned of one release, so that a repair that was stopped goes on where it was. */

import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { programFile } from "../../files/home.ts";
import { writeWholeText } from "../../files/whole-file.ts";
import { parsePkginfo } from "../../pkginfo/parse.ts";
import { pkginfoText } from "../../pkginfo/write.ts";
import { normalizeName } from "../../releases/project-name.ts";
import { encodeVersion } from "../../store/store.ts";
import type { Fields } from "../candidates/change.ts";
import { WHERES } from "../rules/rules.ts";
import type { Attempt } from "./attempt.ts";

const text = z.string().max(4000);
const cause = z.object({
  ...{ id: text, rule: text, where: z.enum(WHERES), line: text },
  key: text.optional(),
  modules: z.array(text),
});
const reached = z.union([
  z.object({ stage: z.enum(["lock", "build", "explore"]) }),
  z.object({
    stage: z.literal("imports"),
    ...{ imported: z.int().min(0), broken: z.int().min(0) },
    brokenRoots: z.array(text),
    installs: z.array(text).optional(),
  }),
]);
const journalSchema = z.object({
  format: z.literal(1),
  /** Of the rules: what they recognise of a failure is part of what was learned. */
  rules: z.string(),
  tries: z.array(
    z.object({
      ...{ digest: z.string(), pkginfo: z.string(), python: z.string(), message: text, seconds: z.number() },
      reached,
      causes: z.array(cause),
      failedBuilds: z.array(text),
      declared: z.array(z.object({ name: text, extra: text.optional() })),
      at: z.string(),
    }),
  ),
});
type Kept = z.infer<typeof journalSchema>;

/** The index and Debian's packages change: what was learned is believed for so long. */
const KEPT_DAYS = 14;
const DAY = 24 * 60 * 60 * 1000;

export interface Journal {
  readonly path: string;
  /** How many tries earlier calls left. */
  readonly size: number;
  find(digest: string): Attempt | undefined;
  /** Written at once: whatever happens next, it is kept. */
  add(attempt: Attempt): Promise<void>;
}

/** Where the journal of a release is, in the folder of repairs. */
function journalPath(folder: string, { name, version }: Fields): string {
  return join(folder, `${normalizeName(name)}@${encodeVersion(version)}.json`);
}

/**
 * @param folder where journals are kept
 * @param forget begin anew
 */
export async function openJournal(folder: string, fields: Fields, forget: boolean): Promise<Journal> {
  const path = journalPath(folder, fields);
  if (forget) {
    await rm(path, { force: true });
  }
  const rules = await rulesDigest();
  const kept = forget ? [] : await read(path, rules);
  const tries = new Map(kept.map((item) => [item.digest, item]));
  const stem = normalizeName(fields.name);
  return {
    path,
    size: tries.size,
    find(digest) {
      const known = tries.get(digest);
      if (known === undefined) {
        return undefined;
      }
      const { pkginfo, at: _at, causes, ...rest } = known;
      return {
        ...rest,
        causes: causes.map(({ key, ...same }) => ({ ...same, ...(key !== undefined && { key }) })),
        fields: parsePkginfo(pkginfo, `${stem}.yaml`),
      };
    },
    async add({ fields: tried, ...attempt }) {
      const { reached: far, causes, failedBuilds, declared, ...rest } = attempt;
      tries.set(attempt.digest, {
        ...rest,
        pkginfo: pkginfoText(tried),
        reached:
          far.stage === "imports"
            ? { ...far, brokenRoots: [...far.brokenRoots], installs: far.installs && [...far.installs] }
            : far,
        causes: causes.map((item) => ({ ...item, modules: [...item.modules] })),
        failedBuilds: [...failedBuilds],
        declared: declared.map(({ name, extra }) => ({ name, ...(extra !== undefined && { extra }) })),
        at: new Date().toISOString(),
      });
      const document: Kept = { format: 1, rules, tries: [...tries.values()] };
      await mkdir(dirname(path), { recursive: true });
      await writeWholeText(path, `${JSON.stringify(document, undefined, 1)}\n`);
    },
  };
}

async function rulesDigest(): Promise<string> {
  const rules = await readFile(programFile("src", "repair", "rules.yaml"));
  return createHash("sha256").update(rules).digest("hex");
}

/** A journal of other rules, of another format, or one that was damaged, is as good as none. */
async function read(path: string, rules: string): Promise<Kept["tries"]> {
  const found = await readFile(path, "utf8").catch(() => "");
  const parsed = journalSchema.safeParse(parsedJson(found));
  if (!parsed.success || parsed.data.rules !== rules) {
    return [];
  }
  const oldest = new Date(Date.now() - KEPT_DAYS * DAY).toISOString();
  return parsed.data.tries.filter(({ at }) => at >= oldest);
}

function parsedJson(found: string): unknown {
  try {
    return JSON.parse(found);
  } catch {
    return undefined;
  }
}
