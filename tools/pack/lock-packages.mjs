// Packages as package-lock.json names them: what a set of names needs, resolved the way Node does (the nearest node_modules upwards).

/** Keys of the lock's `packages` that `names`, asked for from `from` (a key; "" is the root), need to run on this machine. Throws on one that must be there and is not. */
export function neededPackages(lock, names, from = "", isInstalled = () => true) {
  const found = new Set();
  const waiting = names.map((name) => ({ name, from, optional: false }));
  while (waiting.length > 0) {
    const { name, from: asker, optional } = waiting.pop();
    const key = resolveKey(lock, asker, name);
    if (key === undefined || !isInstalled(key)) {
      if (optional) continue;
      throw new Error(`${name}, which ${asker || "the program"} needs, is not installed; run npm ci`);
    }
    const entry = lock.packages[key];
    const target = entry.link === true ? entry.resolved : key;
    if (found.has(target)) continue;
    found.add(target);
    const { dependencies = {}, optionalDependencies = {} } = lock.packages[target];
    for (const needed of Object.keys(dependencies)) waiting.push({ name: needed, from: target, optional: entry.optional === true });
    for (const needed of Object.keys(optionalDependencies)) waiting.push({ name: needed, from: target, optional: true });
  }
  return [...found].sort();
}

/** Name of a package by its key: `node_modules/a/node_modules/@b/c` is `@b/c`. */
export function nameOfKey(key) {
  return key.slice(key.lastIndexOf("node_modules/") + "node_modules/".length);
}

function resolveKey(lock, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const key = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (key in lock.packages) return key;
    if (folder === "") return undefined;
  }
}
