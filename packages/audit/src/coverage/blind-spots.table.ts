/** What no capture can show: stands in every report. */
export const blindSpots = [
  "What went out over another network: cellular data of the phone or remote, modems in aircraft, dock or base station, another Wi-Fi.",
  "An upload that waits for another place or day: apps may queue.",
  "Encryption inside the encryption: bodies that the app sealed by itself stay closed even with keys.",
  "Salted or keyed hashes of identifiers: nobody can match them.",
  "Apps that refuse to be intercepted, or behave differently when they are: of them only names, sizes and times are known.",
  "Names that hide: encrypted hellos and private DNS; several names share an address, and a name in DNS is no proof of a visit.",
  "Where data is stored: a delivery network's edge is not the place of storage, and a country by database is an opinion, not a measurement.",
  "What happens on the server: copies, access of staff, requests of governments.",
  "Radio (DroneID, video link), Bluetooth, and USB to a computer.",
  "Another app version, firmware, account region or place: it may behave differently.",
  "What the capture itself lost or changed: dropped and cut packets, a packet seen on two interfaces, a capture app that rewrites headers.",
  "Face templates and other derived data in formats that nobody published.",
] as const;
