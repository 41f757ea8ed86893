import type { Column, Table } from "../page/columns.ts";

const text = (name: string, meaning: string): Column => ({ name, type: "text", meaning });
const required = (name: string, meaning: string): Column => ({ ...text(name, meaning), isRequired: true });
const flag = (name: string, meaning: string): Column => ({ name, type: "boolean", meaning });

/** What `history/<name>/<digest>.parquet` has: the one place that says so. */
export const HISTORY: Table = {
  name: "history",
  meaning: "one row for each name of a distribution, and for each parameter, base class and target of one",
  columns: [
    { ...required("name", "dotted: public names, ids, and members that lead to another id"), isKey: true },
    required("what", "name; else which part of it the row is of: parameter, base, target"),
    text("part", "a parameter with its stars, or the id of a base class or of what the name stands for"),
    { name: "position", type: "int", meaning: "of parts: place among the others, from 0, when last seen" },
    text("kind", "of a name that of its node (foreign: another distribution's), of a parameter that of it"),
    flag("public", "whether the name is public in the last release that has it"),
    required("first", "version of the first release that has it"),
    required("last", "version of the last release that has it"),
    flag("maybe_older", "releases before the first one were not explored, or it was not known there"),
    {
      name: "present",
      type: "ints",
      meaning: "stretches of releases that have it: numbers of the first and last one of each, from 0",
    },
    { name: "called", type: "ints", meaning: "of names: stretches in which it is known how it is called" },
    text("deprecated_since", "version since which it is said to be deprecated without a break"),
    { name: "changed_in", type: "texts", meaning: "versions that changed it" },
    { name: "changed", type: "texts", meaning: "what these changed, one text for each" },
  ],
};
