/** `creance redact --claim` and the certificate to trust it by. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readClaim } from "../../../packages/seal/test/claims/c2pa-reader.ts";
import { fullPicture } from "../../../packages/seal/test/redaction/made-files.ts";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();

it("claims what was done with the vault's key, and prints the certificate that makes it trusted", async () => {
  const picture = join(folder, "a.jpg");
  writeFileSync(picture, fullPicture());
  const vault = ["--vault", join(folder, "vault")];
  const none = await creance(["redact", picture, "--claim", ...vault, "--out", join(folder, "none")]);
  expect(none.status).toBe(2);
  expect((await creance(["import", picture, ...vault])).status).toBe(0);
  const ran = await creance(["redact", picture, "--claim", ...vault, "--out", join(folder, "out"), "--json"]);
  expect([ran.status, ran.stderr]).toEqual([0, expect.stringContaining("Claims (C2PA) in 1 file, signed with this vault's key")]);
  expect(jsonLines(ran.stdout)[0]).toMatchObject({ output: "0001.jpg", isClaimed: true });
  const bytes = readFileSync(join(folder, "out", "0001.jpg"));
  expect(await readClaim(bytes, "jpeg")).toMatchObject({ state: "Valid", failures: ["signingCredential.untrusted"] });
  const pem = (await creance(["keys", "certificate", ...vault])).stdout;
  expect(await readClaim(bytes, "jpeg", pem)).toMatchObject({ state: "Trusted", failures: [] });
  const [told] = jsonLines((await creance(["keys", "certificate", "--json", ...vault])).stdout) as { readonly pem: string }[];
  expect(told?.pem).toBe(pem);
});
