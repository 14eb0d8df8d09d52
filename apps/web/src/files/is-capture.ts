/** Which kept files are captures. */

/** True for `pcap`, `pcapng` and both inside gzip. */
export function isCapture(file: { readonly format: string | null }): boolean {
  return file.format?.startsWith("pcap") ?? false;
}
