/** A process that becomes another account, opens a vault and prints what it sees. Arguments: vault folder, uid. */
import { openVault } from "../src/index.ts";
import { query } from "./queries.ts";

const [path, uid] = process.argv.slice(2) as [string, string];
process.setgid?.(Number(uid));
process.setuid?.(Number(uid));
const vault = await openVault(path, { create: true });
const { damaged, missing } = await vault.fsck();
const writing = await vault.beginWriting().then(
  () => "granted",
  (error: { readonly code?: string }) => error.code,
);
console.log(
  JSON.stringify({
    readOnly: vault.readOnly,
    originals: vault.info().originals,
    flights: vault.listFlights(query()).total,
    damaged: damaged.length,
    missing: missing.length,
    writing,
  }),
);
vault.close();
