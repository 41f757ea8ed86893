import type { InputPlace } from "../../errors/input-error.ts";
import { holds, type Marker, type MarkerEnvironment } from "../../releases/marker.ts";
import { compareVersions } from "../../releases/versions.ts";

/** Where something stands in a lock. */
export type LockPlace = InputPlace & { line: number };

/** One exact version of a distribution, and when it is installed. */
export interface Pin {
  /** Normalised. */
  name: string;
  /** Normalised. */
  version: string;
  /** Any of them has to hold; always where there is none. */
  markers: readonly Marker[];
  place: LockPlace;
}

/** An entry of a lock that names no release of an index. */
export interface LeftOut {
  /** What the file calls it: a name, else an address or a path. */
  name: string;
  why: "editable" | "address" | "version control" | "path" | "no exact version";
  place: LockPlace;
}

/** What one lock file says, for whatever machine. */
export interface LockFile {
  pins: readonly Pin[];
  leftOut: readonly LeftOut[];
  /** Names that the project itself asks for; undefined where the file does not tell. */
  direct?: ReadonlySet<string>;
}

/** The one version of each distribution that is installed in an environment. */
export interface ChosenPins {
  pins: Pin[];
  /** Names with another version that is installed at the same time by what the file says: the newest was taken. */
  several: { name: string; versions: string[] }[];
}

/** Chooses what is installed. */
export function choosePins(lock: LockFile, environment: MarkerEnvironment): ChosenPins {
  const isInstalled = ({ markers }: Pin) =>
    markers.length === 0 || markers.some((marker) => holds(marker, environment));
  const several: ChosenPins["several"] = [];
  const pins = [...Map.groupBy(lock.pins.filter(isInstalled), ({ name }) => name)].flatMap(([name, all]) => {
    const sorted = all.toSorted((a, b) => compareVersions(b.version, a.version));
    const versions = [...new Set(sorted.map(({ version }) => version))];
    if (versions.length > 1) {
      several.push({ name, versions });
    }
    return sorted.slice(0, 1);
  });
  return { pins, several };
}
