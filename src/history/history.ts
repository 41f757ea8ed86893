import {
  type HistoryDocument,
  historyFileKey,
  historyKey,
  readHistoryDocument,
} from "../page/history-document.ts";
import type { ObjectReader } from "../page/object-reader.ts";
import { TableFile } from "../page/table-file.ts";
import { compareVersions } from "../releases/versions.ts";
import { type HistoryRow, historyRow, isPresent, type Part } from "./rows.ts";

/** Names may lead in circles. */
const MOST_STEPS = 16;

/** The history of a distribution, of which only the rows are read that are asked for. */
export class History {
  readonly document: HistoryDocument;
  readonly #file: TableFile;
  readonly #rows = new Map<string, Promise<HistoryRow[]>>();

  private constructor(document: HistoryDocument, file: TableFile) {
    this.document = document;
    this.#file = file;
  }

  /**
   * Opens the history of a distribution by its normalised name; undefined where none was made.
   *
   * @throws DamagedFileError where its document or its file is damaged, or not there
   */
  static async open(reader: ObjectReader, name: string): Promise<History | undefined> {
    const document = await readHistoryDocument(reader, historyKey(name));
    return (
      document &&
      new History(
        document,
        await TableFile.open(reader, historyFileKey(document.name, document.digest), document),
      )
    );
  }

  /** Versions of the releases, the oldest first. */
  get versions(): string[] {
    return this.document.releases.map(({ version }) => version);
  }

  /** The number of the release of a version, or of the newest one before it; -1 where it is before all. */
  releaseAt(version: string): number {
    return this.versions.findLastIndex((one) => compareVersions(one, version) <= 0);
  }

  /** All rows, sorted by name, each name before its parts. */
  async allRows(): Promise<HistoryRow[]> {
    return (await Array.fromAsync(this.#file.read())).map(historyRow);
  }

  /** The row of a name and those of its parts; none where no release has it. */
  async rowsOf(name: string): Promise<HistoryRow[]> {
    const known = this.#rows.get(name) ?? this.#read(name);
    this.#rows.set(name, known);
    return await known;
  }

  async #read(name: string): Promise<HistoryRow[]> {
    const rows = await Array.fromAsync(this.#file.find({ column: "name", from: name, to: name }));
    return rows.map(historyRow);
  }

  /**
   * The rows of what a name stands for in one release, as Python follows it: through what its beginning stands for, and
   * through base classes.
   *
   * @returns undefined where that release has it not
   */
  async follow(name: string, release: number, steps = MOST_STEPS): Promise<HistoryRow[] | undefined> {
    const rows = await this.rowsOf(name);
    const isThere = rows.some((row) => row.what === "name" && isPresent(row, release));
    if (isThere) {
      const [target] = partsAt(rows, "target", release);
      const isWhole = rows.some(({ what }) => what === "parameter" || what === "base");
      const there =
        target === undefined || isWhole || steps === 0
          ? undefined
          : await this.follow(target, release, steps - 1);
      return there ?? rows;
    }
    const dot = name.lastIndexOf(".");
    if (dot < 0 || steps === 0) {
      return undefined;
    }
    const holder = await this.follow(name.slice(0, dot), release, steps - 1);
    const member = name.slice(dot);
    const leads = holder === undefined ? [] : [idAt(holder, release), ...partsAt(holder, "base", release)];
    for (const lead of leads) {
      const found =
        `${lead}${member}` === name ? undefined : await this.follow(`${lead}${member}`, release, steps - 1);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }
}

/** Parts of one kind that a release has, in their order. */
export function partsAt(rows: readonly HistoryRow[], what: Part, release: number): string[] {
  return rows
    .filter((row) => row.what === what && isPresent(row, release))
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
    .map(({ part = "" }) => part);
}

/** The id of what rows are of. */
function idAt(rows: readonly HistoryRow[], release: number): string {
  const [target] = partsAt(rows, "target", release);
  return target ?? rows[0]?.name ?? "";
}
