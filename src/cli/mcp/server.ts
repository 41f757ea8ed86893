import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Context } from "../context.ts";
import { programVersion } from "../version.ts";
import { type CreateProgram, captured } from "./captured.ts";
import { TOOLS } from "./tools.ts";

const INSTRUCTIONS =
  "Answers questions about Python packages from releases that were explored: what names exist in which version, how they are called, what changed. Each answer says of which version it is. What was not explored is not known; an answer says how to explore it.";

/**
 * A server of the Model Context Protocol that answers from a store: https://modelcontextprotocol.io/specification
 *
 * @param store as `--store` takes it; as for other commands where it is left out
 */
export function mcpServer(
  context: Context,
  createProgram: CreateProgram,
  store: string | undefined,
): McpServer {
  const server = new McpServer(
    { name: "importgraph", version: programVersion(context.home) },
    { instructions: INSTRUCTIONS },
  );
  for (const { name, description, input, command } of TOOLS) {
    const annotations = { readOnlyHint: true, openWorldHint: false };
    server.registerTool(
      name,
      { description, inputSchema: input, annotations },
      async (given: Record<string, unknown>) => {
        const [verb = "", ...rest] = command(given);
        const args = [verb, ...(store === undefined ? [] : [`--store=${store}`]), ...rest];
        const { text, isError } = await captured(context, createProgram, args);
        return { content: [{ type: "text", text }], isError };
      },
    );
  }
  return server;
}
