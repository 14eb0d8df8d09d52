/** The bytes of `creance flows --json` around what is known only when the capture has ended. */
import type { CaptureApp, FlowRow } from "@creance/capture";

/** The beginning of every line, up to the place of the hash. */
const BEFORE_HASH = '{"flowId":"0123456789abcdef","capture":"'.length;

/** The parts of a line that is printed while its capture still grows: its hash is not known. */
export function growingParts(line: Buffer): readonly Buffer[] {
  return [line.subarray(0, BEFORE_HASH - 1), NO_HASH, line.subarray(BEFORE_HASH + 1)];
}
const NO_HASH = Buffer.from("null", "latin1");

/** The parts of a line that was made before its capture had ended: the capture's hash goes between them. */
export function finishedParts(line: Buffer, sha256: string, app: CaptureApp | undefined): readonly Buffer[] {
  const parts = [line.subarray(0, BEFORE_HASH), Buffer.from(sha256, "latin1"), line.subarray(BEFORE_HASH)];
  if (app === undefined) return parts;
  const row = JSON.parse(Buffer.concat(parts).toString()) as FlowRow;
  return [Buffer.from(JSON.stringify({ ...row, app: app.app ?? row.app, package: app.package ?? row.package }))];
}
