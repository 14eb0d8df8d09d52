/** The signature of a timestamp token (RFC 3161), checked by the openssl of this machine, where there is one. Nothing is asked of a network. */
import { spawn } from "node:child_process";

/** How long openssl may take, milliseconds. */
const PATIENCE_MS = 20_000;
/** What it says is kept up to this length. */
const SAID_LENGTH = 500;

/** What openssl found. */
export interface TimestampSignature {
  /** `null`: it could not be asked. */
  readonly fits: boolean | null;
  /** Why not, in its words or ours. */
  readonly said: string;
}

/** Asks whether a reply is signed by an authority of `authorityPath` (PEM certificates) and about the bytes of `dataPath`. */
export function checkTimestampSignature({
  dataPath,
  replyPath,
  authorityPath,
}: {
  readonly dataPath: string;
  readonly replyPath: string;
  readonly authorityPath: string;
}): Promise<TimestampSignature> {
  const args = ["ts", "-verify", "-data", dataPath, "-in", replyPath, "-CAfile", authorityPath];
  return new Promise((resolve) => {
    const child = spawn("openssl", args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C" },
      timeout: PATIENCE_MS,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (piece: string) => {
        said = `${said}${piece}`.slice(0, SAID_LENGTH);
      });
    }
    child.on("error", () => resolve({ fits: null, said: "openssl is not installed here" }));
    child.on("close", (status) => {
      const words = said.replaceAll(/\s+/g, " ").trim();
      resolve(
        status === null
          ? { fits: null, said: "openssl did not answer in time" }
          : { fits: status === 0 && said.includes("Verification: OK"), said: words },
      );
    });
  });
}
