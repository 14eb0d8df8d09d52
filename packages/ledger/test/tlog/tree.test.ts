import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkConsistency,
  checkInclusion,
  consistencyProof,
  formatBundle,
  inclusionProof,
  leafHash,
  parseBundle,
  parseTilePath,
  rootFromTiles,
  sameHash,
  type TileFile,
  TreeBuilder,
  tilePath,
} from "../../src/index.ts";
import { madeEntries, naivePath, naiveProof, naiveRoot, sha256 } from "./naive-tree.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** A log in memory, sealed at the given sizes. */
async function tilesOf(entries: readonly Uint8Array[], stops: readonly number[] = []): Promise<Map<string, Uint8Array>> {
  const tiles = new Map<string, Uint8Array>();
  const put = (files: readonly TileFile[]): void => {
    for (const { path, bytes } of files) tiles.set(path, bytes);
  };
  const readTile = (path: string): Promise<Uint8Array | undefined> => Promise.resolve(tiles.get(path));
  let builder = TreeBuilder.empty(sha256);
  for (const stop of [...stops, entries.length].sort((a, b) => a - b)) {
    while (builder.size < stop) put(builder.append(entries[builder.size] as Uint8Array));
    put(builder.partials());
    builder = await TreeBuilder.resume(sha256, { size: stop, readTile });
    expect(hex(builder.root())).toBe(hex(naiveRoot(entries.slice(0, stop))));
  }
  return tiles;
}

describe("RFC 6962 vectors", () => {
  // The list of the reference implementation (google/certificate-transparency, merkletree tests): eight leaves and the roots of their beginnings.
  const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  const roots = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];
  const entries = leaves.map((leaf) => new Uint8Array(Buffer.from(leaf, "hex")));

  it("gives the root of every beginning", () => {
    const builder = TreeBuilder.empty(sha256);
    expect(hex(builder.root())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    entries.forEach((entry, at) => {
      builder.append(entry);
      expect(hex(builder.root())).toBe(roots[at]);
    });
  });
});

describe("tiles", () => {
  it("names tiles as tlog-tiles does, and reads only these names", () => {
    expect(tilePath({ level: 0, number: 1_234_067, width: 256 })).toBe("tile/0/x001/x234/067");
    expect(tilePath({ level: "entries", number: 0, width: 3 })).toBe("tile/entries/000.p/3");
    fc.assert(
      fc.property(
        fc.constantFrom<number | "entries">(0, 1, 6, "entries"),
        fc.nat({ max: 2 ** 45 }),
        fc.integer({ min: 1, max: 256 }),
        (level, number, width) => {
          expect(parseTilePath(tilePath({ level, number, width }))).toEqual({ level, number, width });
        },
      ),
    );
    for (const name of [
      "tile/7/000",
      "tile/0/x000/001",
      "tile/0/1",
      "tile/0/000.p/256",
      "tile/0/000.p/0",
      "tile/0/000.p/01",
      "tile/../000",
      "x",
    ])
      expect(parseTilePath(name)).toBeUndefined();
  });

  it("hold the same log whenever it was sealed, and prove every entry and every beginning", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 700 }),
        fc.array(fc.nat({ max: 700 }), { maxLength: 3 }),
        fc.nat(),
        fc.nat(),
        async (size, stops, a, b) => {
          const entries = madeEntries(size);
          const tiles = await tilesOf(
            entries,
            stops.filter((stop) => stop < size),
          );
          const log = { size, readTile: (path: string) => Promise.resolve(tiles.get(path)) };
          const root = naiveRoot(entries);
          expect(hex(await rootFromTiles(sha256, log))).toBe(hex(root));
          if (size === 0) return;
          const index = a % size;
          const proof = await inclusionProof(sha256, { ...log, index });
          expect(proof.map(hex)).toEqual(naivePath(index, entries).map(hex));
          const leaf = leafHash(sha256, entries[index] as Uint8Array);
          expect(checkInclusion(sha256, { leaf, index, size, root, proof })).toBe(true);
          const oldSize = 1 + (b % size);
          const oldRoot = naiveRoot(entries.slice(0, oldSize));
          const older = await consistencyProof(sha256, { ...log, oldSize });
          expect(older.map(hex)).toEqual(naiveProof(oldSize, entries).map(hex));
          expect(checkConsistency(sha256, { oldSize, oldRoot, size, root, proof: older })).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("prove in a tree of three levels, from tiles alone", async () => {
    const size = 256 * 256 + 300;
    const entries = madeEntries(size);
    const tiles = await tilesOf(entries, [65_000]);
    const asked: string[] = [];
    const log = {
      size,
      readTile(path: string) {
        asked.push(path);
        return Promise.resolve(tiles.get(path));
      },
    };
    const root = await rootFromTiles(sha256, log);
    expect(hex(root)).toBe(hex(naiveRoot(entries)));
    for (const index of [0, 255, 256, 65_535, 65_536, size - 1]) {
      asked.length = 0;
      const proof = await inclusionProof(sha256, { ...log, index });
      expect(asked.length).toBeLessThanOrEqual(6);
      expect(asked.every((path) => tiles.has(path))).toBe(true);
      const leaf = leafHash(sha256, entries[index] as Uint8Array);
      expect(checkInclusion(sha256, { leaf, index, size, root, proof })).toBe(true);
    }
  });

  it("serve an older size after the log grew, where only whole tiles are left", async () => {
    const entries = madeEntries(600);
    const tiles = await tilesOf(entries, [500]);
    // What a log may remove once the whole tile is there.
    for (const path of [...tiles.keys()]) if (/^tile\/(0|entries)\/001\.p/.test(path)) tiles.delete(path);
    const readTile = (path: string): Promise<Uint8Array | undefined> => Promise.resolve(tiles.get(path));
    expect(hex(await rootFromTiles(sha256, { size: 500, readTile }))).toBe(hex(naiveRoot(entries.slice(0, 500))));
    const builder = await TreeBuilder.resume(sha256, { size: 500, readTile });
    expect(hex(builder.root())).toBe(hex(naiveRoot(entries.slice(0, 500))));
  });

  it("say which tile is missing or has a wrong length", async () => {
    const readTile = (): Promise<undefined> => Promise.resolve(undefined);
    await expect(rootFromTiles(sha256, { size: 5, readTile })).rejects.toMatchObject({ name: "FormatError", code: "tile-missing" });
    const short = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(31));
    await expect(rootFromTiles(sha256, { size: 5, readTile: short })).rejects.toMatchObject({ code: "tile-length" });
    await expect(inclusionProof(sha256, { size: 5, index: 5, readTile })).rejects.toMatchObject({ code: "not-in-ledger" });
    await expect(consistencyProof(sha256, { size: 5, oldSize: 6, readTile })).rejects.toMatchObject({ code: "not-in-ledger" });
  });
});

