/** From the bytes of a capture to its conversations. */
import type { Issue, Platform } from "@creance/core";
import { createCaptureParser } from "../container/capture-parser.ts";
import type { OnContent, OnFlowContents } from "../content/content-part.ts";
import { createContentReader } from "../content/content-reader.ts";
import { Decryption, type DecryptionReport } from "../decrypt/decryption.ts";
import { KeyLog } from "../decrypt/key-log.ts";
import { createDissected, createDissectState, dissect, endDissect } from "../ip/dissect.ts";
import type { CaptureApp, ContainerReport, InterfaceStatistics, RawPacket } from "../packet.ts";
import { createDatagramAnalyzer } from "../protocol/datagram-analyzer.ts";
import { createStreamAnalyzer } from "../protocol/stream-analyzer.ts";
import type { CapturedConversation } from "./conversation-row.ts";
import { type FlowLimits, flowLimits } from "./flow-limits.table.ts";
import { type FlowCounts, FlowRoom, type OnPlaintext } from "./flow-room.ts";
import type { ReassemblyCounts } from "./tcp-reassembler.ts";

/** What a reader needs. */
export interface ConversationReaderOptions {
  readonly platform: Platform;
  /** Takes each conversation when it has ended: in the order of their ends, not of their beginnings. */
  onConversation(conversation: CapturedConversation): void;
  onIssue(issue: Issue): void;
  readonly limits?: Partial<FlowLimits>;
  /**
   * Any 32 bits that whoever wrote the capture cannot know, so that nobody can make flows meet in one chain of the flow table. Rows do not
   * depend on it.
   */
  readonly tableSeed?: number;
  /**
   * Secrets that open contents. Key logs inside the capture are added to it while it is read; without one, they are used by themselves.
   * Secrets must be there before the packets they open: see `createKeyLogCollector`.
   */
  readonly keyLog?: KeyLog;
  /** Takes payload and decrypted streams as they are. Without it, and without `onContent`, contents are read only as far as the row needs. */
  readonly onPlaintext?: OnPlaintext;
  /** Takes what conversations carried, part by part: `createContentReader` between this reader and whoever takes it. Not with `onPlaintext`. */
  readonly onContent?: OnContent;
  /** With `onContent`: told what of a flow could be read, before its row comes. */
  readonly onFlowContents?: OnFlowContents;
}

/** What a capture held and what it could not show. */
export interface CaptureReport extends FlowCounts, ReassemblyCounts {
  readonly container: ContainerReport;
  /** Faults of every kind. */
  readonly issues: number;
  /** Faults of the file itself: what follows one may be lost. The others are faults of single packets and their contents. */
  readonly containerIssues: number;
  /** Packets whose link or IP header is cut or impossible. */
  readonly malformedPackets: number;
  readonly tunnelledPackets: number;
  /** Packets of link types that are not decoded, by link type. */
  readonly undecodedLinkTypes: ReadonlyMap<number, number>;
  readonly peakOpenFlows: number;
  /** Packets without an IP layer, by ethertype or protocol. */
  readonly otherProtocols: ReadonlyMap<number, number>;
  /** Apps by the id that packets carry. */
  readonly apps: ReadonlyMap<number, CaptureApp>;
  readonly interfaceStatistics: readonly InterfaceStatistics[];
  /** Key logs inside the capture. */
  readonly keyLogs: number;
  /** What decrypting met; `null` where there were no keys. */
  readonly decryption: DecryptionReport | null;
  /** Names that the capturing tool had resolved: weak evidence, not used for server names. */
  readonly resolvedNames: number;
  /** Address pairs whose DNS answers had to be forgotten. */
  readonly forgottenDnsPairs: number;
}

/** How far a capture was read. */
export interface CaptureProgress {
  readonly packets: number;
  /** Flows that are open now. */
  readonly openFlows: number;
}

