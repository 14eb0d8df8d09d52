/** Reports issues with the sentence of their code, a bounded number of each code: damage can repeat in every packet. */
import type { Issue } from "@creance/core";
import { type CaptureIssueCode, captureIssueCodes } from "./capture-errors.table.ts";

/** Issues of one code that are listed. */
export const MAX_ISSUES_PER_CODE = 50;

/** Takes an issue: its code, the byte offset in the (decompressed) capture, the field or structure. */
export type ReportIssue = (code: CaptureIssueCode, offset: number, field: string | null) => void;

/** Passes issues on to `issue`, at most `MAX_ISSUES_PER_CODE` of each code and then one `too-many-issues` that names the code. */
export function boundedIssues(issue: (issue: Issue) => void): ReportIssue {
  const counts = new Map<CaptureIssueCode, number>();
  return (code, offset, field) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count <= MAX_ISSUES_PER_CODE) issue({ code, offset, field, sentence: captureIssueCodes[code] });
    else if (count === MAX_ISSUES_PER_CODE + 1) {
      issue({ code: "too-many-issues", offset, field: code, sentence: captureIssueCodes["too-many-issues"] });
    }
  };
}
