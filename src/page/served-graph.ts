/** Which graph a server of files is asked: that of its latest run, as latest.json says, else that of its head. */

import * as z from "zod/mini";
import { readDocument } from "./document.ts";
import { embeddedGraph, type Graph, readGraph } from "./graph-document.ts";
import { HEAD_GRAPH_KEY, LATEST_KEY, RUN_ID, runGraphKey } from "./graph-keys.ts";
import { DamagedFileError, type ObjectReader } from "./object-reader.ts";

const latest = z.looseObject({
  format: z.literal(1),
  run: z.string().check(z.regex(RUN_ID)),
  /** The graph.json of the run, where that is small: one request less for who asks. */
  graph: z.optional(z.unknown()),
});

export interface ServedGraph {
  graph: Graph;
  /** Undefined: of what was explored last. */
  run: string | undefined;
}

/**
 * Reads the graph that questions are asked of.
 *
 * @param run that one's; default: the latest, else the head
 * @throws DamagedFileError where there is none, or what leads to it is damaged
 */
export async function readServedGraph(reader: ObjectReader, run?: string): Promise<ServedGraph> {
  const { graph, run: asked } = await findServedGraph(reader, run);
  if (graph === undefined) {
    throw new DamagedFileError({
      place: { file: `${reader.address}/${keyOf(asked)}` },
      message:
        "there is no graph: nothing was published there, an earlier version did, or it may not be read",
      fix: "check the address; whoever can write there makes a graph by ./scripts/importgraph merge",
    });
  }
  return { graph, run: asked };
}

/** {@link readServedGraph}, where there may be none. */
export async function findServedGraph(
  reader: ObjectReader,
  run?: string,
): Promise<{ graph: Graph | undefined; run: string | undefined }> {
  const newest = run === undefined ? await readLatest(reader) : undefined;
  const asked = run ?? newest?.run;
  const graph = embeddedGraph(newest?.graph) ?? (await readGraph(reader, keyOf(asked)));
  return { graph, run: asked };
}

function keyOf(run: string | undefined): string {
  return run === undefined ? HEAD_GRAPH_KEY : runGraphKey(run);
}

async function readLatest(reader: ObjectReader): Promise<z.infer<typeof latest> | undefined> {
  const fix = "whoever can write there mends it by ./scripts/importgraph store repair";
  return await readDocument(reader, LATEST_KEY, { schema: latest, format: 1, fix });
}
