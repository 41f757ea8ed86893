/** What one `pkginfo/<stem>.yaml` says, checked and normalised. Keys are camelCase here and kebab-case in the file. */
export interface Pkginfo {
  /** File name without `.yaml`: the normalised name, or `name@version` for a version kept beside another one. */
  stem: string;
  /** Where it was read, as errors name it, such as `pkginfo/requests.yaml`. */
  path: string;
  /** The distribution's name as the file spells it. */
  name: string;
  /** The name as PEP 503 compares it. */
  normalizedName: string;
  /** Exact release, in PEP 440's normal form. */
  version: string;
  /** `3.11`: overrides the choice of Python. */
  python?: string;
  extras: string[];
  /** PEP 508 requirements installed beside the distribution. */
  with: string[];
  /** PEP 508 requirements that limit what the resolver may take. */
  constraints: string[];
  /** The same for what source distributions are built with. */
  buildWith: string[];
  /** PEP 508 requirements that source distributions are built with though they do not ask for them. */
  buildNeeds: string[];
  /** The index is resolved as it stood then: an RFC 3339 instant in UTC, or a date (the end of that day). */
  asOf?: string;
  /** Debian packages that importing needs: in the image, and there while building. */
  apt: string[];
  /** Debian packages that only building source distributions needs. */
  buildApt: string[];
  /** Environment while source distributions are built. */
  buildEnv: Record<string, string>;
  /** Shell lines at build time, after installing. */
  run: string[];
  /** Environment while exploring. */
  env: Record<string, string>;
  /** Python code that runs before exploring, instead of what rules say; false: none, and no rule applies. */
  setup?: string | false;
  /** Import names, where the automatic answer is wrong. */
  imports?: string[];
  /** Module → why it is not imported. */
  skip: Record<string, string>;
  timeoutSeconds?: number;
  memoryBytes?: number;
  /** Free text for reviewers; changes nothing. */
  notes?: string;
}

/** What a file may say: a {@link Pkginfo} without what follows from its place and its name. */
export type PkginfoFields = Omit<Pkginfo, "stem" | "path" | "normalizedName">;
