// The software bill of materials of a pack: CycloneDX 1.6 as JSON, from package-lock.json, so that it names what was installed and no more.
import { nameOfKey } from "./lock-packages.mjs";

/** The document. `keys` are the packages that the program is made of or runs with; `shipped` those that lie in the pack as they are. */
export function billOfMaterials({ lock, keys, shipped, version, nodeVersion, nodeSha256, timestamp }) {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      timestamp,
      component: {
        type: "application",
        "bom-ref": `pkg:generic/creance@${version}`,
        name: "creance",
        version,
        licenses: [{ license: { id: "Apache-2.0" } }],
        purl: `pkg:generic/creance@${version}`,
      },
    },
    components: [
      {
        type: "platform",
        "bom-ref": `pkg:generic/node@${nodeVersion}`,
        name: "node",
        version: nodeVersion,
        hashes: [{ alg: "SHA-256", content: nodeSha256 }],
        licenses: [{ license: { id: "MIT" } }],
        purl: `pkg:generic/node@${nodeVersion}`,
      },
      ...keys
        .filter((key) => key.includes("node_modules/"))
        .map((key) => component(lock.packages[key], nameOfKey(key), shipped.includes(key), key)),
    ],
  };
}

function component(entry, name, isShipped, key) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${entry.version}`;
  const [group, short] = name.startsWith("@") ? name.split("/") : [undefined, name];
  return {
    type: "library",
    "bom-ref": `${purl}#${key}`,
    ...(group === undefined ? {} : { group }),
    name: short,
    version: entry.version,
    ...(entry.integrity === undefined ? {} : { hashes: [hashOf(entry.integrity)] }),
    licenses: [entry.license === undefined ? { license: { name: "as its LICENSE file says" } } : licenseOf(entry.license)],
    purl,
    properties: [{ name: "creance:place", value: isShipped ? "node_modules" : "bundled" }],
  };
}

/** `sha512-BASE64` of the package's archive. */
function hashOf(integrity) {
  const [algorithm, base64] = integrity.split(" ")[0].split("-", 2);
  return {
    alg: { sha512: "SHA-512", sha384: "SHA-384", sha256: "SHA-256", sha1: "SHA-1" }[algorithm],
    content: Buffer.from(base64, "base64").toString("hex"),
  };
}

function licenseOf(license) {
  return /[ ()]/.test(license) ? { expression: license } : { license: { id: license } };
}
