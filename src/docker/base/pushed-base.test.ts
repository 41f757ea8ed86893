import { expect, test } from "vitest";
import { checkPushable } from "./pushed-base.ts";

const image = `python:3.13-slim-trixie@sha256:${"a".repeat(64)}`;

test("what stands in for the official image on a machine that can't pull it is not pushed under that one's name", () => {
  const row = { python: "3.13", image, debian: "trixie" };
  expect(() => checkPushable(row, "debian")).toThrow(/made of Debian's packages here.*it is not pushed/);
  expect(() => checkPushable(row, "official")).not.toThrow();
});

test("a base that is always made of Debian's packages is", () => {
  expect(() => checkPushable({ python: "3.9", debian: "bullseye" }, "debian")).not.toThrow();
});
