/** An audit: contents are searched while captures are read, conversations are counted, and in the end everything is judged. */
import type { ContentPart, ContentSink, FlowContents, FlowRow } from "@creance/capture";
import type { Audit, AuditedCapture, AuditOptions } from "./audit.ts";
import { createClaimCollector } from "./claims/claim-collector.ts";
import { createCoverageCollector } from "./coverage/coverage-collector.ts";
import { StreamTrace } from "./evidence/stream-trace.ts";
import { contentNeedles } from "./findings/content-needles.ts";
import { deviceSide } from "./findings/device-side.ts";
import { FindingList } from "./findings/finding-list.ts";
import { flightTimes } from "./findings/flight-phase.ts";
import { partDrafts } from "./findings/part-drafts.ts";
import { PlaceGroups } from "./findings/place-groups.ts";
import { PointGroups } from "./findings/point-groups.ts";
import { flightClocks, positionDrafts } from "./findings/position-drafts.ts";
import { checkSearchControls } from "./findings/search-controls.ts";
import { createWithoutSecrets } from "./findings/without-secrets.ts";
import type { AuditResult } from "./result.ts";
import type { FindingKind, SearchAccount } from "./types.ts";
import { PartSearch, type PartSearchShared } from "./unpack/part-search.ts";
import { SearchLanes } from "./unpack/search-lane.ts";
import { UnpackAccount } from "./unpack/unpack-account.ts";
import { unpackLimits } from "./unpack/unpack-limits.table.ts";
import { createUploadEvidence, type SealedConversation } from "./uploads/upload-evidence.ts";

/** Findings that are kept without other limits. */
const MAX_FINDINGS = 10_000;

/** Opens an audit. Memory: bounded by the limits, whatever the size of the captures. */
export function createAudit(options: AuditOptions): Audit {
  const { platform, flights } = options;
  const account = new UnpackAccount();
  const list = contentNeedles(options);
  const times = flights.map(flightTimes);
  const controls = checkSearchControls(platform);
  const found = new FindingList({
    platform,
    maxFindings: options.limits?.maxFindings ?? MAX_FINDINGS,
    weak: options.weak,
    consents: options.consents,
    flights: times,
  });
  const points = new PointGroups(account);
  const coverage = createCoverageCollector({ flights, identifiers: options.identifiers, statement: options.statement });
  const places = new PlaceGroups(list.positions.index, account);
  const uploads = createUploadEvidence({ flights, platform });
  const claims = createClaimCollector(options);
  const shared: PartSearchShared = {
    platform,
    lanes: new SearchLanes(list.search),
    account,
    limits: { ...unpackLimits, ...options.limits },
    files: list.files,
    largestFileBytes: list.files.reduce((largest, { file }) => Math.max(largest, file.sizeBytes), 0),
    trace: options.onTrace === undefined ? undefined : new StreamTrace(),
  };
  const tell = (search: PartSearch): void => {
    for (const hit of shared.trace?.hits(search) ?? []) {
      options.onTrace?.({ ...hit, needle: hit.needle === null ? null : (list.needles[hit.needle]?.name ?? null) });
    }
  };
  return {
    capture(): AuditedCapture {
      const capture = found.capture;
      const contents = new Map<string, FlowContents>();
      const placed = new Set<string>();
      const ended = (search: PartSearch): void => {
        tell(search);
        for (const draft of partDrafts(search, list)) found.add(draft, capture);
        const before = places.count;
        const isBox = places.add(search, capture).some(({ radiusM, zoom }) => radiusM === null && zoom === null);
        // The corners of a rectangle are no positions of anything.
        if (search.points.length > 0) points.add(search, capture, (encoding) => isBox && encoding.at(-1) === "decimal");
        if (search.points.length > 0 || places.count > before) placed.add(search.part.flow.flowId);
      };
      return {
        onContent: (part: ContentPart): ContentSink => new PartSearch(part, shared, ended),
        onFlowContents: (of) => void contents.set(of.flowId, of),
        conversation(row: FlowRow) {
          const read = contents.get(row.flowId) ?? null;
          coverage.conversation(row, read);
          claims.conversation(row, read);
          contents.delete(row.flowId);
          const isSized = uploads.conversation(sealedConversation(row, read, capture));
          found.conversation(row, placed.delete(row.flowId) || isSized);
        },
        end(report, about) {
          coverage.capture(report, about);
          found.endCapture(about.sha256);
        },
      };
    },
    result(about): AuditResult {
      const { index } = list.positions;
      const clocks = flightClocks(index, points.groups);
      for (const group of points.groups) for (const draft of positionDrafts(index, group, clocks)) found.add(draft, group.capture);
      for (const { draft, capture } of places.drafts()) found.add(draft, capture);
      const sized = uploads.complete();
      for (const { draft, capture } of sized.uploads) found.add(draft, capture);
      const { findings, decoyHits, decoys, dropped } = found.complete(list.decoys, clocks);
      const withoutSecrets = createWithoutSecrets(list.needles, list.search, platform);
      const search: SearchAccount = {
        needles: kindCounts([...list.needles.filter(({ decoy }) => !decoy), ...placeNeedles(flights)]),
        decoys: sized.decoys.searched > 0 ? [...decoys, sized.decoys] : decoys,
        decoyHits: decoyHits.map(withoutSecrets),
        controls,
        searchedBytes: account.searchedBytes,
        opaqueBytes: account.opaqueBytes,
        bounds: account.bounds(),
        droppedFindings: dropped,
      };
      const covered = coverage.coverage(search, clocks);
      return {
        format: "creance-audit/1",
        ...about,
        ...claims.judge({ findings, coverage: covered }),
        findings: findings.map(withoutSecrets),
        consents: options.consents,
        coverage: covered,
      };
    },
  };
}

/** Positions are searched for each flight that has any. */
function placeNeedles(flights: AuditOptions["flights"]): { readonly kind: FindingKind }[] {
  return flights.flatMap(({ latDeg, home, pilot, files }) => [
    ...files.map(() => ({ kind: "upload" }) as const),
    ...(latDeg.length === 0 ? [] : [{ kind: "position" } as const, { kind: "track" } as const, { kind: "placeQuery" } as const]),
    ...(home === null && pilot === null ? [] : [{ kind: "homePoint" } as const]),
  ]);
}

/** What a conversation sent sealed, and nothing opened. */
function sealedConversation(row: FlowRow, contents: FlowContents | null, capture: number): SealedConversation {
  const side = deviceSide(row);
  const { sealedBytes = 0, decryptedBytes = 0 } = contents?.sides[side] ?? {};
  return {
    row,
    deviceSide: side,
    sealedBytes: decryptedBytes > 0 ? 0 : sealedBytes,
    bytesIn: side === 0 ? row.respBytes : row.origBytes,
    capture,
  };
}

function kindCounts(needles: readonly { readonly kind: FindingKind }[]): SearchAccount["needles"] {
  const counts: { [Kind in FindingKind]?: number } = {};
  for (const { kind } of needles) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
