import type { z } from "zod";
import { excerpt } from "./excerpt.ts";
import { quickTestOf } from "./quick-test.ts";
import { looseSchemas, type ShardRecord, strictSchemas } from "./records.ts";

/** A record that passed its schema, or one sentence that says what was found and what was expected. */
export type RecordCheck = { ok: true; record: ShardRecord } | { ok: false; message: string };

/** Which fields a record may have: those of its schema (what we write), or any others too (what we read). */
export type Strictness = "strict" | "loose";

const RECORD_NAMES = Object.keys(strictSchemas);

const QUICK_TESTS = new Map(
  Object.entries(strictSchemas).map(([name, schema]) => [name, quickTestOf(schema)]),
);

/**
 * Checks a value that came from outside against the schema that its `record` field names.
 *
 * The record is the value itself, not a copy; fields that a loose check let pass are still there.
 */
export function checkRecord(value: unknown, strictness: Strictness): RecordCheck {
  const name = recordName(value);
  if (QUICK_TESTS.get(name ?? "")?.(value)) {
    return { ok: true, record: value as ShardRecord };
  }
  const schemas = strictness === "strict" ? strictSchemas : looseSchemas;
  if (name === undefined || !Object.hasOwn(schemas, name)) {
    const names = RECORD_NAMES.map((known) => JSON.stringify(known)).join(", ");
    return {
      ok: false,
      message: `found ${excerpt(value)}, expected an object with "record" as one of ${names}`,
    };
  }
  const result = schemas[name as keyof typeof schemas].safeParse(value);
  if (!result.success) {
    return { ok: false, message: `${describeRecord(value, name)}: ${describeIssue(value, result.error)}` };
  }
  const record = value as ShardRecord;
  const members = record.record === "node" ? record.members : undefined;
  if (!isSoundProtoMember(members)) {
    const message = `${describeRecord(value, name)}: members.__proto__: expected a reference`;
    return { ok: false, message };
  }
  if (hasProtoField(record, members)) {
    return {
      ok: false,
      message: `${describeRecord(value, name)}: found the unknown field ${excerpt("__proto__")}`,
    };
  }
  return { ok: true, record };
}

/** The value of `record`, if the value is an object that has one as a text. */
export function recordName(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "record")) {
    return undefined;
  }
  const { record } = value as { record: unknown };
  return typeof record === "string" ? record : undefined;
}

// zod never looks at a key of this name, lest it changes a prototype. As a name in Python it is as good as any.
function isSoundProtoMember(members: Readonly<Record<string, unknown>> | undefined): boolean {
  return (
    members === undefined ||
    !Object.hasOwn(members, "__proto__") ||
    strictSchemas.entryPoint.shape.to.safeParse(Object.getOwnPropertyDescriptor(members, "__proto__")?.value)
      .success
  );
}

/** Whether any object of a record, but for the members themselves, has that key. */
function hasProtoField(record: object, members: object | undefined): boolean {
  // Not by recursion: what a reader lets pass may be nested deeper than the stack.
  const left: object[] = [record];
  for (let object = left.pop(); object !== undefined; object = left.pop()) {
    if (object !== members && Object.hasOwn(object, "__proto__")) {
      return true;
    }
    for (const part of Object.values(object)) {
      if (typeof part === "object" && part !== null) {
        left.push(part);
      }
    }
  }
  return false;
}

function describeRecord(value: unknown, name: string): string {
  const { id } = value as { id?: unknown };
  return id === undefined ? name : `${name} ${excerpt(id)}`;
}

function describeIssue(value: unknown, error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) {
    return "is malformed";
  }
  const where = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("");
  const place = where === "" ? "" : `${excerpt(where.replace(/^\./, "")).slice(1, -1)}: `;
  if (issue.code === "unrecognized_keys") {
    return `${place}found the unknown field ${excerpt(issue.keys[0])}`;
  }
  if (issue.code === "invalid_key") {
    return `${place}found this name, ${expectation(issue.issues[0]?.message ?? "")}`;
  }
  return `${place}found ${excerpt(valueAt(value, issue.path))}, ${expectation(issue.message)}`;
}

// Our own messages begin with "expected"; zod's say what was received too, which we show as it is instead.
function expectation(message: string): string {
  const start = message.indexOf("expected");
  return start < 0 ? message : message.slice(start).replace(/, received .*$/s, "");
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current: unknown = value;
  for (const key of path) {
    current = (current as Record<PropertyKey, unknown> | undefined)?.[key];
  }
  return current;
}
