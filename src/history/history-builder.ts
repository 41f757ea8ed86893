import { parameterName } from "../ask/signature.ts";
import type { HistoryRelease } from "../page/history-document.ts";
import { compareText } from "../shard/canonical.ts";
import type { Parameter } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";
import { Presence } from "./presence.ts";
import { type NamedObject, releaseNames, unknownModules } from "./release-names.ts";
import { type HistoryRow, kindChange, type Part } from "./rows.ts";

/** What the releases of a distribution come to. */
export interface BuiltHistory {
  /** The oldest first. */
  releases: HistoryRelease[];
  /** Sorted by name, each name before its parts. */
  rows: HistoryRow[];
}

/**
 * Puts the history of a distribution together, release by release, the oldest first: of each only what has changed is
 * kept, so that many large ones fit.
 *
 * A module that could not be imported says nothing of its names: they are neither gone nor new then.
 */
export class HistoryBuilder {
  readonly #releases: HistoryRelease[] = [];
  readonly #unknown: ReadonlySet<string>[] = [];
  readonly #tracks = new Map<string, NameTrack>();

  /** @throws RangeError for a shard without a digest: it was not read to its end */
  add(shard: Shard): void {
    const { digest, header } = shard;
    if (digest === undefined) {
      throw new RangeError(`the shard of ${header.distribution.name} has no digest`);
    }
    const version = header.distribution.version;
    const names = releaseNames(shard);
    const unknown = unknownModules(shard);
    const counts = { names: 0, added: 0, removed: 0, deprecated: 0 };
    for (const [name, named] of names) {
      const wasPublic = this.#see(name, named, version);
      counts.names += Number(named.isPublic);
      counts.added += Number(named.isPublic && !wasPublic);
      counts.removed += Number(wasPublic && !named.isPublic);
      counts.deprecated += Number(named.isPublic && named.object.isDeprecated);
    }
    for (const [name, track] of this.#tracks) {
      if (!names.has(name) && !isBelowAny(unknown, name)) {
        counts.removed += Number(track.isPublic);
        track.miss();
      }
    }
    this.#unknown.push(unknown);
    this.#releases.push({ version, python: header.python, shard: digest, ...counts });
  }

  /** @returns whether it was public before */
  #see(name: string, named: NamedObject, version: string): boolean {
    const at = this.#releases.length;
    const isOlder = isBelowAny(this.#unknown[at - 1], name);
    const track = this.#tracks.get(name) ?? new NameTrack(isOlder);
    this.#tracks.set(name, track);
    const wasPublic = track.isPublic;
    track.see(name, named, { at, version, isOlder });
    return wasPublic;
  }

