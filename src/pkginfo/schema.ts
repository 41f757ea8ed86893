import { z } from "zod";
import { LONGEST_PROJECT_NAME, PROJECT_NAME } from "../releases/project-name.ts";
import { NotARequirement, parseRequirement, type Requirement } from "../releases/requirement.ts";
import { LONGEST_VERSION, normalizeVersion } from "../releases/versions.ts";
import { buildVariableFault } from "./values/build-variables.ts";
import { parseAsOf, parseDuration, parseMemory } from "./values/limits.ts";

/*
 * Every message in this file says what is expected, as the end of "found …, expected …".
 */

const MOST_ITEMS = 200;

/** Text of one line; `pattern` is for editors too, `accepts` has the last word. */
function line(options: {
  expected: string;
  longest: number;
  shortest?: number;
  pattern?: RegExp;
  accepts?: (text: string) => boolean;
}) {
  const { expected, longest, shortest = 1, pattern = /^[^\r\n\t]*$/, accepts = () => true } = options;
  return z
    .string(expected)
    .min(shortest, expected)
    .max(longest, `at most ${longest} characters`)
    .regex(pattern, expected)
    .refine(accepts, expected);
}

/** A list without anything twice. */
export function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .max(MOST_ITEMS, `at most ${MOST_ITEMS} items`)
    .superRefine((items, context) => {
      for (const [at, value] of items.entries()) {
        if (items.indexOf(value) < at) {
          context.addIssue({ code: "custom", path: [at], message: "each item once" });
        }
      }
    });
}

function requirement(
  example: string,
  check: (requirement: Requirement) => string | undefined = () => undefined,
) {
  return z.string(`a requirement such as ${example} (PEP 508)`).superRefine((text, context) => {
    const reason = reasonAgainst(text, check);
    if (reason !== undefined) {
      const message = `a requirement such as ${example} (PEP 508), but it ${reason}`;
      context.addIssue({ code: "custom", message });
    }
  });
}

function reasonAgainst(
  text: string,
  check: (requirement: Requirement) => string | undefined,
): string | undefined {
  try {
    return check(parseRequirement(text));
  } catch (error) {
    if (error instanceof NotARequirement) {
      return error.message;
    }
    throw error;
  }
}

/** A requirement that only says which versions: one without extras. */
export function constraint(example: string) {
  return requirement(example, ({ extras }) =>
    extras.length > 0 ? "has extras, which a constraint can't have" : undefined,
  );
}

const EXPECTED_NAME = "letters, digits, '.', '-' and '_', a letter or a digit at both ends (PEP 508)";

function name(expected: string) {
  return line({ expected, longest: LONGEST_PROJECT_NAME, pattern: PROJECT_NAME });
}

/** Debian policy 5.6.1; a final "-" would tell apt-get to remove the package. */
const APT_NAME = /^[a-z0-9][a-z0-9+.-]*[a-z0-9+.]$/;
const debianPackages = list(
  line({ expected: "a Debian package such as libpq-dev", longest: 100, pattern: APT_NAME }),
);

/** POSIX, environment variables. */
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MODULE = /^[\p{ID_Start}_]\p{ID_Continue}*(\.[\p{ID_Start}_]\p{ID_Continue}*)*$/u;

const moduleName = line({ expected: "a module such as package.module", longest: 300, pattern: MODULE });

/** Values of one kind by keys of one kind. */
export function mapping<T extends z.ZodType>(key: { pattern: RegExp; expected: string }, value: T) {
  return z.record(z.string(), value).superRefine((entries, context) => {
    const keys = Object.keys(entries);
    if (keys.length > MOST_ITEMS) {
      context.addIssue({ code: "custom", message: `at most ${MOST_ITEMS} entries` });
    }
    for (const found of keys.filter((text) => text.length > 300 || !key.pattern.test(text))) {
      context.addIssue({ code: "custom", path: [found], message: key.expected, params: { key: true } });
    }
  });
}

/** Environment variables, by name. */
export const environment = mapping(
  { pattern: ENV_NAME, expected: "the name of an environment variable: letters, digits and '_'" },
  line({ expected: "one line of text", longest: 4000, shortest: 0 }),
);

/** A build obeys more variables than an exploration, and what it made is kept: fewer are taken. */
const buildEnvironment = environment.superRefine((variables, context) => {
  for (const [name, value] of Object.entries(variables)) {
    const fault = buildVariableFault(name, value);
    if (fault !== undefined) {
      const key = fault.of === "name";
      context.addIssue({ code: "custom", path: [name], message: fault.expected, params: { key } });
    }
  }
});

function freeText(longest: number) {
  return z.string("text").min(1, "some text").max(longest, `at most ${longest} characters`);
}

/**
 * What a file of pkginfo/ may hold, in the order in which it is written. Nothing is converted: that is for the reader.
 */
