/** What a Debian machine needs once for the gateway as a service: folders, files, and what a person has to do beside. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "@creance/core";

/** One thing to be done. */
export interface SetupStep {
  readonly sentence: string;
  readonly isDone: boolean;
  readonly run: () => void;
}

/** Where the files of `packaging/systemd` go. */
const files = [
  ["90-creance-hold.conf", "/etc/sysctl.d/90-creance-hold.conf", "no routing, from the start of the machine on"],
  ["hold-lock.nft", "/etc/creance/hold-lock.nft", "a table that drops whatever would be routed"],
  ["creance-hold-rules.service", "/etc/systemd/system/creance-hold-rules.service", "loads rules before any network comes up"],
  ["creance-hold.service", "/etc/systemd/system/creance-hold.service", "the gateway as a service"],
] as const;

/** Folders that must be there, with their mode. */
const folders = [
  ["/etc/creance", 0o755, "the policy and the rules for the next start"],
  ["/var/lib/creance-hold", 0o751, "sessions: logs and captures"],
] as const;

/** Program that the service starts. */
export const SERVICE_PROGRAM = "/usr/local/bin/creance";

/** The steps, those that are done already included. `root` is put before every path. */
export function setupSteps(root: string): readonly SetupStep[] {
  const source = packagingFolder();
  return [
    ...folders.map(([path, mode, what]): SetupStep => {
      const place = join(root, path);
      return {
        sentence: `Make the folder ${path} (${what}).`,
        isDone: existsSync(place),
        run() {
          mkdirSync(place, { recursive: true });
          chmodSync(place, mode);
        },
      };
    }),
    ...files.map(([name, path, what]): SetupStep => {
      const place = join(root, path);
      const text = readFileSync(join(source, name));
      return {
        sentence: `Write ${path} (${what}).`,
        isDone: existsSync(place) && readFileSync(place).equals(text),
        run() {
          mkdirSync(dirname(place), { recursive: true });
          writeFileSync(place, text, { mode: 0o644, flush: true });
        },
      };
    }),
  ];
}

/** The folder `packaging/systemd` of this checkout or archive. Throws `UserError` where this program lies alone. */
function packagingFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let levels = 0; levels < 6; levels++) {
    const found = join(folder, "packaging", "systemd");
    if (existsSync(join(found, "creance-hold.service"))) return found;
    folder = dirname(folder);
  }
  throw new UserError(
    "no-packaging",
    "notFound",
    "The service files (packaging/systemd) do not lie beside this program. Nothing was changed.",
  );
}
