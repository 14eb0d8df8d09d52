/** `creance ledger timestamp`: requests to a timestamp authority, and its replies. Nothing is sent from here. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isoFromEpochUs, UserError } from "@creance/core";
import type { Command } from "commander";
import { printJson, printLine, tell } from "../output.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { readSmallFile, writeNewFile } from "./text-input.ts";

/** Adds `timestamp`. */
export function addTimestamp(ledger: Command): void {
  const timestamp = ledger.command("timestamp").description("Have an authority confirm when a checkpoint was there (RFC 3161).");
  withVaultOptions(timestamp.command("request <file>"))
    .description("Write a request over the latest checkpoint: a hash and a random number. You hand it to an authority; nothing is sent.")
    .addHelpText(
      "after",
      `
Whoever runs curl sends it. Example:
  creance ledger timestamp request q.tsq
  curl -H 'Content-Type: application/timestamp-query' --data-binary @q.tsq https://AUTHORITY > r.tsr
  creance ledger timestamp add r.tsr --authority AUTHORITY.pem`,
    )
    .action((file: string, options: VaultOptions) =>
      withOperation(options, "existing", async ({ evidence }) => {
        if (existsSync(file)) throw new UserError("exists", "conflict", `${file} is there already; nothing was written.`);
        const { request, entries, checkpointSha256 } = await evidence.timestampRequest();
        writeNewFile(file, request);
        if (options.json === true) printJson({ file: resolve(file), sizeBytes: request.byteLength, entries, checkpointSha256 });
        else printLine(`${file}: ${request.byteLength} bytes about the checkpoint over ${entries} entries.`);
      }),
    );
  withVaultOptions(timestamp.command("add <file>"))
    .description("Take an authority's reply: hash, number and time are checked, and its signature where its certificate is named.")
    .option("--authority <file>", "its certificate (PEM): the signature must fit (needs openssl)")
    .addHelpText("after", "\nExample:\n  creance ledger timestamp add r.tsr --authority authority.pem")
    .action((file: string, options: VaultOptions & { readonly authority?: string }) =>
      withOperation(options, "existing", async ({ evidence }) => {
        const reply = readSmallFile(file);
        if (options.authority !== undefined && !existsSync(options.authority)) {
          throw new UserError("no-such-file", "notFound", `There is no file ${options.authority}; nothing was changed.`);
        }
        const taken = await evidence.addTimestamp(reply, options.authority === undefined ? null : resolve(options.authority));
        if (options.json === true) printJson(taken);
        else printLine(`TIMESTAMPED: the first ${taken.entries} entries, ${isoFromEpochUs(taken.stampedUs)}.`);
        tell(taken.sentence);
      }),
    );
}
