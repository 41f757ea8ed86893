import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Writes a project of one module, which is called as a distribution of the index and has hardly anything of what that offers.
 *
 * @param configuration the table `tool.importgraph`
 */
export async function writeProject(folder: string, version: string, configuration = ""): Promise<void> {
  const project = `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "six"
version = "${version}"

[tool.setuptools]
py-modules = ["six"]

[tool.importgraph]
${configuration}`;
  await writeFile(join(folder, "pyproject.toml"), project);
  await writeFile(join(folder, "six.py"), "def u(s):\n    return s\n");
}
