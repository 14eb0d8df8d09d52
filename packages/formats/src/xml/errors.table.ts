/** Codes of what can be wrong with an XML text, with the sentence for a person. */
export const xmlErrors = {
  "xml-not-utf8": "The text is not in UTF-8; it was not read.",
  "xml-document-type": "The text has a document type declaration, which can hide or multiply content; it was not read.",
  "xml-cut": "The text ends inside an element.",
  "xml-bad-tag": "A tag is not well formed; what follows was not read.",
  "xml-wrong-end": "An end tag does not fit the element it closes; what follows was not read.",
  "xml-too-deep": "Elements are nested deeper than the limit; what follows was not read.",
  "xml-too-many-attributes": "An element has more attributes than the limit; what follows was not read.",
  "xml-token-too-long": "A tag or comment is longer than the limit; what follows was not read.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of an XML error. */
export type XmlErrorCode = keyof typeof xmlErrors;
