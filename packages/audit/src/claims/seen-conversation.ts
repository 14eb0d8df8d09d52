/** A conversation as claims look at it: whose side is the device's, where the server is, what it may have carried, in which stated window it lies. */
import type { FlowContents, FlowRow } from "@creance/capture";
import { consentedHost, consentFor } from "../consent/covers.ts";
import { conversationSides } from "../coverage/conversation-side.ts";
import { isInSpans, joinedSpans, meetsSpans, type Span } from "../coverage/spans.ts";
import { serverOfFinding } from "../finding-groups.ts";
import type { AuditFlight, AuditStatement, Consent, Finding, StatedWindow } from "../types.ts";
import { syncKinds } from "./claim-kinds.table.ts";
import { type PlacedCountry, placedCountry } from "./placed-country.ts";

/** Sealed bytes below this are a handshake: they show a visit, not that anything was sent. */
const HANDSHAKE_BYTES = 2_048;

/** What all conversations of an audit are looked at with. */
export interface ClaimContext {
  readonly statement: AuditStatement;
  readonly consents: readonly Consent[];
  readonly flights: readonly AuditFlight[];
  /** Stated windows, joined, by what was so. */
  readonly windows: { readonly [What in StatedWindow["what"]]: readonly Span[] };
  /** What may be printed of a server's name. */
  serverText(name: string): string;
}

/** One conversation. */
export interface SeenConversation {
  readonly row: FlowRow;
  /** Name or address, as it may be printed. */
  readonly server: string;
  readonly leaves: boolean;
  readonly bytesOut: number;
  readonly bytesIn: number;
  /** Bytes that were read, plain or decrypted. */
  readonly readOut: number;
  /** Bytes out that may be somebody's data: not questions for names, addresses or time, and sealed ones above a handshake. */
  readonly uploadBytes: number;
  readonly untilUs: number;
  readonly placed: PlacedCountry;
  /** Owner of the endpoint in the catalogue is the maker, under any of its names. */
  readonly makers: boolean;
  /** `names`, `time`, `address` for questions that networks need; `null` for anything else. */
  readonly housekeeping: "names" | "time" | "address" | null;
  /** A recorded consent covers its host at its beginning. */
  readonly agreed: boolean;
  /** It is agreed, or begins in a stated sync window. */
  readonly chosen: boolean;
}

/** Prepares the context of an audit. */
export function claimContext(context: Omit<ClaimContext, "windows">): ClaimContext {
  const spans = (what: StatedWindow["what"]): readonly Span[] =>
    joinedSpans(context.statement.windows.filter((window) => window.what === what).map(({ fromUs, untilUs }) => [fromUs, untilUs]));
  const windows = {
    localDataMode: spans("localDataMode"),
    restrictedNetworkMode: spans("restrictedNetworkMode"),
    appClosed: spans("appClosed"),
    idle: spans("idle"),
    signedIn: spans("signedIn"),
    sync: spans("sync"),
  };
  return { ...context, windows };
}

/** Looks at a row. `contents` is what its reader told of it, `null` where that is not known. */
export function seenConversation(row: FlowRow, contents: FlowContents | null, context: ClaimContext): SeenConversation {
  const { deviceSide, leaves, serverIp, bytesOut, bytesIn } = conversationSides(row);
  const housekeeping = housekeepingOf(row);
  const side = contents?.sides[deviceSide] ?? null;
  const sealed = side === null ? isSealed(row) : side.sealedBytes > 0;
  const agreed = consentedHost(context.consents, row.timeUs, row.serverName ?? serverIp) !== null;
  return {
    row,
    server: context.serverText(row.serverName ?? serverIp),
    leaves,
    bytesOut,
    bytesIn,
    readOut:
      side === null
        ? 0
        : Math.min(bytesOut, side.plainBytes + (side.decryptedBytes > 0 ? Math.max(0, side.sealedBytes - side.gapBytes) : 0)),
    uploadBytes: !leaves || housekeeping !== null ? 0 : sealed ? Math.max(0, bytesOut - HANDSHAKE_BYTES) : bytesOut,
    untilUs: row.timeUs + row.durationUs,
    placed: placedCountry(row, context.statement),
    makers: row.endpoint !== null && /\bDJI\b/.test(row.endpoint.owner),
    housekeeping,
    agreed,
    chosen: agreed || isInSpans(row.timeUs, context.windows.sync),
  };
}

/** True when a finding was chosen as far as is recorded: a consent covers it, or it is what a sync sends, in a stated sync window. */
export function isChosen(finding: Finding, context: ClaimContext): boolean {
  const { consent, sentUs, kind } = finding;
  if (consent !== null || consentFor(context.consents, sentUs, kind, serverOfFinding(finding)) !== null) return true;
  return syncKinds.includes(kind) && isInSpans(sentUs, context.windows.sync);
}

/** True when a conversation begins in one of the spans. */
export function beginsIn({ row }: SeenConversation, spans: readonly Span[]): boolean {
  return isInSpans(row.timeUs, spans);
}

/** True when it reaches into one of them, wherever it began. */
export function reachesInto({ row, untilUs }: SeenConversation, spans: readonly Span[]): boolean {
  return meetsSpans([row.timeUs, untilUs], spans);
}

function housekeepingOf({ service, transport, respPort, origPort }: FlowRow): SeenConversation["housekeeping"] {
  const words = service?.split(",") ?? [];
  if (words.includes("dns")) return words.includes("ssl") ? null : "names";
  if (words.includes("ntp")) return "time";
  if (words.includes("dhcp")) return "address";
  if (service === null && transport === "udp" && (isDhcpPort(respPort) || isDhcpPort(origPort))) return "address";
  return null;
}

function isDhcpPort(port: number): boolean {
  return port === 67 || port === 547;
}

function isSealed({ service, version }: FlowRow): boolean {
  return (
    version !== null ||
    (service?.split(",").some((word) => word === "ssl" || word === "quic" || word === "dtls" || word === "ssh") ?? false)
  );
}
