/** `@creance/capture`: from packets to conversations. */

export { concatBytes } from "@creance/core";
export type * from "./analyzer.ts";
export { nameSources } from "./analyzer.ts";
export { type CaptureErrorCode, type CaptureIssueCode, captureErrorCodes, captureIssueCodes } from "./container/capture-errors.table.ts";
export { type CaptureParser, type CaptureParserOptions, createCaptureParser } from "./container/capture-parser.ts";
export type { CaptureLimits } from "./container/limits.ts";
export { sniffCapture } from "./container/magic.ts";
export { SYNTHETIC_COMMENT, sectionComment } from "./container/section-comment.ts";
export { type PacketToWrite, pcapngBlocks, withAppTrailer, writePcap } from "./container/write-capture.ts";
export { type ContentLimits, contentLimits } from "./content/content-limits.table.ts";
export type * from "./content/content-part.ts";
export { type ContentReaderOptions, createContentReader } from "./content/content-reader.ts";
export type * from "./conversation.ts";
export { type CaptureKeys, createKeyLogCollector } from "./decrypt/collect-key-logs.ts";
export type { DecryptionReport } from "./decrypt/decryption.ts";
export { type KeyLabel, KeyLog, type KeyLogCounts } from "./decrypt/key-log.ts";
export type * from "./dissected.ts";
export type { Endpoint, EndpointConfidence } from "./endpoint/endpoint.ts";
export { type EndpointRole, endpointRoles } from "./endpoint/endpoint-roles.table.ts";
export { type EndpointSource, endpointSources } from "./endpoint/endpoint-sources.table.ts";
export { endpoints, endpointsEdition } from "./endpoint/endpoints.table.ts";
export { createEndpointFinder, type EndpointFinder, findEndpoint, findEndpointByAddress } from "./endpoint/find-endpoint.ts";
export {
  type CaptureProgress,
  type CaptureReport,
  type ConversationReader,
  type ConversationReaderOptions,
  createConversationReader,
} from "./flow/conversation-reader.ts";
export { type CapturedConversation, withApp } from "./flow/conversation-row.ts";
export {
  type BlindSpots,
  type ConversationSummary,
  type SummarisedConversation,
  SummaryBuilder,
  type Talker,
} from "./flow/conversation-summary.ts";
export { type FlowLimits, flowLimits } from "./flow/flow-limits.table.ts";
export type { FlowCounts, OnPlaintext, PlaintextFlow } from "./flow/flow-room.ts";
export { isLocalAddress } from "./flow/local-address.ts";
export { createFlowBatch, type FlowBatch, type FlowRows } from "./flow-batch.ts";
export { flowRowAt, type KeptFlow, type KeptFlowContext, type KeptFlowEndpoint, keptFlow, keptFlowColumns } from "./flow-batch-row.ts";
export { flowColumns } from "./flow-columns.table.ts";
export { addressText, ipv4Text, ipv6Text } from "./ip/address-text.ts";
export { createDissected, createDissectState, type DissectOptions, type DissectState, dissect, endDissect } from "./ip/dissect.ts";
export { isLinkTypeDecoded, linkTypeName } from "./link/link-types.table.ts";
export { createNflogFields, type NflogFields, readNflog } from "./link/nflog.ts";
export type { AddressScope } from "./operator/address-scope.ts";
export { type AnnotatedFields, type ConversationNotes, createAnnotator } from "./operator/annotate-conversation.ts";
export { type CountryAgreement, countryAgreement } from "./operator/country-agreement.ts";
export { type FlowEndpoint, type FlowRow, flowRow } from "./operator/flow-row.ts";
export { type IpAddress, parseIpAddress } from "./operator/ip-address.ts";
export { type NetworkKind, networkKinds } from "./operator/network-kinds.table.ts";
export type { OperatorDatabase, OperatorDatabaseInfo, OperatorLabel } from "./operator/operator-database.ts";
export { type OperatorErrorCode, operatorErrorCodes } from "./operator/operator-errors.table.ts";
export { type OperatorAnswer, type OperatorLookup, openOperatorLookup, operatorLookupOver } from "./operator/operator-lookup.ts";
export { createRangeBuilder, type RangeBuilder } from "./operator/range-builder.ts";
export { type MmdbAbout, readMmdb } from "./operator/read-mmdb.ts";
export { type RoundTripBound, roundTripBound, roundTripOf } from "./operator/round-trip-bound.ts";
export { writeOperatorLookup } from "./operator/write-operator-lookup.ts";
export type * from "./packet.ts";
export { createDatagramAnalyzer } from "./protocol/datagram-analyzer.ts";
export { createStreamAnalyzer } from "./protocol/stream-analyzer.ts";
