import { once } from "node:events";
import { Command } from "commander";
import type { Context } from "../../context.ts";
import type { CreateProgram } from "../../mcp/captured.ts";

const HELP = `
Tools: whereis, search, show, diff, history, impact. docs/agents.md tells how the usual clients start it.`;

/** `importgraph mcp`: answers agents and editors. */
export function mcpCommand(context: Context, createProgram: CreateProgram): Command {
  return new Command("mcp")
    .description("answer agents and editors by the Model Context Protocol, on standard input and output")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .addHelpText("after", HELP)
    .action(async (options: { store?: string }) => {
      // The protocol takes longer to load than all commands.
      const [{ mcpServer }, { StdioServerTransport }] = await Promise.all([
        import("../../mcp/server.ts"),
        import("@modelcontextprotocol/sdk/server/stdio.js"),
      ]);
      const server = mcpServer(context, createProgram, options.store);
      const transport = new StdioServerTransport();
      const closed = Promise.withResolvers<void>();
      server.server.onclose = () => closed.resolve();
      await server.connect(transport);
      await Promise.race([closed.promise, once(process.stdin, "end"), once(context.signal, "abort")]);
      await server.close();
    });
}
