/** What families of distributions want before they are imported: the rules of `baseimage/setups/setups.yaml`. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../errors/input-error.ts";
import { problemsOf } from "../pkginfo/problems.ts";
import { constraint, environment, list, mapping } from "../pkginfo/schema.ts";
import { parseYamlFile } from "../pkginfo/yaml-file.ts";
import { normalizeName } from "../releases/project-name.ts";
import { parseRequirement } from "../releases/requirement.ts";

export interface SetupRule {
  name: string;
  /** It applies where one of these is installed. Names are normalised; an empty specifier takes every version. */
  when: readonly { name: string; specifier: string }[];
  /** Environment variables while exploring. */
  env: Readonly<Record<string, string>>;
  /** Python to run before exploring. */
  code?: string;
}

const rule = z
  .strictObject({
    when: list(constraint("django>=1.11"))
      .min(1, "at least one requirement")
      .meta({ description: "The rule applies where one of these requirements (PEP 508) is installed." }),
    env: environment.meta({ description: "Environment variables while exploring." }).optional(),
    setup: z
      .string("the name of a file")
      .regex(/^[a-z][a-z0-9_]*\.py$/, "the name of a Python file beside this one, such as django.py")
      .meta({
        description:
          "File of Python that runs before exploring, in `__main__`, where `distribution` is the explored one's name and `modules` its import names.",
      })
      .optional(),
  })
  .refine(({ env, setup }) => env !== undefined || setup !== undefined, "`env`, `setup` or both");

/** What `setups.yaml` may hold: rules by their names. */
export const setupRulesSchema = mapping(
  { pattern: /^[a-z][a-z0-9-]*$/, expected: "a name of small letters, digits and '-'" },
  rule,
).meta({ title: "setups", description: "What families of distributions want before they are imported." });

const KEYS = Object.keys(rule.shape);

/**
 * The rules, in the order of their file; none where there is no such file, as in a checkout from before there were any.
 *
 * @param home the program's own folder
 * @throws InputError with every problem
 */
export async function readSetupRules(home: string): Promise<SetupRule[]> {
  const folder = join(home, "baseimage", "setups");
  const path = join(folder, "setups.yaml");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  });
  return text === undefined
    ? []
    : await parseSetupRules(text, path, (file) => readFile(join(folder, file), "utf8"));
}

/**
 * The rules of a text.
 *
 * @param path as errors name it
 * @param read gets the code that a rule names
 * @throws InputError with every problem
 */
export async function parseSetupRules(
  text: string,
  path: string,
  read: (file: string) => Promise<string>,
): Promise<SetupRule[]> {
  const file = parseYamlFile(text, path);
  const checked = setupRulesSchema.safeParse(file.value);
  if (!checked.success) {
    throw new InputError(problemsOf(checked.error.issues, file, KEYS));
  }
  return await Promise.all(
    Object.entries(checked.data).map(async ([name, { when, env = {}, setup }]): Promise<SetupRule> => {
      const code =
        setup === undefined
          ? undefined
          : await read(setup).catch((error: unknown) => {
              const place = file.placeOf([name, "setup"]);
              throw new InputError(
                { place, message: `there is no ${setup} beside this file` },
                { cause: error },
              );
            });
      return {
        name,
        when: when
          .map(parseRequirement)
          .map(({ name, specifier }) => ({ name: normalizeName(name), specifier })),
        env,
        ...(code !== undefined && { code }),
      };
    }),
  );
}
