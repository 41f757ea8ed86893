/** What answers of a graph consist of, and its errors. */

export { InputError } from "../errors/input-error.ts";
export type { Dependency, Dependent, Dependents } from "../graph/questions/dependents.ts";
export type { Release } from "../graph/questions/open-graph.ts";
export type { Hit, Search } from "../graph/questions/search.ts";
export type { UsingPlace } from "../graph/questions/using-places.ts";
export type { Owner, Whereis } from "../graph/questions/whereis.ts";
export type { TableName } from "../graph/tables/columns.ts";
export type { Cell, Row } from "../page/columns.ts";
export { DamagedFileError } from "../page/object-reader.ts";
export type { NodeKind } from "../shard/records.ts";
export type { GraphNode } from "./graph-node.ts";
export {
  type DependentsOptions,
  ImportGraph,
  type MostOptions,
  type ReleaseChoice,
} from "./import-graph.ts";
