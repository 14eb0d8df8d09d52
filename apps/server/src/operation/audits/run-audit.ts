/** An audit from end to end: captures read with their keys, contents searched, everything judged. One thread, memory bounded whatever their size. */
import { createHash, randomBytes } from "node:crypto";
import { type AuditOptions, type AuditResult, createAudit } from "@creance/audit";
import {
  createAnnotator,
  createConversationReader,
  endpointsEdition,
  flowRow,
  KeyLog,
  type OnContent,
  type OperatorLookup,
  SYNTHETIC_COMMENT,
  sectionComment,
} from "@creance/capture";
import type { ByteSource, Issue } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { creanceVersion } from "../../http/version.ts";
import { keyLogsInside } from "../key-logs-inside.ts";

/** A capture to audit. */
export interface CaptureToAudit {
  readonly name: string;
  /** What it gives need be valid until its next read only. */
  readonly source: ByteSource;
}

/** What to audit, and who hears of it. */
export interface RunAuditOptions {
  readonly captures: readonly CaptureToAudit[];
  /** Key logs besides those inside the captures. */
  readonly keyLogs: readonly string[];
  readonly audit: Omit<AuditOptions, "platform">;
  /** `undefined` where it was not built: rows then name no operator and no country. */
  readonly operators: OperatorLookup | undefined;
  /** Inputs other than the captures, and the command that makes the result again. */
  readonly about: Pick<AuditResult, "inputs" | "command">;
  readonly onIssue?: (captureIndex: number, issue: Issue) => void;
  /** Hears how many bytes of all captures were read. */
  readonly onProgress?: (bytes: number) => void;
  /** Stands between the capture and the audit's own content reader: to look at fewer conversations, or at their bytes too. */
  readonly wrapContent?: (onContent: OnContent) => OnContent;
  /** Asked between pieces: stops the audit by throwing. Other work gets its turn here. */
  readonly breathe?: () => Promise<void>;
}

const READ_BYTES = 1 << 20;
/** Bytes given to the reader at once where they are compressed: one step can unpack to a thousand times as many. */
const PACKED_BYTES = 8192;

/** Runs it. Throws `FormatError` for what is no capture. */
export async function runAudit(options: RunAuditOptions): Promise<AuditResult> {
  const { operators, about } = options;
  const audit = createAudit({ platform: nodePlatform, ...options.audit });
  const annotate = createAnnotator(operators);
  const inputs: AuditResult["inputs"][number][] = [];
  let bytesRead = 0;
  for (const [captureIndex, { name, source }] of options.captures.entries()) {
    const keyLog = new KeyLog();
    for (const text of [...options.keyLogs, ...(await keyLogsInside(source, nodePlatform))]) keyLog.add(text);
    const audited = audit.capture();
    const reader = createConversationReader({
      platform: nodePlatform,
      keyLog,
      tableSeed: randomBytes(4).readUInt32LE(),
      onContent: options.wrapContent?.(audited.onContent) ?? audited.onContent,
      onFlowContents: audited.onFlowContents,
      onConversation: (row) => audited.conversation(flowRow(row, annotate(row))),
      onIssue: (issue) => options.onIssue?.(captureIndex, issue),
    });
    const hash = createHash("sha256");
    let step = READ_BYTES;
    let synthetic = false;
    for (let start = 0; start < source.size; start += READ_BYTES) {
      const bytes = await source.read(start, Math.min(source.size, start + READ_BYTES));
      hash.update(bytes);
      if (start === 0) {
        if (bytes[0] === 0x1f) step = PACKED_BYTES;
        synthetic = sectionComment(plainHead(bytes))?.startsWith(SYNTHETIC_COMMENT) === true;
      }
      for (let at = 0; at < bytes.byteLength; at += step) {
        reader.push(bytes.subarray(at, at + step));
        await options.breathe?.();
      }
      bytesRead += bytes.byteLength;
      options.onProgress?.(bytesRead);
    }
    const sha256 = hash.digest("hex");
    audited.end(reader.end(), { sha256, name, sizeBytes: source.size, synthetic });
    inputs.push({ role: "capture", name, sizeBytes: source.size, sha256 });
  }
  return audit.result({
    version: creanceVersion,
    inputs: [...inputs, ...about.inputs],
    command: about.command,
    databases: (operators?.databases ?? []).map((database) => ({
      name: database.name,
      date: database.date,
      licence: database.licence,
      notice: database.notice,
    })),
    endpointsEdition: `${endpointsEdition.number} of ${endpointsEdition.date}`,
  });
}

/** The beginning of a capture as it stands inside gzip; as it is where it is not packed. */
function plainHead(head: Uint8Array): Uint8Array {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head;
  try {
    return nodePlatform.createGunzip({ maxOutputBytes: PACKED_BYTES * 1100 }).push(head.subarray(0, PACKED_BYTES));
  } catch {
    return new Uint8Array(0);
  }
}
