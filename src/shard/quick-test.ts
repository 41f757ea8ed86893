import type { z } from "zod";

/** Whether a value passes; false also where only the schema itself can tell. */
export type QuickTest = (value: unknown) => boolean;

type Check = z.core.$ZodCheck<never>;

/**
 * Makes a quick test of a strict schema for plain data, as JSON has it: what passes the test passes the schema as it
 * is, and has no key `__proto__` where the schema looks. Of what does not pass the schema itself can say what is wrong.
 *
 * A shard has a million values, hardly any of which is wrong; the schema itself takes several times as long for them.
 *
 * @throws Error for a kind of schema, or of check, that it doesn't know
 */
export function quickTestOf(schema: z.core.$ZodType): QuickTest {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "string":
      return both((value) => typeof value === "string", def.checks);
    case "number":
      return both("format" in def ? Number.isSafeInteger : Number.isFinite, def.checks);
    case "array":
      return both(arrayTest(quickTestOf(def.element)), def.checks);
    default:
      return both(testWithoutChecks(def), def.checks);
  }
}

function testWithoutChecks(def: z.core.$ZodTypes["_zod"]["def"]): QuickTest {
  switch (def.type) {
    case "unknown":
      return () => true;
    case "boolean":
      return (value) => typeof value === "boolean";
    case "null":
      return (value) => value === null;
    case "literal":
      return oneOf(def.values);
    case "enum":
      return oneOf(Object.values(def.entries));
    case "optional":
      return quickTestOf(def.innerType);
    case "nullable":
      return anyOf([(value) => value === null, quickTestOf(def.innerType)]);
    case "union":
      return anyOf(def.options.map(quickTestOf));
    case "record":
      return mapTest(quickTestOf(def.keyType), quickTestOf(def.valueType));
    case "object":
      return objectTest(def.shape, def.catchall);
    default:
      throw new Error(`no quick test knows ${def.type}`);
  }
}

function both(test: QuickTest, checks: readonly Check[] = []): QuickTest {
  return checks.map(checkTest).reduce((before, after) => (value) => before(value) && after(value), test);
}

// They are only asked of what has the right type.
function checkTest({ _zod: { def } }: Check): QuickTest {
  const check = def as z.core.$ZodChecks["_zod"]["def"] | { check: "custom"; fn: QuickTest };
  switch (check.check) {
    case "max_length":
      return (value) => (value as string | unknown[]).length <= check.maximum;
    case "min_length":
      return (value) => (value as string | unknown[]).length >= check.minimum;
    case "greater_than":
      return check.inclusive
        ? (value) => (value as number) >= Number(check.value)
        : (value) => (value as number) > Number(check.value);
    case "string_format": {
      const { pattern } = check;
      if (check.format !== "regex" || pattern === undefined || pattern.global || pattern.sticky) {
        throw new Error(`no quick test knows the format ${check.format}`);
      }
      return (value) => pattern.test(value as string);
    }
    case "custom":
      return check.fn;
    default:
      throw new Error(`no quick test knows the check ${check.check}`);
  }
}

function oneOf(values: readonly unknown[]): QuickTest {
  const [only] = values;
  const known = new Set(values);
  return values.length === 1 ? (value) => value === only : (value) => known.has(value);
}

function anyOf(tests: readonly QuickTest[]): QuickTest {
  return (value) => {
    for (const test of tests) {
      if (test(value)) {
        return true;
      }
    }
    return false;
  };
}

function arrayTest(element: QuickTest): QuickTest {
  return (value) => {
    if (!Array.isArray(value)) {
      return false;
    }
    for (const item of value) {
      if (!element(item)) {
        return false;
      }
    }
    return true;
  };
}

function mapTest(key: QuickTest, item: QuickTest): QuickTest {
  return (value) => {
    if (!isObject(value)) {
      return false;
    }
    for (const name in value) {
      if (name === "__proto__" || !key(name) || !item(value[name])) {
        return false;
      }
    }
    return true;
  };
}

function objectTest(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  catchall: z.core.$ZodType | undefined,
): QuickTest {
  if (catchall?._zod.def.type !== "never") {
    throw new Error("a quick test is for strict objects");
  }
  const fields = new Map(Object.entries(shape).map(([name, field]) => [name, quickTestOf(field)]));
  const required = new Set(Object.keys(shape).filter((name) => shape[name]?._zod.optin === undefined));
  return (value) => {
    if (!isObject(value)) {
      return false;
    }
    let found = 0;
    for (const name in value) {
      const test = fields.get(name);
      if (test === undefined || !test(value[name])) {
        return false;
      }
      if (required.has(name)) {
        found += 1;
      }
    }
    return found === required.size;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
