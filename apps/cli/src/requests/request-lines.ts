/** Requests for data as lines. */
import type { Operation } from "@creance/server";
import { printJson } from "../output.ts";
import { minuteOf, printSafe } from "../retention/rows.ts";

type Row = Awaited<ReturnType<Operation["requests"]["show"]>>;

/** One request with everything that is known of it. */
export function printRequest(row: Row, isJson: boolean): void {
  if (isJson) {
    printJson(row);
    return;
  }
  const { requestId, basis, decision, document, receivedUs, dueUs, decidedUs, disclosures, isLate } = row;
  printSafe(`${requestId}  ${basis}  ${decision}${isLate ? "  LATE" : ""}`);
  printSafe(`  received ${minuteOf(receivedUs)}${dueUs === null ? "" : `, due ${minuteOf(dueUs)}`}`);
  if (document === null) printSafe("  what was written of it was erased");
  else {
    printSafe(`  asked by ${document.asker}${document.reference === null ? "" : `, their reference ${document.reference}`}`);
    printSafe(`  for ${document.scope}`);
    if (document.notes !== null) printSafe(`  ${document.notes}`);
    for (const { sha256, title } of document.attachments) printSafe(`  attached ${sha256.slice(0, 16)}  ${title}`);
  }
  if (decidedUs !== null)
    printSafe(`  ${decision} ${minuteOf(decidedUs)}${document?.decisionReason == null ? "" : `: ${document.decisionReason}`}`);
  for (const one of disclosures) {
    printSafe(`  given ${minuteOf(one.disclosedUs)} (${one.how})  ${one.sha256}${one.shareId === null ? "" : `  share ${one.shareId}`}`);
  }
}

/** A request as a line of the list. */
export function requestCells({ requestId, receivedUs, dueUs, basis, decision, document, disclosures, isLate }: Row): string[] {
  return [
    requestId.slice(0, 12),
    minuteOf(receivedUs).slice(0, 10),
    dueUs === null ? "" : minuteOf(dueUs).slice(0, 10),
    basis,
    isLate ? `${decision}, LATE` : decision,
    String(new Set(disclosures.map(({ sha256 }) => sha256)).size),
    document?.asker ?? "(erased)",
  ];
}
