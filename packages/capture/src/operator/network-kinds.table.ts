/**
 * Networks of which an address says little about where data goes. `delivery`: the edge that answered is near the client by design; what is
 * kept is kept elsewhere, or unknown. `cloud`: rents machines in many regions and delivers too; region and edge cannot be told apart by
 * address without the provider's own list. Chosen by the operators' names and business as publicly known in November 2026; a network that
 * is not here is not thereby something else.
 */

/** What an operator's network is for, as far as it limits what an address can tell. */
export type NetworkKind = "delivery" | "cloud";

/** Kind by number of the autonomous system. */
export const networkKinds: ReadonlyMap<number, NetworkKind> = new Map([
  // Cloudflare
  ...kind("delivery", 13_335, 132_892, 202_623, 203_898, 209_242, 395_747),
  // Akamai, without its hosting (63949)
  ...kind("delivery", 12_222, 16_625, 20_940, 21_342, 24_319, 32_787, 33_905, 34_164, 35_994, 36_183),
  // Fastly; Edgecast; Limelight
  ...kind("delivery", 54_113, 15_133, 22_822, 23_059, 26_506, 38_622, 55_429),
  // Imperva; Sucuri; Bunny; CDNetworks; CacheFly; Medianova; CDNvideo
  ...kind("delivery", 19_551, 62_571, 30_148, 200_325, 36_408, 38_107, 30_081, 21_245, 57_363),
  // Datacamp (CDN77) and G-Core also rent machines
  ...kind("cloud", 60_068, 212_238, 199_524),
  // Amazon; Google; Microsoft
  ...kind("cloud", 14_618, 16_509, 15_169, 396_982, 8_075),
  // Alibaba; Tencent; Huawei; Zenlayer
  ...kind("cloud", 37_963, 45_102, 45_090, 132_203, 55_990, 136_907, 21_859),
]);

function kind(name: NetworkKind, ...asns: readonly number[]): [number, NetworkKind][] {
  return asns.map((asn) => [asn, name]);
}
