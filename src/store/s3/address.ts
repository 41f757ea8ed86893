import { closest } from "fastest-levenshtein";
import { z } from "zod";
import { InputError } from "../../errors/input-error.ts";

/** A place in a bucket, and how it is spoken to. What is left out is found as every program that uses AWS finds it. */
export interface S3Place {
  /** `s3://bucket/prefix`, as a person names it; without options. */
  address: string;
  bucket: string;
  /** What every key begins with: empty, or ending in `/`. */
  prefix: string;
  region?: string;
  /** URL of a server that is not Amazon's. */
  endpoint?: string;
  /** The bucket stands in the path of a request, not in the server's name. */
  pathStyle: boolean;
  /** Of content-addressed objects only: the others are small and often written. */
  storageClass?: string;
  encryption?: "AES256" | "aws:kms" | "aws:kms:dsse";
  /** Key for the encryption `aws:kms`. */
  kmsKey?: string;
  /** Profile of the shared configuration files. */
  profile?: string;
  /** Requests are not signed: for reading what everybody may read. */
  anonymous: boolean;
}

const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true");

const options = z.object({
  region: z.string().min(1).optional(),
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  "path-style": yesOrNo.optional(),
  "storage-class": z
    .string()
    .regex(/^[A-Z_]+$/)
    .optional(),
  encryption: z.enum(["AES256", "aws:kms", "aws:kms:dsse"]).optional(),
  "kms-key": z.string().min(1).optional(),
  profile: z.string().min(1).optional(),
  anonymous: yesOrNo.optional(),
});

type OptionName = keyof typeof options.shape;

const OPTION_NAMES = Object.keys(options.shape) as OptionName[];

/** Other programs' variables that say the same; ours come first. */
const COMMON_VARIABLES: Partial<Record<OptionName, readonly string[]>> = {
  region: ["AWS_REGION", "AWS_DEFAULT_REGION"],
  endpoint: ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"],
};

/**
 * Reads `s3://bucket/prefix?option=value&…`. An option that the address leaves out is looked up in the variable
 * `IMPORTGRAPH_S3_<OPTION>`, then in those of other programs.
 *
 * @throws InputError for an address or option that cannot be meant
 */
export function parseS3Address(address: string, env: NodeJS.ProcessEnv): S3Place {
  const [, bucket = "", path = "", query = ""] =
    /^s3:\/\/([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])(?:\/([^?#]*))?(?:\?([^#]*))?$/i.exec(address) ?? [];
  const segments = path.replace(/\/$/, "").split("/");
  const isPlainPath = path === "" || segments.every((segment) => !["", ".", ".."].includes(segment));
  if (bucket === "" || !isPlainPath) {
    throw new InputError({
      // What stands before an "@" may be a secret.
      message: `cannot keep results in "${address.replace(/\/\/.*@/, "//…@")}": expected s3://BUCKET, s3://BUCKET/PREFIX or s3://BUCKET/PREFIX?OPTION=VALUE`,
      fix: "credentials are never part of the address: they come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the machine's role",
    });
  }
  const prefix = path === "" ? "" : `${segments.join("/")}/`;
  const place = `s3://${bucket}${path === "" ? "" : `/${segments.join("/")}`}`;
  const { "path-style": pathStyle, anonymous, ...settings } = readOptions(place, query, env);
  return {
    address: place,
    bucket,
    prefix,
    ...withoutUndefined({
      region: settings.region ?? (settings.endpoint === undefined ? undefined : "us-east-1"),
      endpoint: settings.endpoint,
      storageClass: settings["storage-class"],
      encryption: settings.encryption,
      kmsKey: settings["kms-key"],
      profile: settings.profile,
    }),
    // Few servers other than Amazon's have a name for each bucket.
    pathStyle: pathStyle ?? settings.endpoint !== undefined,
    anonymous: anonymous ?? false,
  };
}

function readOptions(place: string, query: string, env: NodeJS.ProcessEnv): z.infer<typeof options> {
  const given = new URLSearchParams(query);
  for (const name of given.keys()) {
    if (!OPTION_NAMES.includes(name as OptionName)) {
      throw new InputError({
        message: `"${name}" is no option of ${place}: expected one of ${OPTION_NAMES.join(", ")}`,
        fix: `did you mean "${closest(name, OPTION_NAMES)}"?`,
      });
    }
  }
  const values: Record<string, string> = {};
  const origins: Record<string, string> = {};
  for (const name of OPTION_NAMES) {
    const variables = [
      `IMPORTGRAPH_S3_${name.toUpperCase().replaceAll("-", "_")}`,
      ...(COMMON_VARIABLES[name] ?? []),
    ];
    const variable = variables.find((candidate) => (env[candidate] ?? "") !== "");
    const value = given.get(name) ?? (variable === undefined ? undefined : env[variable]);
    if (value !== undefined) {
      values[name] = value;
      origins[name] = given.has(name) || variable === undefined ? `option "${name}"` : variable;
    }
  }
  const parsed = options.safeParse(values);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues.map(({ path: [name], message }) => ({
        message: `${place}: ${origins[String(name)]} is "${values[String(name)]}": ${message}`,
      })),
    );
  }
  return parsed.data;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(settings: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
