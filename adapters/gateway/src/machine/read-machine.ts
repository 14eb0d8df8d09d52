/** The facts about this machine that a plan needs. Reads, changes nothing, and works without rights as far as it can. */
import { release } from "node:os";
import { holdTools, type MachineFacts } from "@creance/hold";
import { readForwarding } from "./forwarding.ts";
import { readForeignTables, readTcFilters } from "./read-foreign.ts";
import { readDefaultRoute, readInterfaces } from "./read-interfaces.ts";
import { isWholeRoot, readAccounts, readCapabilities } from "./read-rights.ts";
import { runTool } from "./run-tool.ts";

/** How each program tells its version. */
const versionArguments: Readonly<Record<string, readonly string[]>> = { ip: ["-V"], tc: ["-V"], tcpdump: ["--version"] };

/** Reads the machine; what cannot be read is empty, `null` or false. Never throws. */
export async function readMachine(): Promise<MachineFacts> {
  const [{ interfaces, withXdp }, tools, tables, defaultRoute, filters] = await Promise.all([
    readInterfaces(),
    readTools(),
    readForeignTables(),
    readDefaultRoute(),
    readTcFilters(),
  ]);
  const capabilities = readCapabilities();
  const unread = [...tables.unread, ...filters.unread];
  return {
    interfaces,
    tools,
    kernel: release(),
    capabilities,
    isRoot: isWholeRoot(),
    accounts: readAccounts(),
    forwarding: readForwarding(),
    foreignTables: tables.found,
    earlyFilters: [...new Set([...withXdp, ...filters.found])],
    defaultRoute,
    ...(unread.length === 0 ? {} : { unread }),
  };
}

async function readTools(): Promise<Readonly<Record<string, string | null>>> {
  const entries = await Promise.all(
    Object.keys(holdTools).map(async (name) => {
      const { status, stdout, stderr, isMissing } = await runTool([name, ...(versionArguments[name] ?? ["--version"])]);
      const first = (stdout || stderr).split("\n")[0]?.trim().slice(0, 200) ?? "";
      return [name, isMissing || status === null ? null : first] as const;
    }),
  );
  return Object.fromEntries(entries);
}