  /** @param hasEarlier whether there are releases before the first one */
  finish(hasEarlier: boolean): BuiltHistory {
    const versions = this.#releases.map(({ version }) => version);
    const rows = [...this.#tracks]
      .sort(([left], [right]) => compareText(left, right))
      .flatMap(([name, track]) => track.rows(name, versions, hasEarlier));
    return { releases: this.#releases, rows };
  }
}

function isBelowAny(modules: ReadonlySet<string> | undefined, name: string): boolean {
  if (modules === undefined || modules.size === 0) {
    return false;
  }
  const parts = name.split(".");
  return parts.some((_, index) => modules.has(parts.slice(0, index + 1).join(".")));
}

/** A release that is being looked at. */
interface At {
  at: number;
  version: string;
  /** Whether the release before says nothing of the name that is looked at. */
  isOlder: boolean;
}

/** What a row says of in which releases it is. */
function presenceCells(presence: Presence, versions: readonly string[], hasEarlier: boolean) {
  const present = presence.until(versions.length - 1);
  return {
    first: versions[present[0] ?? 0] ?? "",
    last: versions[present.at(-1) ?? 0] ?? "",
    maybe_older: presence.isOlder || (present[0] === 0 && hasEarlier),
    present,
  };
}

/** What has changed, release by release. */
class Changes {
  readonly in: string[] = [];
  readonly what: string[] = [];

  tell({ version }: At, what: string): void {
    this.in.push(version);
    this.what.push(what);
  }

  cells(): Pick<HistoryRow, "changed_in" | "changed"> {
    return this.in.length === 0 ? {} : { changed_in: this.in, changed: this.what };
  }
}

class NameTrack {
  isPublic = false;
  readonly #presence: Presence;
  readonly #called = new Presence(false);
  readonly #changes = new Changes();
  readonly #parts = new Map<string, PartTrack>();
  #last: NamedObject | undefined;
  #deprecatedSince: string | undefined;

  constructor(isOlder: boolean) {
    this.#presence = new Presence(isOlder);
  }

  see(name: string, named: NamedObject, at: At): void {
    const { object, isPublic } = named;
    const last = this.#last?.object;
    if (last !== undefined && last.kind !== object.kind) {
      this.#changes.tell(at, kindChange(last.kind, object.kind));
    }
    if (this.#last !== undefined && this.#last.isPublic !== isPublic) {
      this.#changes.tell(at, isPublic ? "made public" : "not public any more");
    }
    if (last?.isDeprecated !== object.isDeprecated) {
      if (object.isDeprecated) {
        this.#changes.tell(at, "deprecated");
      } else if (last !== undefined) {
        this.#changes.tell(at, "not deprecated any more");
      }
      this.#deprecatedSince = object.isDeprecated ? at.version : undefined;
    }
    this.#seeParts(name, named, at);
    this.#presence.see(at.at);
    this.#last = named;
    this.isPublic = isPublic;
  }

  #seeParts(name: string, { object, isPublic }: NamedObject, at: At): void {
    const last = this.#last?.object;
    const seen = new Set<string>();
    const see = (what: Part, part: string, position: number, parameter?: Parameter) => {
      const key = `${what} ${part}`;
      const wasUntold = what === "parameter" && last !== undefined && last.parameters === undefined;
      const track = this.#parts.get(key) ?? new PartTrack(what, part, at.isOlder || wasUntold);
      this.#parts.set(key, track);
      track.see(at, position, parameter);
      seen.add(key);
    };
    const isAlias = object.id !== name;
    if (isAlias) {
      see("target", object.id, 0);
    }
    const isWhole = !isAlias || isPublic;
    const { parameters } = object;
    if (isWhole && parameters !== undefined) {
      this.#called.see(at.at);
    } else {
      this.#called.miss();
    }
    if (isWhole) {
      parameters?.forEach((parameter, position) => {
        see("parameter", parameterName(parameter), position, parameter);
      });
      object.bases.forEach((base, position) => {
        see("base", base, position);
      });
    }
    for (const [key, part] of this.#parts) {
      const isKnown = part.what !== "parameter" || (isWhole && parameters !== undefined);
      if (!seen.has(key) && isKnown) {
        part.presence.miss();
      }
    }
  }

  miss(): void {
    this.isPublic = false;
    this.#presence.miss();
    this.#called.miss();
    for (const { presence } of this.#parts.values()) {
      presence.miss();
    }
  }

  rows(name: string, versions: readonly string[], hasEarlier: boolean): HistoryRow[] {
    const own: HistoryRow = {
      ...({ name, what: "name" } as const),
      ...{ kind: this.#last?.object.kind, public: this.#last?.isPublic },
      ...presenceCells(this.#presence, versions, hasEarlier),
      ...(this.#called.stretches.length > 0 && { called: this.#called.until(versions.length - 1) }),
      deprecated_since: this.#deprecatedSince,
      ...this.#changes.cells(),
    };
    const parts = [...this.#parts.values()].sort(
      (a, b) => compareText(a.what, b.what) || a.position - b.position || compareText(a.part, b.part),
    );
    return [own, ...parts.map((part) => part.row(name, versions, hasEarlier))];
  }
}

class PartTrack {
  readonly what: Part;
  readonly part: string;
  readonly presence: Presence;
  position = 0;
  readonly #changes = new Changes();
  #last: Parameter | undefined;

  constructor(what: Part, part: string, isOlder: boolean) {
    this.what = what;
    this.part = part;
    this.presence = new Presence(isOlder);
  }

  see(at: At, position: number, parameter: Parameter | undefined): void {
    const last = this.#last;
    if (last !== undefined && parameter !== undefined) {
      if (last.kind !== parameter.kind) {
        this.#changes.tell(at, kindChange(last.kind, parameter.kind));
      }
      if (last.default !== parameter.default) {
        this.#changes.tell(at, defaultChange(last.default, parameter.default));
      }
    }
    this.position = position;
    this.presence.see(at.at);
    this.#last = parameter;
  }

  row(name: string, versions: readonly string[], hasEarlier: boolean): HistoryRow {
    return {
      ...{ name, what: this.what, part: this.part, position: this.position },
      ...(this.#last !== undefined && { kind: this.#last.kind }),
      ...presenceCells(this.presence, versions, hasEarlier),
      ...this.#changes.cells(),
    };
  }
}

function defaultChange(before: string | undefined, after: string | undefined): string {
  if (before === undefined) {
    return `may be left out: ${after}`;
  }
  return after === undefined ? "has to be given" : `default ${before} → ${after}`;
}
