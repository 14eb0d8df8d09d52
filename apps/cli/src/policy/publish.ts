/** `creance policy publish`: the public privacy page, the manifest in its canonical form, and its signed form. */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@creance/core";
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { printJson, printLine, tell } from "../output.ts";
import { readPolicyFile } from "../policy-file.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

/** Adds the command. */
export function addPublish(policy: Command): void {
  withVaultOptions(policy.command("publish"))
    .description("Write the public privacy page as static files: index.html, privacy.manifest.json and its signed note.")
    .requiredOption("--out <dir>", "folder for the files; made when there is none")
    .option("--draft <file>", "write the page of this policy file instead, marked as a draft; no vault is opened")
    .option("--by <name>", BY_HELP)
    .addHelpText(
      "after",
      "\nExamples:\n  creance policy publish --out public\n  creance policy publish --draft policy.yaml --out preview\n\nThe page fetches nothing and has no scripts: any web server can show it.",
    )
    .action(async (options: VaultOptions & { readonly out: string; readonly draft?: string; readonly by?: string }) => {
      const { privacyPage, manifestSha256, manifestText, readManifest } = await import("@creance/policy");
      const { nodePlatform } = await import("@creance/node");
      let files: readonly (readonly [name: string, text: string])[];
      let sha256: string;
      if (options.draft === undefined) {
        const by = actingPerson(options.by);
        const published = await withOperation(options, "existing", ({ grants }) => grants.publish(by));
        ({ files, sha256 } = published);
      } else {
        const manifest = readManifest(readPolicyFile(options.draft));
        sha256 = manifestSha256(manifest, nodePlatform);
        files = [
          ["index.html", privacyPage(manifest, { sha256, vkey: null })],
          ["privacy.manifest.json", `${manifestText(manifest)}\n`],
        ];
      }
      await writeFiles(options.out, files);
      if (options.json === true) printJson({ sha256, files: files.map(([name]) => name), out: options.out });
      else for (const [name] of files) printLine(join(options.out, name));
      if (options.draft !== undefined) tell("A draft: it is not signed, and it is in force nowhere.");
    });
}

async function writeFiles(folder: string, files: readonly (readonly [name: string, text: string])[]): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of files) {
      const part = join(folder, `.${name}.${process.pid}.part`);
      try {
        await writeFile(part, text, { flush: true });
        await rename(part, join(folder, name));
      } finally {
        await rm(part, { force: true });
      }
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError("not-written", "machineRefused", `The page was not written whole: ${why}.`, { cause: error });
  }
}
