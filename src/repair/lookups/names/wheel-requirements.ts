import { z } from "zod";
import type { ReleaseFile } from "../../../releases/release.ts";
import { type Requirement, readRequirement } from "../../../releases/requirement.ts";
import { type ReaderTools, readFromIndex } from "../readers/run-reader.ts";

const answerSchema = z
  .array(
    z.union([
      z.object({ requires: z.array(z.string().max(2000)).max(5000) }),
      z.object({ error: z.string() }),
    ]),
  )
  .length(1);

/**
 * What a wheel of the index asks for by its own metadata, of which no more is fetched than needed. What is no requirement of a
 * release of an index is left out.
 *
 * @returns undefined where the wheel can't be read
 * @throws InputError where nothing can be looked into
 */
export async function wheelRequirements(
  { fileName, url }: Pick<ReleaseFile, "fileName" | "url">,
  tools: ReaderTools,
): Promise<Requirement[] | undefined> {
  const job = { wheels: [{ name: fileName, url }] };
  const [answer] = await readFromIndex("import_names", job, answerSchema, tools);
  return answer === undefined || "error" in answer
    ? undefined
    : answer.requires.flatMap((text) => readRequirement(text) ?? []);
}
