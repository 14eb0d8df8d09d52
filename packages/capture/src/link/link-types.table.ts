/** Names of link types as tcpdump's registry prints them, for reports. `isDecoded` says whether we look into them. */
export const linkTypes: ReadonlyMap<number, { readonly name: string; readonly isDecoded: boolean }> = new Map([
  [0, { name: "NULL", isDecoded: true }],
  [1, { name: "ETHERNET", isDecoded: true }],
  [6, { name: "IEEE802_5", isDecoded: false }],
  [8, { name: "SLIP", isDecoded: false }],
  [9, { name: "PPP", isDecoded: true }],
  [10, { name: "FDDI", isDecoded: true }],
  [12, { name: "RAW (BSD)", isDecoded: true }],
  [14, { name: "RAW (OpenBSD)", isDecoded: true }],
  [50, { name: "PPP_HDLC", isDecoded: true }],
  [51, { name: "PPP_ETHER", isDecoded: true }],
  [101, { name: "RAW", isDecoded: true }],
  [104, { name: "C_HDLC", isDecoded: true }],
  [105, { name: "IEEE802_11", isDecoded: true }],
  [108, { name: "LOOP", isDecoded: true }],
  [113, { name: "LINUX_SLL", isDecoded: true }],
  [119, { name: "IEEE802_11_PRISM", isDecoded: false }],
  [127, { name: "IEEE802_11_RADIOTAP", isDecoded: true }],
  [147, { name: "USER0", isDecoded: false }],
  [148, { name: "USER1", isDecoded: false }],
  [149, { name: "USER2", isDecoded: false }],
  [150, { name: "USER3", isDecoded: false }],
  [187, { name: "BLUETOOTH_HCI_H4", isDecoded: false }],
  [189, { name: "USB_LINUX", isDecoded: false }],
  [192, { name: "PPI", isDecoded: true }],
  [195, { name: "IEEE802_15_4_WITHFCS", isDecoded: false }],
  [220, { name: "USB_LINUX_MMAPPED", isDecoded: false }],
  [228, { name: "IPV4", isDecoded: true }],
  [229, { name: "IPV6", isDecoded: true }],
  [230, { name: "IEEE802_15_4_NOFCS", isDecoded: false }],
  [239, { name: "NFLOG", isDecoded: true }],
  [249, { name: "USBPCAP", isDecoded: false }],
  [251, { name: "BLUETOOTH_LE_LL", isDecoded: false }],
  [276, { name: "LINUX_SLL2", isDecoded: true }],
]);

/** Name of a link type; unknown ones keep their number. */
export function linkTypeName(linkType: number): string {
  return linkTypes.get(linkType)?.name ?? `link type ${linkType}`;
}

/** True when packets of this link type are looked into. */
export function isLinkTypeDecoded(linkType: number): boolean {
  return linkTypes.get(linkType)?.isDecoded ?? false;
}
