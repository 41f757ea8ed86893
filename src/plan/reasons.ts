import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { askedRelease } from "../pkginfo/standard-library.ts";
import type { ShardEntry } from "../store/layout.ts";
import { changedInputs, isImageInput, type ShardInputName } from "./keys.ts";
import type { PackageKeys } from "./package-keys.ts";

/** What has to be done for a package, and why. */
export interface WorkReason {
  /** `explore`: the image is the same as last time. Where the machine does not have it, it is built all the same. */
  work: "build" | "explore";
  /** For a person, such as "`env` changed". */
  reason: string;
}

const WORDS: Readonly<Record<ShardInputName, string>> = {
  base: "the base image changed",
  lock: "the lock changed",
  dockerfile: "the Dockerfile changed",
  explorer: "the explorer changed",
  env: "`env` changed",
  setup: "`setup` changed",
  rules: "the setup for what is installed changed",
  imports: "`imports` changed",
  skip: "`skip` changed",
  timeout: "`timeout` changed",
  memory: "`memory` changed",
  format: "the shard format changed",
  platform: "the platform changed",
};

/** What is different from when a package's newest shard was made. The keys are known to differ. */
export function changeReason(
  before: Pick<ShardEntry, "version" | "python" | "inputs">,
  pkginfo: Pkginfo,
  python: string,
  keys: PackageKeys,
): WorkReason {
  const version = askedRelease(pkginfo) ?? before.version;
  if (before.version !== version) {
    return { work: "build", reason: `version ${before.version} → ${version}` };
  }
  if (before.python !== python) {
    return { work: "build", reason: `Python ${before.python} → ${python}` };
  }
  const names = before.inputs === undefined ? [] : changedInputs(before.inputs, keys.inputs);
  if (names.length === 0) {
    return { work: "build", reason: "what it is made from changed" };
  }
  return {
    work: names.some(isImageInput) ? "build" : "explore",
    reason: names.map((name) => WORDS[name]).join(", "),
  };
}
