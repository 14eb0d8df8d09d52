/** An audit: contents are searched while captures are read, conversations are counted, and in the end everything is judged. */
import type { ContentPart, ContentSink, FlowContents, FlowRow } from "@creance/capture";
import type { Audit, AuditedCapture, AuditOptions } from "./audit.ts";
import { createCoverageCollector } from "./coverage/coverage-collector.ts";
import { contentNeedles } from "./findings/content-needles.ts";
import { FindingList } from "./findings/finding-list.ts";
import { flightTimes } from "./findings/flight-phase.ts";
import { partDrafts } from "./findings/part-drafts.ts";
import { PointGroups } from "./findings/point-groups.ts";
import type { AuditResult } from "./result.ts";
import type { FindingKind, SearchAccount } from "./types.ts";
import { PartSearch, type PartSearchShared } from "./unpack/part-search.ts";
import { UnpackAccount } from "./unpack/unpack-account.ts";
import { unpackLimits } from "./unpack/unpack-limits.table.ts";

/** Findings that are kept without other limits. */
const MAX_FINDINGS = 10_000;

/** Opens an audit. Memory: bounded by the limits, whatever the size of the captures. */
export function createAudit(options: AuditOptions): Audit {
  const { platform, flights } = options;
  const account = new UnpackAccount();
  const list = contentNeedles(options);
  const times = flights.map(flightTimes);
  const found = new FindingList({
    platform,
    maxFindings: options.limits?.maxFindings ?? MAX_FINDINGS,
    weak: options.weak,
    consents: options.consents,
    flights: times,
  });
  const points = new PointGroups(account);
  const coverage = createCoverageCollector({ flights, identifiers: options.identifiers, statement: options.statement });
  const shared: PartSearchShared = {
    platform,
    search: list.search,
    account,
    limits: { ...unpackLimits, ...options.limits },
    files: list.files,
    largestFileBytes: Math.max(0, ...list.files.map(({ file }) => file.sizeBytes)),
  };
  return {
    capture(): AuditedCapture {
      const capture = found.capture;
      const contents = new Map<string, FlowContents>();
      const placed = new Set<string>();
      const ended = (search: PartSearch): void => {
        for (const draft of partDrafts(search, list)) found.add(draft, capture);
        if (search.points.length > 0) {
          points.add(search, capture);
          placed.add(search.part.flow.flowId);
        }
      };
      return {
        onContent: (part: ContentPart): ContentSink => new PartSearch(part, shared, ended),
        onFlowContents: (of) => void contents.set(of.flowId, of),
        conversation(row: FlowRow) {
          coverage.conversation(row, contents.get(row.flowId) ?? null);
          contents.delete(row.flowId);
          found.conversation(row, placed.delete(row.flowId));
        },
        end(report, about) {
          coverage.capture(report, about);
          found.endCapture(about.sha256);
        },
      };
    },
    result(about): AuditResult {
      const { findings, decoyHits, decoys, dropped } = found.complete(list.decoys, new Map());
      const search: SearchAccount = {
        needles: kindCounts(list.needles.filter(({ decoy }) => !decoy)),
        decoys,
        decoyHits,
        controls: { planted: 0, missed: [] },
        searchedBytes: account.searchedBytes,
        opaqueBytes: account.opaqueBytes,
        bounds: account.bounds(),
        droppedFindings: dropped,
      };
      return {
        format: "creance-audit/1",
        ...about,
        answer: [],
        totals: [],
        findings,
        claims: [],
        policies: [],
        consents: options.consents,
        coverage: coverage.coverage(search, new Map()),
        servers: [],
      };
    },
  };
}

function kindCounts(needles: readonly { readonly kind: FindingKind }[]): SearchAccount["needles"] {
  const counts: { [Kind in FindingKind]?: number } = {};
  for (const { kind } of needles) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
