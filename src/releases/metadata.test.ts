import { expect, test } from "vitest";
import { requirementsOf } from "./metadata.ts";

test("requirements are read from the headers alone, folded ones whole, and what is none is left out", () => {
  const metadata = [
    "Metadata-Version: 2.4",
    "Requires-Dist: PyQt6-Qt6 (<6.13.0,>=6.12.0)",
    "requires-dist: idna>=3;",
    "  python_version < '4'",
    "Requires-Dist: tool @ https://files.invalid/tool.whl",
    "",
    "Requires-Dist: of-the-description",
  ];
  const expected = [
    { name: "PyQt6-Qt6", extras: [], specifier: "<6.13.0,>=6.12.0" },
    { name: "idna", extras: [], specifier: ">=3", marker: "python_version < '4'" },
  ];
  expect(requirementsOf(metadata.join("\n"))).toEqual(expected);
  expect(requirementsOf(metadata.join("\r\n"))).toEqual(expected);
});
