/** A graph as programs ask it, whatever its files are read from. Runs in a browser, too. */

import { dependenciesNamed } from "../graph/questions/dependencies-named.ts";
import { type Dependency, type Dependents, dependents } from "../graph/questions/dependents.ts";
import { findObjects } from "../graph/questions/find-objects.ts";
import type { OpenGraph, Release } from "../graph/questions/open-graph.ts";
import { newestRelease, releaseReferred } from "../graph/questions/releases.ts";
import { type Search, search } from "../graph/questions/search.ts";
import { type Whereis, whereis } from "../graph/questions/whereis.ts";
import type { TableName } from "../graph/tables/columns.ts";
import type { Row } from "../page/columns.ts";
import { normalizeName } from "../releases/project-name.ts";
import { type GraphNode, NODE_COLUMNS, nodeOf } from "./graph-node.ts";

/** Which release is meant. */
export interface ReleaseChoice {
  /** However it is spelt. */
  distribution: string;
  /** Default: the newest that the graph has. */
  version?: string;
}

export interface MostOptions {
  /** So many are told. */
  most?: number;
}

export interface DependentsOptions extends MostOptions {
  /** Only calls that give this argument by name. */
  keyword?: string;
  /**
   * Whether all places are read, which takes a look into what each dependent uses. Default: where a keyword is asked for. Else
   * the first place of each object is told, and how many more there are.
   */
  places?: boolean;
}

/**
 * An open graph of many distributions. All questions read the few pages that they need, and check each; files that are damaged
 * or missing are a `DamagedFileError`, never a wrong answer.
 */
export class ImportGraph {
  readonly #graph: OpenGraph;

  /** Use `openGraph`. */
  constructor(graph: OpenGraph) {
    this.#graph = graph;
  }

  /** Where it is read from. */
  get address(): string {
    return this.#graph.address;
  }

  /** The releases that it has, by name and version: all, or those of one distribution. */
  releases(distribution?: string): Release[] {
    return distribution === undefined
      ? [...this.#graph.releases()]
      : this.#graph.releasesOf(normalizeName(distribution));
  }

  /**
   * Which distributions have an import name (`cv2`), a dotted name (`requests.Session`) or its end (`DataFrame.merge`). The
   * likeliest first; none where nobody that was explored has it.
   */
  async whereis(name: string, { most }: MostOptions = {}): Promise<Whereis> {
    return await whereis(this.#graph, name, most);
  }

  /** Objects by words of their names and summaries: `read csv`, `DataFrame.mer`, `pandas: read csv`. The likeliest first. */
  async search(words: string, options: MostOptions = {}): Promise<Search> {
    return await search(this.#graph, words, options);
  }

  /**
   * Who uses a distribution, or an object and what stands below it.
   *
   * @param of a distribution (`requests`, `requests==2.31.0`), a dotted name or its end, of which the likeliest is taken; or
   *   exactly what is meant
   * @returns undefined where nobody has or uses such a name
   */
  async dependents(
    of: string | Dependency,
    options: DependentsOptions = {},
  ): Promise<Dependents | undefined> {
    const [meant] = typeof of === "string" ? await dependenciesNamed(this.#graph, of) : [of];
    return meant && (await dependents(this.#graph, meant, options));
  }

  /**
   * The nodes that a dotted name or its end leads to, through aliases and what classes inherit; the likeliest first. Of what
   * nobody has explored there are none.
   */
  async find(name: string): Promise<GraphNode[]> {
    const places = await findObjects(this.#graph, name);
    const nodes = places.map(async ({ distribution, version, id }) => {
      const linked = await releaseReferred(this.#graph, distribution, version);
      const rows = linked && (await this.#graph.rowsOf(linked.release, "nodes", id, NODE_COLUMNS));
      return (rows ?? []).map(nodeOf);
    });
    return (await Promise.all(nodes)).flat();
  }

  /** All nodes of a release, by id; none where the graph does not have it. */
  async *nodes(choice: ReleaseChoice): AsyncGenerator<GraphNode> {
    for await (const row of this.rows("nodes", choice, NODE_COLUMNS)) {
      yield nodeOf(row);
    }
  }

  /**
   * All rows of a release in any table, by its first columns; none where the graph does not have the release.
   *
   * @param table `./scripts/importgraph sql` tells the tables and their columns
   * @param columns default: all
   */
  async *rows(table: TableName, choice: ReleaseChoice, columns?: readonly string[]): AsyncGenerator<Row> {
    const release = await this.#chosen(choice);
    if (release !== undefined) {
      yield* this.#graph.allRowsOf(release, table, columns);
    }
  }

  async #chosen({ distribution, version }: ReleaseChoice): Promise<Release | undefined> {
    const name = normalizeName(distribution);
    if (version === undefined) {
      return await newestRelease(this.#graph, name);
    }
    return this.#graph.releasesOf(name).find((release) => release.version === version);
  }
}