describe("checks of proofs", () => {
  it("take no other leaf, index, size, root or step", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), fc.nat(), fc.nat(), (size, a, b, c) => {
        const entries = madeEntries(size);
        const index = a % size;
        const proof = naivePath(index, entries);
        const root = naiveRoot(entries);
        const leaf = leafHash(sha256, entries[index] as Uint8Array);
        const other = leafHash(sha256, Uint8Array.of(1, 2, 3));
        const bent = proof.map((step, at) => (at === b % proof.length ? other : step));
        const check = (change: object): boolean => checkInclusion(sha256, { leaf, index, size, root, proof, ...change });
        expect(check({})).toBe(true);
        expect(check({ leaf: other })).toBe(false);
        expect(check({ root: other })).toBe(false);
        expect(check({ proof: bent })).toBe(false);
        expect(check({ proof: proof.slice(1) })).toBe(false);
        expect(check({ proof: [...proof, other] })).toBe(false);
        expect(check({ index: (index + 1 + (c % (size - 1))) % size })).toBe(false);
        expect(check({ index: -1 })).toBe(false);
        expect(check({ size: index })).toBe(false);
      }),
    );
  });

  it("take no fork as the beginning", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), fc.nat(), (size, a, b) => {
        const entries = madeEntries(size);
        const oldSize = 1 + (a % (size - 1));
        const forked = entries.map((entry, at) => (at === b % oldSize ? Uint8Array.of(9) : entry));
        const proof = naiveProof(oldSize, entries);
        const root = naiveRoot(entries);
        const oldRoot = naiveRoot(entries.slice(0, oldSize));
        expect(checkConsistency(sha256, { oldSize, oldRoot, size, root, proof })).toBe(true);
        expect(checkConsistency(sha256, { oldSize, oldRoot: naiveRoot(forked.slice(0, oldSize)), size, root, proof })).toBe(false);
        expect(checkConsistency(sha256, { oldSize, oldRoot, size, root: naiveRoot(forked), proof })).toBe(false);
        expect(checkConsistency(sha256, { oldSize, oldRoot, size, root, proof: proof.slice(1) })).toBe(false);
        expect(checkConsistency(sha256, { oldSize: size, oldRoot: root, size: oldSize, root: oldRoot, proof })).toBe(false);
      }),
    );
  });
});

describe("bundles", () => {
  it("come back as they were, and every cut is refused", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 20 }), fc.nat(), (entries, cut) => {
        const bytes = formatBundle(entries);
        expect(parseBundle(bytes, entries.length).map(hex)).toEqual(entries.map(hex));
        expect(() => parseBundle(bytes.subarray(0, cut % bytes.byteLength), entries.length)).toThrow(
          expect.objectContaining({ name: "FormatError", code: "bundle-length" }),
        );
        expect(() => parseBundle(Buffer.concat([bytes, Uint8Array.of(0)]), entries.length)).toThrow(
          expect.objectContaining({ code: "bundle-length" }),
        );
      }),
    );
    expect(() => formatBundle([new Uint8Array(65_536)])).toThrow(expect.objectContaining({ code: "leaf-too-long" }));
    expect(sameHash(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
  });

  it("give entries or a FormatError for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.integer({ min: 0, max: 256 }), (bytes, width) => {
        try {
          expect(parseBundle(bytes, width)).toHaveLength(width);
        } catch (error) {
          expect(error).toMatchObject({ name: "FormatError" });
        }
      }),
    );
  });
});
