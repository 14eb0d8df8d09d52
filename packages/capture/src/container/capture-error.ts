/** Makes the errors of captures that cannot be read at all. */
import { FormatError } from "@creance/core";
import { type CaptureErrorCode, captureErrorCodes } from "./capture-errors.table.ts";

/** A `FormatError` with the sentence of its code. */
export function captureError(code: CaptureErrorCode, offset: number): FormatError {
  return new FormatError(code, { format: "capture", offset }, captureErrorCodes[code]);
}
