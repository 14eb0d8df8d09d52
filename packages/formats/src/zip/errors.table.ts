/** Codes of what can be wrong with a zip archive, with the sentence for a person. `{name}` is the member's label. */
export const zipErrors = {
  "zip-no-directory": "The archive has no directory at its end: it was cut or is not a zip; nothing in it was read.",
  "zip-bad-directory": "The archive's directory is damaged; members after this point were not read.",
  "zip-split": "The archive is one part of a split archive; join the parts first.",
  "zip-too-many-members": "The archive names more members than the limit; the rest was not read.",
  "zip-total-too-large": "The members together are larger than the limit for one archive; {name} and what follows was not read.",
  "zip-bad-path":
    "The path of {name} points outside its folder or holds characters a file name cannot have; it is read under a cleaned name.",
  "zip-duplicate-name": "More than one member has the name of {name}; each is read and the later one is numbered.",
  "zip-symlink": "{name} is a symbolic link; it was not followed and not read.",
  "zip-encrypted": "{name} is protected with a password; it was not read.",
  "zip-unknown-method": "{name} is compressed with a method that is not read here.",
  "zip-ratio": "{name} would grow more than the limit allows when unpacked, as archive bombs do; it was not read.",
  "zip-overlap": "{name} shares bytes with another member, as archive bombs do; it was not read.",
  "zip-bad-member": "The data of {name} is not where the directory says, or is damaged.",
  "zip-size-mismatch": "{name} unpacks to another size than the directory says.",
  "zip-checksum": "{name} does not have the checksum that the directory says; its bytes are damaged.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of a zip issue or error. */
export type ZipErrorCode = keyof typeof zipErrors;
