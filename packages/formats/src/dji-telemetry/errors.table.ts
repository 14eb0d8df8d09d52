/** Codes of what can be wrong with telemetry in a film, with the sentence for a person. `{n}` is a number, `{name}` a name from the film. */
export const djmdErrors = {
  "djmd-unknown-protocol":
    "The telemetry in the film is of a protocol that is not known here ({name}); only values in the usual places that can be true were read.",
  "djmd-no-protocol": "The telemetry in the film does not name its protocol; only values in the usual places that can be true were read.",
  "djmd-bad-sample": "Telemetry samples that are cut or damaged: {n}; what stands before the damage was read.",
  "djmd-no-fix": "Telemetry samples that say 0,0, which is written before there is a fix: {n}; these have no position.",
  "djmd-no-place": "No telemetry sample of {n} holds a position.",
  "djmd-too-many": "The film has more telemetry samples than are read at once; the rest was left out.",
  "djmd-rescued":
    "The film has no table of contents; its first telemetry sample was found where the data begins, the others were not read.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of an issue of telemetry. */
export type DjmdErrorCode = keyof typeof djmdErrors;
