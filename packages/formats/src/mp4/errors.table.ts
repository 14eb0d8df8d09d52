/** Codes of what can be wrong with a film, with the sentence for a person. */
export const mp4Errors = {
  "mp4-no-moov":
    "The film has no table of contents (moov): the recording or the copy was cut before it was written; nothing can be played from it.",
  "mp4-not-a-film": "The file has no boxes of a film; nothing was read.",
  "mp4-bad-box": "A box has a size that cannot be; what follows it on its level was not read.",
  "mp4-cut-box": "A box is longer than the file: the file was cut.",
  "mp4-too-many-boxes": "One level has more boxes than are read; the rest was left out.",
  "mp4-large-moov": "The table of contents (moov) is larger than the limit of 64 MiB; nothing was read from it.",
  "mp4-fragmented": "The film is written in fragments (moof); their samples are not read here, only its head.",
  "mp4-bad-table": "A table of samples does not fit its own counts or the file; the samples after that place were not read.",
  "mp4-too-many-tracks": "The film has more tracks than are read; the rest was left out.",
  "mp4-no-tracks": "The table of contents names no track.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of a film's issue or error. */
export type Mp4ErrorCode = keyof typeof mp4Errors;
