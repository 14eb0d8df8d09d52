/** Why recording cannot go on. The keeper ends everything then: the rules stay, so nothing passes. */

/** Codes of the recorder's `fail` message. */
export type RecorderFaultCode =
  | "disk-full" // no space, or less than must stay free
  | "total-reached" // the session's captures are as large as they may become
  | "write-failed" // the file system refused for another reason
  | "capture-ended" // a capturing program has gone
  | "capture-broken" // a capturing program wrote what is no capture
  | "flush-late" // what the kernel had did not arrive in time
  | "tool-missing"; // tcpdump or setpriv is not installed

/** Thrown by what records. */
export class RecorderFault extends Error {
  override readonly name = "RecorderFault";
  readonly code: RecorderFaultCode;
  constructor(code: RecorderFaultCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}

/** A file system's refusal as a fault. */
export function writeFault(error: unknown, path: string): RecorderFault {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new RecorderFault("disk-full", `There is no space left to record in (${path}).`, { cause: error });
  }
  return new RecorderFault("write-failed", `The capture cannot be written (${path}: ${code || String(error)}).`, { cause: error });
}
