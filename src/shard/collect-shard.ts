/** A whole shard out of its records. */

import { InputError } from "../errors/input-error.ts";
import { checkInvariants } from "./invariants.ts";
import type {
  EntryPoint,
  External,
  ImportStatement,
  Problem,
  Requirement,
  ShardContent,
  ShardHeader,
  ShardNode,
  ShardRecord,
  Use,
} from "./records.ts";

/**
 * Puts the records of a shard together.
 *
 * @param file what errors call the shard
 * @throws InputError where the records contradict one another; what `records` throw
 */
export async function collectShard(
  file: string,
  records: AsyncIterable<{ record: ShardRecord }>,
): Promise<ShardContent> {
  const collected = new RecordCollection();
  for await (const { record } of records) {
    collected.add(record);
  }
  const content = collected.content();
  const [broken, ...more] = checkInvariants(content);
  if (broken !== undefined) {
    const others = more.length === 0 ? "" : `, and ${more.length} further promises are broken`;
    throw new InputError({
      place: { file },
      message: `the shard contradicts itself: ${broken}${others}`,
      fix: "explore the package again",
    });
  }
  return content;
}

/** Records put by kind. */
class RecordCollection {
  #header: ShardHeader | undefined;
  readonly #nodes: ShardNode[] = [];
  readonly #externals: External[] = [];
  readonly #entryPoints: EntryPoint[] = [];
  readonly #imports: ImportStatement[] = [];
  readonly #uses: Use[] = [];
  readonly #requirements: Requirement[] = [];
  readonly #problems: Problem[] = [];

  add(record: ShardRecord): void {
    switch (record.record) {
      case "header":
        this.#header = record;
        break;
      case "node":
        this.#nodes.push(record);
        break;
      case "external":
        this.#externals.push(record);
        break;
      case "entryPoint":
        this.#entryPoints.push(record);
        break;
      case "import":
        this.#imports.push(record);
        break;
      case "use":
        this.#uses.push(record);
        break;
      case "requirement":
        this.#requirements.push(record);
        break;
      case "problem":
        this.#problems.push(record);
        break;
      case "end":
        break;
    }
  }

  content(): ShardContent {
    if (this.#header === undefined) {
      throw new Error("the reader gave no header");
    }
    return {
      header: this.#header,
      nodes: this.#nodes,
      externals: this.#externals,
      entryPoints: this.#entryPoints,
      imports: this.#imports,
      uses: this.#uses,
      requirements: this.#requirements,
      problems: this.#problems,
    };
  }
}
