/** A kept packet capture read: one pass, memory bounded whatever its size, its conversations handed on in chunks. */
import { randomBytes } from "node:crypto";
import {
  type CaptureReport,
  type ConversationSummary,
  captureIssueCodes,
  createAnnotator,
  createConversationReader,
  endpointsEdition,
  isLinkTypeDecoded,
  KeyLog,
  linkTypeName,
  type OperatorLookup,
  SummaryBuilder,
  SYNTHETIC_COMMENT,
  sectionComment,
} from "@creance/capture";
import { type ByteSource, formatBytes, type Issue, isFormatError, type Platform } from "@creance/core";
import type { CaptureReading, FlowsPlace, Reading } from "@creance/vault";
import { captureChunks, type WriteFlows } from "./capture-chunks.ts";
import { emptyReading } from "./empty-reading.ts";
import { keyLogsInside } from "./key-logs-inside.ts";

/** How to read. */
export interface ReadCaptureOptions {
  readonly sha256: string;
  /** What it gives need be valid until its next read only. */
  readonly source: ByteSource;
  readonly platform: Platform;
  /** `undefined` where it was not built: rows then name no operator and no country. */
  readonly operators: OperatorLookup | undefined;
  /** Whose opinions the rows hold, in this order. */
  readonly countryDatabases: FlowsPlace["countryDatabases"];
  readonly writeFlows: WriteFlows;
  /** Hears how many bytes of the file were read. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** Bytes that are read at once. */
const READ_BYTES = 1 << 20;
/** Bytes given to the reader at once where they are compressed: one step can unpack to a thousand times as many. */
const PACKED_BYTES = 8192;
/** Bounds of what goes into the catalogue. */
const MOST_ISSUES = 500;
const MOST_APPS = 1000;
const MOST_LINK_TYPES = 100;
const MOST_ROLES = 50;

/** Reads a capture. Bytes that are none give a reading that says so; only our bugs and the file system throw. */
export async function readCaptureOriginal(options: ReadCaptureOptions): Promise<Reading> {
  const { sha256, source, operators } = options;
  const annotate = createAnnotator(operators);
  const summary = new SummaryBuilder();
  const chunks = captureChunks(options.writeFlows, { countryDatabases: options.countryDatabases });
  const issues: Issue[] = [];
  let containerIssue: Issue | undefined;
  const keyLog = keyLogOf(await keyLogsInside(source, options.platform));
  const reader = createConversationReader({
    platform: options.platform,
    ...(keyLog === undefined ? {} : { keyLog }),
    tableSeed: randomBytes(4).readUInt32LE(),
    onConversation(row) {
      const notes = annotate(row);
      summary.add({ ...row, operator: notes.operator, countries: notes.countries, endpoint: notes.endpoint });
      chunks.add(row, notes);
    },
    onIssue(issue) {
      if (issues.length < MOST_ISSUES) issues.push(issue);
      if (isOfContainer(issue)) containerIssue ??= issue;
    },
  });
  let format = "pcap";
  let isSynthetic = false;
  try {
    for (let start = 0; start < source.size; start += READ_BYTES) {
      const bytes = await source.read(start, Math.min(source.size, start + READ_BYTES));
      if (start === 0) {
        format = formatOf(bytes);
        isSynthetic = sectionComment(bytes)?.startsWith(SYNTHETIC_COMMENT) === true;
      }
      const step = format === "gzip" ? PACKED_BYTES : READ_BYTES;
      for (let at = 0; at < bytes.byteLength; at += step) {
        reader.push(bytes.subarray(at, at + step));
        await chunks.writeFull();
      }
      options.onProgress?.(start + bytes.byteLength);
    }
    const report = reader.end();
    const segments = await chunks.finish(report.apps);
    const total = summary.finish([report]);
    const capture = captureReading({ report, total, segments, isSynthetic, options });
    return {
      ...emptyReading(sha256),
      format: capture.row.format,
      damaged: report.containerIssues > 0,
      sentence: captureSentence(capture, report.containerIssues > 0 ? containerIssue : undefined),
      issues,
      capture,
    };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return {
      ...emptyReading(sha256),
      format,
      damaged: true,
      sentence: `Kept, but nothing could be read from it. ${error.message}`,
      issues: [{ code: error.code, offset: error.where.offset, field: error.where.field ?? null, sentence: error.message }],
    };
  }
}

/** Key logs may stand behind the packets that they open: all are known before the first packet. */
function keyLogOf(texts: readonly string[]): KeyLog | undefined {
  if (texts.length === 0) return undefined;
  const keyLog = new KeyLog();
  for (const text of texts) keyLog.add(text);
  return keyLog;
}

/** The country databases of a lookup, in the order of its opinions. */
export function countryDatabasesOf(operators: OperatorLookup | undefined): FlowsPlace["countryDatabases"] {
  return (operators?.databases ?? []).filter(({ kind }) => kind === "country").map(({ name, date }) => ({ database: name, date }));
}

/** By the first bytes of what `sniffCapture` took for a capture. */
function formatOf(head: Uint8Array): string {
  if (head[0] === 0x1f) return "gzip";
  return head[0] === 0x0a ? "pcapng" : "pcap";
}

/** Damage of single packets is met in every long capture; damage of the file is worth a word. */
function isOfContainer({ code }: Issue): boolean {
  return code in captureIssueCodes && !PACKET_CODES.has(code);
}
const PACKET_CODES: ReadonlySet<string> = new Set([
  "link-header",
  "ip-header",
  "ip-length",
  "extension-headers",
  "tunnel-depth",
  "fragment-length",
  "fragment-overlap",
  "fragment-evicted",
]);

function captureReading({
  report,
  total,
  segments,
  isSynthetic,
  options: { operators, countryDatabases },
}: {
  readonly report: CaptureReport;
  readonly total: ConversationSummary;
  readonly segments: number;
  readonly isSynthetic: boolean;
  readonly options: ReadCaptureOptions;
}): CaptureReading {
  const { container, apps } = report;
  return {
    segments,
    row: {
      format: container.gzip ? `${container.container}+gzip` : container.container,
      firstTimeUs: total.firstTimeUs,
      lastTimeUs: total.lastTimeUs,
      packets: container.packets,
      conversations: total.conversations,
      servers: total.talkers.length + total.otherTalkers,
      bytesOut: total.bytesOut,
      bytesIn: total.bytesIn,
      knownRoles: Object.entries(total.roles)
        .sort(([one, { bytesOut: most }], [other, { bytesOut: more }]) => more - most || (one < other ? -1 : 1))
        .slice(0, MOST_ROLES)
        .map(([role]) => role),
      synthetic: isSynthetic,
    },
    detail: {
      summary: { ...total, talkers: total.talkers.map((talker) => ({ ...talker, countries: [...talker.countries] })) },
      linkTypes: [...container.linkTypes]
        .slice(0, MOST_LINK_TYPES)
        .map(([linkType, packets]) => ({ linkType, name: linkTypeName(linkType), packets, decoded: isLinkTypeDecoded(linkType) })),
      interfaces: container.interfaces,
      apps: [...apps.values()].slice(0, MOST_APPS),
      keyLogs: report.keyLogs,
      countryDatabases: [...countryDatabases],
      notices: (operators?.databases ?? []).map(({ name, date, licence, notice }) => ({ name, date, licence, notice })),
      endpointsEdition: `${endpointsEdition.number} of ${endpointsEdition.date}`,
    },
  };
}

/** `Capture: 1,234 conversations with 56 servers, 8.1 MB went out.` */
function captureSentence({ row, detail }: CaptureReading, damage: Issue | undefined): string {
  const { conversations, servers, packets, bytesOut } = row;
  const said =
    conversations === 0
      ? `Capture: ${counted(packets, "packet")}, no conversations.`
      : `Capture: ${counted(conversations, "conversation")} with ${counted(servers, "server")}, ${formatBytes(bytesOut)} went out.`;
  const parts = [said];
  if (damage !== undefined) parts.push(`Damaged, read as far as it goes. ${damage.sentence}`);
  else if (detail.summary.blindSpots.truncated) parts.push("It is cut: what came after is not known.");
  return parts.join(" ");
}

function counted(count: number, word: string): string {
  return `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;
}
