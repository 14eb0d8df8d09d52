/** A timestamp authority on this machine, made by `openssl ts`: synthetic, for tests. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** True where openssl is installed. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

const config = `
[ tsa ]
default_tsa = here
[ here ]
serial = serial
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384
accuracy = secs:1
ess_cert_id_alg = sha256
[ ext ]
extendedKeyUsage = critical,timeStamping
`;

/** Makes the authority's keys and certificates in a folder: `ca.pem`, `tsa.pem`. */
export function makeTimestampAuthority(folder: string): void {
  const openssl = (...args: string[]): void => {
    execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  };
  writeFileSync(join(folder, "tsa.conf"), config);
  writeFileSync(join(folder, "serial"), "01\n");
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...ec, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test CA (synthetic)");
  openssl("req", "-new", ...ec, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test timestamp authority (synthetic)");
  const sign = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "tsa.conf", "-extensions", "ext"];
  openssl("x509", "-req", "-in", "tsa.csr", ...sign, "-out", "tsa.pem");
}

/** The authority's reply to a request. */
export function stamp(folder: string, request: Uint8Array): Uint8Array {
  writeFileSync(join(folder, "q.tsq"), request);
  const args = ["ts", "-reply", "-config", "tsa.conf", "-section", "here", "-queryfile", "q.tsq", "-out", "q.tsr"];
  execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  return new Uint8Array(readFileSync(join(folder, "q.tsr")));
}
