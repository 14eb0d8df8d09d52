// Is a built part fresh? A hash over names and contents of its inputs, kept beside it.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * SHA-256 over all files of `inputs` (paths below `root`; one `*` stands for every folder there; what does not exist is skipped) and over
 * what the lock file says of `packages`.
 */
export function inputHash(root, inputs, packages = []) {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]);
  const locked = packages.length === 0 ? {} : JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  for (const name of packages) hash.update(`${name}\0${locked[`node_modules/${name}`]?.integrity}\0`);
  for (const input of inputs) {
    for (const path of expand(root, input)) {
      for (const file of filesOf(root, path)) {
        const content = readFileSync(join(root, file));
        hash.update(`${file}\0${content.byteLength}\0`).update(content);
      }
    }
  }
  return hash.digest("hex");
}

/** True when the part was last built from exactly these inputs. */
export function isFresh(dist, name, hash) {
  const stamp = join(dist, `.stamp-${name}`);
  return existsSync(stamp) && readFileSync(stamp, "utf8").trim() === hash;
}

/** Notes what the part was built from. */
export function writeStamp(dist, name, hash) {
  writeFileSync(join(dist, `.stamp-${name}`), `${hash}\n`);
}

function expand(root, input) {
  const [before, after] = input.split("*");
  if (after === undefined) return [input];
  return readdirSync(join(root, before))
    .sort()
    .map((name) => `${before}${name}${after}`);
}

function filesOf(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesOf(root, `${path}/${name}`));
}
