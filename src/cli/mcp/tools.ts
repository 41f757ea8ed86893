import { z } from "zod";

/** A question that agents may ask. */
export interface Tool {
  name: string;
  description: string;
  input: z.ZodRawShape;
  /** The command that answers it; what was given stands behind `--`, where it can be no option. */
  command(given: Readonly<Record<string, unknown>>): string[];
}

const dottedName = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\s-][^\s]*$/, "expected a name without spaces");
const release = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(==[A-Za-z0-9.!+_-]+)?$/, "expected NAME or NAME==VERSION");
const path = z.string().min(1).max(4000);

/** None installs or explores anything, asks an index, or runs what it is asked about: `impact` reads sources in a container. */
export const TOOLS: readonly Tool[] = [
  {
    name: "whereis",
    description:
      "Which Python distributions have an import name (cv2), a dotted name (requests.Session) or the end of one (DataFrame.merge), with versions. With `at`, whether a distribution had it in that version.",
    input: {
      name: dottedName,
      at: z
        .string()
        .max(100)
        .regex(/^[0-9A-Za-z][0-9A-Za-z.!+_-]*$/)
        .optional(),
    },
    command: ({ name, at }) => ["whereis", ...option("--at", at), "--", String(name)],
  },
  {
    name: "search",
    description:
      "Modules, classes, functions and values of all explored distributions, by words of their names and summaries.",
    input: { words: z.string().min(1).max(300) },
    command: ({ words }) => ["search", "--", String(words)],
  },
  {
    name: "show",
    description:
      "All that is known of one module, class, function or attribute: signature, docstring, members, inherited members, since when it is there. Ask before writing a call: whether the name and the keyword exist in the version that is used (`package`: NAME==VERSION).",
    input: { name: dottedName, package: release.optional() },
    command: ({ name, package: of }) => ["show", ...option("--package", of), "--", String(name)],
  },
  {
    name: "diff",
    description:
      "What a release changes of what an older one offers, what breaks first. Both have to be in the store; one that is not is an answer that says how to explore it.",
    input: { old: release, new: release },
    command: (given) => ["diff", "--kept", "--", String(given.old), String(given.new)],
  },
  {
    name: "history",
    description: "What each explored release of a distribution added, removed and changed.",
    input: { distribution: release },
    command: ({ distribution }) => ["history", "--kept", "--all", "--", String(distribution)],
  },
  {
    name: "impact",
    description:
      "What an upgrade breaks of the project in a folder, by file and line; without `upgrade`, names and keywords that the locked versions have not, with the nearest right ones. Nothing of the project is run.",
    input: { folder: path, lock: path.optional(), upgrade: z.array(release).max(50).optional() },
    command: ({ folder, lock, upgrade }) => [
      "impact",
      ...option("--lock", lock),
      ...(Array.isArray(upgrade) ? upgrade.map((one) => `--upgrade=${String(one)}`) : []),
      ...["--", String(folder)],
    ],
  },
];

function option(name: string, value: unknown): string[] {
  return value === undefined ? [] : [`${name}=${String(value)}`];
}
