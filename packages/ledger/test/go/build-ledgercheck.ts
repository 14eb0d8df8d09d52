/** Builds the independent verifier with Debian's Go and its golang-golang-x-mod-dev: no module proxy, no network. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const GOPATH = "/usr/share/gocode";

/** True where Go and the package are installed. */
export const hasGo = spawnSync("go", ["version"]).status === 0 && existsSync(join(GOPATH, "src/golang.org/x/mod/sumdb/tlog"));

/** Builds it into a folder, with its cache there too; returns the program's path. */
export function buildLedgercheck(folder: string): string {
  const program = join(folder, "ledgercheck");
  const source = fileURLToPath(new URL("ledgercheck/main.go", import.meta.url));
  const env = { ...process.env, GO111MODULE: "off", GOPATH, GOCACHE: join(folder, "cache"), GOFLAGS: "", GOPROXY: "off", CGO_ENABLED: "0" };
  execFileSync("go", ["build", "-o", program, source], { env, stdio: "pipe" });
  return program;
}

/** Runs it. */
export function ledgercheck(program: string, args: readonly string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return { status, said: `${stdout}${stderr}`.trim() };
}
