/**
 * Every code that the capture reader and the link and IP layers report, with its meaning. The same list stands in
 * docs/formats/captures.md; a test compares the two.
 */

/** Codes of the `FormatError`s that the capture parser throws: nothing can be read. */
export const captureErrorCodes = {
  "not-a-capture": "The first bytes are neither pcap nor pcapng, nor gzip around one of them.",
  "capture-too-short": "The file ends before the first header of a capture is complete.",
} as const;

/** Codes of the issues: damage that was met and read past. */
export const captureIssueCodes = {
  "capture-cut": "The file ends inside a record or block; everything before it was read.",
  "pcap-version": "The pcap header states a version other than 2; its records were read as version 2.",
  "record-too-long": "A record claims more captured bytes than any capture tool writes; nothing after it can be framed.",
  "block-length": "A block length is below 12, no multiple of 4 or too large; the rest of this section was skipped.",
  "block-lengths-differ": "The length at the end of a block differs from the one at its start; the first was used.",
  "block-too-short": "A block is too short for its own fields and was skipped.",
  "packet-length": "A packet claims more captured bytes than its block holds or than any tool writes; it was skipped.",
  "packet-time": "A packet states a time before 1684 or after 2255; the time before it in the capture is taken.",
  "option-length": "An option reaches past its block; it and what follows in the block were left out.",
  "section-order": "A section header states no known byte order; the section was skipped.",
  "section-version": "A section states a version other than 1; it was skipped.",
  "interface-unknown": "A block names an interface that its section does not describe; it was skipped.",
  "too-many-interfaces": "More interfaces are described than a capture can have; packets of the others are skipped.",
  "key-log-too-large": "The embedded key logs are larger than the limit; the rest was left out.",
  "too-many-names": "More resolved names are stored than the limit; the rest was left out.",
  "too-many-apps": "More apps are named than the limit; the rest was left out.",
  "trailer-missing": "A packet lacks the app trailer that the first packets carry; it has no app.",
  "gzip-cut": "The compressed file ends early; everything up to there was read.",
  "gzip-bad":
    "The compressed data is damaged, or something else stands behind it; what stands before was read, except for less than 4 KiB right before the damage.",
  "gzip-too-large": "The compressed file unpacks to more than the limit; everything up to there was read.",
  "link-header": "A packet is too short for its link layer or its lengths do not fit; it was counted, not decoded.",
  "ip-header": "An IP header is cut or its lengths do not fit; the packet was counted, not decoded.",
  "ip-length": "An IP header states more bytes than the packet had on the wire; the bytes that were there count.",
  "extension-headers": "More IPv6 extension headers than the limit; the packet's transport was not decoded.",
  "tunnel-depth": "Tunnels are nested deeper than the limit; the innermost ones were not opened.",
  "fragment-length": "A fragment's place or length cannot be; it was left out.",
  "fragment-overlap": "Fragments of one datagram overlap and differ; the bytes that came first were used.",
  "fragment-evicted": "Datagrams were never completed by their fragments, or too many were open at once; they have no transport.",
  "too-many-issues": "More issues of one kind were met than are listed.",
} as const;

/** Code of a `FormatError` of the capture parser. */
export type CaptureErrorCode = keyof typeof captureErrorCodes;
/** Code of an issue of the capture reader, link and IP layers. */
export type CaptureIssueCode = keyof typeof captureIssueCodes;
