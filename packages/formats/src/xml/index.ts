/** XML texts: metadata packets and tracks. */
export type { XmlErrorCode } from "./errors.table.ts";
export { xmlErrors } from "./errors.table.ts";
export type { XmlAttribute, XmlEnd, XmlEvent, XmlStart, XmlText } from "./xml-event.ts";
export type { XmlReaderOptions } from "./xml-reader.ts";
export { readXml, XmlReader } from "./xml-reader.ts";
