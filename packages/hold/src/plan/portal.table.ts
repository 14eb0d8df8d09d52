/**
 * Hosts that phones and computers ask over plain HTTP to see whether a network leads to the internet. Published by their makers and seen in
 * captures (connectivitycheck.gstatic.com, www.gstatic.com: `samples/captures/ndpi/pcap/conncheck.pcap`); the others are general knowledge,
 * not tried here with real devices.
 */

/** A host of probes. */
export interface PortalHost {
  readonly name: string;
  /** Whose devices ask. */
  readonly askedBy: string;
}

/** In the order of their addresses: only ever add at the end. */
export const portalHosts = [
  { name: "connectivitycheck.gstatic.com", askedBy: "Android" },
  { name: "www.gstatic.com", askedBy: "Android" },
  { name: "clients3.google.com", askedBy: "Android, older" },
  { name: "connectivitycheck.android.com", askedBy: "Android" },
  { name: "captive.apple.com", askedBy: "iOS, macOS" },
  { name: "www.apple.com", askedBy: "iOS, older" },
  { name: "www.msftconnecttest.com", askedBy: "Windows" },
  { name: "detectportal.firefox.com", askedBy: "Firefox" },
  { name: "nmcheck.gnome.org", askedBy: "GNOME, NetworkManager" },
] as const satisfies readonly PortalHost[];
