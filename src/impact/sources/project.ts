import type { SourceProblem } from "./find-sources.ts";
import type { SourceClass, SourceImport, SourceRecord, SourceSymbol, SourceUse } from "./records.ts";

/** What one source of a project takes of others, and what it offers to the others. */
export interface ProjectSource {
  file: string;
  /** The dotted name by which the rest of the project imports it. */
  module: string;
  imports: SourceImport[];
  uses: SourceUse[];
  /** By qualified name. */
  classes: Map<string, SourceClass>;
  /** What the names of the module stand for; null where that is not known. */
  names: ReadonlyMap<string, SourceSymbol | null>;
  /** Names that it asks for by text, as `hasattr` does. */
  asked: ReadonlySet<string>;
}

/** A project, read. */
export interface Project {
  sources: ProjectSource[];
  /** The outermost modules of the standard library of the Python that it was read with. */
  library: ReadonlySet<string>;
  problems: SourceProblem[];
}

/** Puts the records of sessions together. */
export class ProjectCollection {
  readonly #modules: ReadonlyMap<string, string>;
  readonly #sources: ProjectSource[] = [];
  readonly #library = new Set<string>();
  readonly #problems: SourceProblem[] = [];
  #ended = 0;

  /** @param modules by file */
  constructor(modules: ReadonlyMap<string, string>) {
    this.#modules = modules;
  }

  /** How many sessions have told all. */
  get ended(): number {
    return this.#ended;
  }

  /** Takes the records of one session, in their order. */
  session(): (record: SourceRecord) => void {
    let source: ProjectSource | undefined;
    return (record) => {
      switch (record.record) {
        case "start":
          for (const name of record.library) {
            this.#library.add(name);
          }
          return;
        case "end":
          this.#ended += 1;
          return;
        case "source":
          source = this.#begin(record.file);
          return;
      }
      if (source === undefined) {
        throw new Error(`the explorer told of no source: ${record.record}`);
      }
      this.#add(source, record);
    };
  }

  project(): Project {
    const sources = this.#sources.sort((a, b) => (a.file < b.file ? -1 : 1));
    return { sources, library: this.#library, problems: this.#problems };
  }

  #begin(file: string): ProjectSource {
    const module = this.#modules.get(file);
    if (module === undefined) {
      throw new Error("the explorer told of a source that it was not given");
    }
    const source = {
      ...{ file, module, imports: [], uses: [], classes: new Map() },
      ...{ names: new Map(), asked: new Set<string>() },
    };
    this.#sources.push(source);
    return source;
  }

  #add(source: ProjectSource, record: Exclude<SourceRecord, { record: "start" | "end" | "source" }>): void {
    switch (record.record) {
      case "import":
        source.imports.push(record);
        break;
      case "use":
        source.uses.push(record);
        break;
      case "class":
        source.classes.set(record.name, record);
        break;
      case "names":
        source.names = new Map(Object.entries(record.names));
        source.asked = new Set(record.asked);
        break;
      case "problem":
        this.#problems.push({ file: source.file, error: record.error, message: record.message });
        break;
    }
  }
}