export const pkginfoSchema = z
  .strictObject({
    name: name(EXPECTED_NAME).meta({
      description: "Name of the distribution, as `pip install` takes it.",
      examples: ["requests", "zope.interface"],
    }),
    version: line({
      expected: "an exact version such as 2.32.5 (PEP 440)",
      longest: LONGEST_VERSION,
      accepts: (text) => normalizeVersion(text) !== undefined,
    }).meta({
      description: 'Exact release (PEP 440). Quote what YAML would take for a number: "1.10".',
      examples: ["2.32.5", "1.10"],
    }),
    python: line({ expected: "a Python such as 3.13", longest: 20, pattern: /^3\.(0|[1-9]\d?)$/ })
      .meta({
        description:
          "Overrides the Python that is chosen from the release's metadata; one of baseimage/pythons.yaml. In quotes.",
        examples: ["3.13", "3.11"],
      })
      .optional(),
    extras: list(name(`the name of an extra: ${EXPECTED_NAME}`))
      .meta({ description: "Extras of the distribution to install.", examples: [["security", "socks"]] })
      .optional(),
    with: list(requirement("numpy>=2"))
      .meta({
        description: "Further requirements (PEP 508) that importing everything needs.",
        examples: [["numpy>=2", "pytest"]],
      })
      .optional(),
    constraints: list(constraint("markupsafe<2.1"))
      .meta({
        description: "Limits on the versions that the resolver may take (PEP 508, without extras).",
        examples: [["markupsafe<2.1"]],
      })
      .optional(),
    "build-with": list(constraint("setuptools<58"))
      .meta({
        description: "Limits on what source distributions are built with.",
        examples: [["setuptools<58"]],
      })
      .optional(),
    "build-needs": list(
      requirement("cython<3", ({ marker }) =>
        marker === undefined ? undefined : "has an environment marker",
      ),
    )
      .meta({
        description:
          "What source distributions are built with though they do not ask for it (PEP 508, without markers).",
        examples: [["cython<3"]],
      })
      .optional(),
    "as-of": line({
      expected: "a date such as 2021-06-30, or an instant such as 2021-06-30T12:00:00Z (RFC 3339)",
      longest: 40,
      accepts: (text) => parseAsOf(text) !== undefined,
    })
      .meta({
        description:
          "Resolve as the package index stood then: an RFC 3339 instant, or a date, which means its end.",
        examples: ["2021-06-30"],
      })
      .optional(),
    apt: debianPackages
      .meta({
        description: "Debian packages that importing needs; they are in the image, and there while building.",
        examples: [["libpq5"]],
      })
      .optional(),
    "build-apt": debianPackages
      .meta({
        description:
          "Debian packages that only building source distributions needs; they are not in the image.",
        examples: [["libpq-dev"]],
      })
      .optional(),
    "build-env": buildEnvironment
      .meta({
        description:
          "Environment variables while source distributions are built. Nothing in them is expanded.",
        examples: [{ CFLAGS: "-std=gnu17" }],
      })
      .optional(),
    run: list(
      line({
        expected: "one line of shell without a here-document or a final backslash",
        longest: 4000,
        accepts: (text) => !/<<-?\s*["']?[A-Za-z_]|\\$/.test(text),
      }),
    )
      .meta({
        description: "Shell lines that run at build time, after installing. Each is a step of its own.",
        examples: [["python -m nltk.downloader punkt"]],
      })
      .optional(),
    env: environment
      .meta({
        description: "Environment variables while exploring.",
        examples: [{ DJANGO_SETTINGS_MODULE: "settings" }],
      })
      .optional(),
    setup: z
      .union([z.literal(false), freeText(20_000)], "text, or `false` for no setup at all")
      .meta({
        description:
          "Python code that runs before exploring, instead of what baseimage/setups has for installed distributions; false: nothing runs, and no variables are set, but those of `env`.",
        examples: ["import django\ndjango.setup()\n"],
      })
      .optional(),
    imports: list(moduleName)
      .min(1, "at least one import name")
      .meta({
        description: "Import names, where those found in the installed files are wrong.",
        examples: [["cv2"]],
      })
      .optional(),
    skip: mapping(
      { pattern: MODULE, expected: "a module such as package.module" },
      line({ expected: "the reason, in one line", longest: 500 }),
    )
      .meta({
        description: "Modules that are not imported, each with the reason.",
        examples: [{ "package.gui": "opens a window" }],
      })
      .optional(),
    timeout: line({
      expected: "a time such as 90s, 10m or 1h, at most 24h",
      longest: 20,
      pattern: /^[1-9][0-9]*[smh]$/,
      accepts: (text) => parseDuration(text) !== undefined,
    })
      .meta({ description: "Longest time for exploring the whole package.", examples: ["10m"] })
      .optional(),
    memory: line({
      expected: "a size such as 512m or 4g, from 64m to 1024g",
      longest: 20,
      pattern: /^[1-9][0-9]*[mg]$/,
      accepts: (text) => parseMemory(text) !== undefined,
    })
      .meta({ description: "Most memory for exploring.", examples: ["4g"] })
      .optional(),
    notes: freeText(10_000).meta({ description: "Free text for reviewers; it changes nothing." }).optional(),
  })
  .meta({
    title: "pkginfo",
    description: "What importgraph is told about one release of a Python distribution.",
  });

/** A file of pkginfo/ as it stands there. */
export type PkginfoFile = z.infer<typeof pkginfoSchema>;
