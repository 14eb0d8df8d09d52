/** One capture in memory, audited on the product's own path. */
import { nodePlatform } from "../../../adapters/node/src/index.ts";
import { type AuditOptions, type AuditResult, createAudit } from "../../../packages/audit/src/index.ts";
import { createAnnotator, createContentReader, createConversationReader, flowRow, KeyLog } from "../../../packages/capture/src/index.ts";

/** Reads it with the keys inside it, as the program does. */
export function auditCapture(bytes: Uint8Array, options: AuditOptions): AuditResult {
  const all = createAudit(options);
  const audited = all.capture();
  const annotate = createAnnotator(undefined);
  const sha256 = Buffer.from(nodePlatform.sha256(bytes)).toString("hex");
  const reader = createConversationReader({
    platform: nodePlatform,
    keyLog: new KeyLog(),
    onPlaintext: createContentReader({
      platform: nodePlatform,
      onContent: audited.onContent,
      onFlowContents: audited.onFlowContents,
      onIssue: () => {},
    }),
    onConversation: (conversation) => audited.conversation(flowRow(conversation, annotate(conversation))),
    onIssue: () => {},
  });
  for (let at = 0; at < bytes.length; at += 1 << 20) reader.push(bytes.subarray(at, at + (1 << 20)));
  audited.end(reader.end(), { sha256, name: "capture.pcapng", sizeBytes: bytes.length, synthetic: true });
  return all.result({ version: "0", inputs: [], command: [], databases: [], endpointsEdition: "0" });
}
