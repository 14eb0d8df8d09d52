/** An audit: contents are searched while captures are read, conversations are counted, and in the end everything is judged. */
import type { CaptureReport, FlowRow } from "@creance/capture";
import type { Audit, AuditedCapture, AuditOptions } from "./audit.ts";
import type { AuditResult, CaptureCoverage } from "./result.ts";

/** Opens an audit. Memory: bounded by the limits, whatever the size of the captures. */
export function createAudit(options: AuditOptions): Audit {
  const captures: CaptureCoverage[] = [];
  let conversations = 0;
  let bytesOut = 0;
  let bytesIn = 0;
  return {
    capture(): AuditedCapture {
      return {
        onContent: () => null,
        conversation(row: FlowRow) {
          conversations++;
          bytesOut += row.origBytes ?? 0;
          bytesIn += row.respBytes ?? 0;
        },
        end: (report, about) => void captures.push(captureCoverage(report, about)),
      };
    },
    result: (about): AuditResult => ({
      format: "creance-audit/1",
      ...about,
      answer: ["Nothing was searched."],
      totals: [],
      findings: [],
      claims: [],
      policies: [],
      consents: options.consents,
      coverage: {
        captures,
        flights: [],
        bytesOut: { plain: 0, decrypted: 0, sealed: 0, missing: 0, unread: bytesOut },
        bytesIn: { plain: 0, decrypted: 0, sealed: 0, missing: 0, unread: bytesIn },
        conversations: { total: conversations, nameless: 0, hiddenNames: 0, keyed: 0, opened: 0, unknownKeys: 0 },
        unsupportedSuites: {},
        failedRecords: 0,
        keysGiven: false,
        statement: options.statement,
        search: {
          needles: {},
          decoys: [],
          decoyHits: [],
          controls: { planted: 0, missed: [] },
          searchedBytes: 0,
          opaqueBytes: 0,
          bounds: [],
          droppedFindings: 0,
        },
        gaps: [],
        blindSpots: [],
      },
      servers: [],
    }),
  };
}

function captureCoverage(report: CaptureReport, about: Parameters<AuditedCapture["end"]>[1]): CaptureCoverage {
  return {
    ...about,
    format: report.container.container,
    firstTimeUs: null,
    lastTimeUs: null,
    packets: report.container.packets,
    wireBytes: report.container.wireBytes,
    droppedPackets: null,
    cutPackets: report.container.cutPackets,
    missedBytes: 0,
    undecodedPackets: 0,
    evictedFlows: report.evictedFlows,
    crowdedFlows: report.crowdedFlows,
    truncated: report.container.truncated,
    pcapdroid: report.container.pcapdroid,
    linkTypes: [],
  };
}