/** A reader of one capture. */
export interface ConversationReader {
  /** Takes the next bytes; `chunk` is borrowed. Throws `FormatError` when the bytes are no capture. */
  push(chunk: Uint8Array): void;
  /**
   * Ends every flow that is over at the time of the latest packet, and tells how far the capture is. For whoever watches one grow: without it
   * flows that are over leave when there is room to make.
   */
  sweep(): CaptureProgress;
  /** Ends the capture and every flow that is still open. */
  end(): CaptureReport;
}

/** Statistics of more interfaces are not kept. */
const MAX_INTERFACE_STATISTICS = 1_024;

/** Opens a reader. Memory: bounded by the limits, whatever the size of the capture. */
export function createConversationReader(options: ConversationReaderOptions): ConversationReader {
  let issues = 0;
  let packetIssues = 0;
  let keyLogs = 0;
  let resolvedNames = 0;
  let decryption = options.keyLog === undefined ? undefined : new Decryption(options.platform, options.keyLog);
  const interfaceStatistics: InterfaceStatistics[] = [];
  const onIssue = (issue: Issue): void => {
    issues++;
    options.onIssue(issue);
  };
  const limits = { ...flowLimits, ...options.limits };
  const { onContent, onFlowContents } = options;
  const onPlaintext =
    onContent === undefined
      ? options.onPlaintext
      : createContentReader({ platform: options.platform, onContent, onFlowContents, onIssue: (issue) => room.issue(issue) });
  const room: FlowRoom = new FlowRoom({
    platform: options.platform,
    limits,
    tableSeed: options.tableSeed,
    decryption: () => decryption,
    onPlaintext,
    createStreamAnalyzer,
    createDatagramAnalyzer,
    isPcapdroid: () => parser.isPcapdroid,
    onConversation: (conversation) => options.onConversation(conversation),
    onIssue,
  });
  const found = createDissected();
  let current: RawPacket | undefined;
  const state = createDissectState({
    onIssue: (issue) => {
      packetIssues++;
      onIssue(issue);
    },
    onOuter: (outer) => {
      if (current !== undefined) room.outer(current, outer);
    },
  });
  const parser = createCaptureParser({
    platform: options.platform,
    handlers: {
      packet(packet) {
        current = packet;
        dissect(packet, found, state);
        room.packet(packet, found);
      },
      keyLog: (text) => {
        keyLogs++;
        decryption ??= new Decryption(options.platform, new KeyLog());
        decryption.keyLog.add(text);
      },
      resolvedName: () => {
        resolvedNames++;
      },
      app: (app) => {
        const known = room.apps.get(app.uid);
        room.apps.set(
          app.uid,
          known === undefined ? app : { uid: app.uid, app: app.app ?? known.app, package: app.package ?? known.package },
        );
      },
      interfaceStatistics: (statistics) => {
        if (interfaceStatistics.length < MAX_INTERFACE_STATISTICS) interfaceStatistics.push({ ...statistics });
      },
      issue: onIssue,
    },
  });
  return {
    push: (chunk) => parser.push(chunk),
    sweep() {
      room.sweep();
      return { packets: current?.number ?? 0, openFlows: room.openFlows };
    },
    end() {
      const container = parser.end();
      endDissect(state);
      room.end();
      return {
        container,
        issues,
        containerIssues: issues - packetIssues - Math.min(room.counts.contentIssues, limits.maxContentIssues),
        malformedPackets: state.malformed,
        tunnelledPackets: state.tunnelled,
        undecodedLinkTypes: state.undecodedLinkTypes,
        ...room.counts,
        ...room.reassembler.counts,
        peakOpenFlows: room.peakOpen,
        otherProtocols: room.otherProtocols,
        apps: room.apps,
        interfaceStatistics,
        keyLogs,
        decryption: decryption?.report ?? null,
        resolvedNames,
        forgottenDnsPairs: room.dns.forgotten,
      };
    },
  };
}
