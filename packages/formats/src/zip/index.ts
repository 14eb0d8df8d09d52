/** zip archives. */

export { crc32 } from "./crc32.ts";
export type { ZipErrorCode } from "./errors.table.ts";
export { zipErrors } from "./errors.table.ts";
export type { ZipMember, ZipReadOptions } from "./read-zip.ts";
export { isZipMember, readZip } from "./read-zip.ts";
export type { ZipWriteMember, ZipWriteOptions } from "./write-zip.ts";
export { writeZip } from "./write-zip.ts";
export { zipFormat } from "./zip-format.ts";
