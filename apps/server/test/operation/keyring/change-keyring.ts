/** A process for the kill test: makes the keyring and changes it without end, and says what is durable. */
import { openKeyring } from "../../../src/operation/keyring/open-keyring.ts";

const [vaultPath = "", keyFile = ""] = process.argv.slice(2);
const keyring = await openKeyring({ vaultPath, vaultId: "0".repeat(32), keyFile, create: true, readOnly: false });
if (keyring === null) throw new Error("no keyring");
process.stdout.write(`made ${keyring.vkey}\n`);
for (let count = Number(keyring.secret("count") ?? 0) + 1; ; count += 1) {
  await keyring.setSecret("count", String(count));
  process.stdout.write(`${count}\n`);
}
