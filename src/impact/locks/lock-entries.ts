import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { type Marker, parseMarker } from "../../releases/marker.ts";
import { isProjectName, normalizeName } from "../../releases/project-name.ts";
import { normalizeVersion } from "../../releases/versions.ts";
import type { LeftOut, LockFile, LockPlace, Pin } from "./lock.ts";

/** An entry as a lock has it. */
export interface WrittenEntry {
  name: string;
  version: string | undefined;
  /** Any of them has to hold. */
  markers: readonly (string | undefined)[];
  /** Where it names no release of an index. */
  why: LeftOut["why"] | undefined;
}

/** Collects what a lock says, checking each entry. */
export class LockEntries {
  readonly problems: InputProblem[] = [];
  readonly #pins: Pin[] = [];
  readonly #leftOut: LeftOut[] = [];

  add({ name, version, markers, why }: WrittenEntry, place: LockPlace): void {
    if (why !== undefined || version === undefined) {
      this.#leftOut.push({ name, why: why ?? "no exact version", place });
      return;
    }
    const normal = normalizeVersion(version);
    if (!isProjectName(name)) {
      this.#found(place, `found ${quoted(name)}, expected the name of a distribution`);
    } else if (normal === undefined) {
      const expected = "expected one such as 2.31.0 (PEP 440)";
      this.#found(place, `${name}: found the version ${quoted(version)}, ${expected}`);
    } else {
      this.#pins.push({
        ...{ name: normalizeName(name), version: normal },
        ...{ markers: markers.flatMap((text) => this.#marker(text, place)), place },
      });
    }
  }

  /** @throws InputError with each entry that is none */
  result(): LockFile {
    if (this.problems.length > 0) {
      throw new InputError(this.problems);
    }
    return { pins: this.#pins, leftOut: this.#leftOut };
  }

  #marker(text: string | undefined, place: LockPlace): Marker[] {
    if (text === undefined || text === "") {
      return [];
    }
    const marker = parseMarker(text, true);
    if (marker === undefined) {
      this.#found(place, `found ${quoted(text)}, expected an environment marker (PEP 508)`);
      return [];
    }
    return [marker];
  }

  #found(place: LockPlace, message: string): void {
    this.problems.push({ place, message });
  }
}
