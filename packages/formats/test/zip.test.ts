import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { countingSource, type Issue, isFormatError, memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isZipMember,
  readZip,
  writeZip,
  type ZipMember,
  type ZipReadOptions,
  type ZipWriteMember,
  zipErrors,
  zipFormat,
} from "../src/index.ts";
import { crc32 } from "../src/zip/crc32.ts";

const options: ZipReadOptions = { platform: nodePlatform, maxTotalBytes: 1 << 30 };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const deflated = (path: string, plain: Uint8Array): ZipWriteMember => ({ path, bytes: deflateRawSync(plain), deflatedFrom: plain });

async function list(bytes: Uint8Array, more: Partial<ZipReadOptions> = {}): Promise<{ members: ZipMember[]; issues: Issue[] }> {
  const members: ZipMember[] = [];
  const issues: Issue[] = [];
  for await (const item of readZip(memorySource(bytes), { ...options, ...more })) {
    if (isZipMember(item)) members.push(item);
    else issues.push(item);
  }
  return { members, issues };
}

async function bytesOf(member: ZipMember | undefined): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of member?.open() ?? []) chunks.push(chunk);
  return Uint8Array.from(Buffer.concat(chunks));
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    if (isFormatError(error)) return error.code;
    throw error;
  }
  return "none";
}

const codes = (issues: readonly Issue[]): string[] => issues.map((issue) => issue.code);

describe("zip reader", () => {
  it("reads stored and deflated members, data descriptors, folders passed over", async () => {
    const large = new Uint8Array(700_000).map((_, index) => (index * index) >> 7);
    const archive = writeZip(
      [
        { path: "folder/", bytes: new Uint8Array(0), unixMode: 0o040755 },
        { path: "folder/a.txt", bytes: text("one") },
        { ...deflated("folder/b.bin", large), flags: 0x808 },
        { path: "empty", bytes: new Uint8Array(0) },
      ],
      { comment: "a comment PK\u0005\u0006" },
    );
    const { members, issues } = await list(archive);
    expect(issues).toEqual([]);
    expect(members.map((member) => [member.path, member.sizeBytes])).toEqual([
      ["folder/a.txt", 3],
      ["folder/b.bin", 700_000],
      ["empty", 0],
    ]);
    expect(await bytesOf(members[0])).toEqual(text("one"));
    expect(Buffer.compare(await bytesOf(members[1]), large)).toBe(0);
    expect(Buffer.compare(await bytesOf(members[1]), large)).toBe(0);
    expect(await bytesOf(members[2])).toEqual(new Uint8Array(0));
    expect(zipFormat.sniff(archive, archive.byteLength)).toBeGreaterThan(0.9);
  });

  it("reads zip64, and an archive behind other bytes", async () => {
    const members = [deflated("a.txt", text("zip64 zip64 zip64")), { path: "b.txt", bytes: text("two") }];
    for (const layout of ["plain", "zip64"] as const) {
      for (const before of [0, 777]) {
        const archive = Buffer.concat([new Uint8Array(before).fill(7), writeZip(members, { layout })]);
        const found = await list(archive);
        expect(found.issues).toEqual([]);
        expect(await bytesOf(found.members[0])).toEqual(text("zip64 zip64 zip64"));
        expect(await bytesOf(found.members[1])).toEqual(text("two"));
      }
    }
  });

  it("reads only the end and the directory before a member is opened", async () => {
    const archive = writeZip([{ path: "big", bytes: new Uint8Array(5_000_000) }]);
    const source = countingSource(memorySource(archive));
    for await (const item of readZip(source, options)) expect(isZipMember(item)).toBe(true);
    expect(source.count.requests).toBeLessThanOrEqual(3);
    expect(source.count.bytes).toBeLessThan(70_000);
  });

  for (const [stored, label] of [
    ["../../etc/passwd", "etc/passwd"],
    ["/absolute/x.txt", "absolute/x.txt"],
    ["C:\\logs\\x.txt", "C_/logs/x.txt"],
    ["a/./b/../c.txt", "a/b/c.txt"],
    ["nul\0name", "nul\ufffdname"],
    ["..", "unnamed"],
  ] as const) {
    it(`gives ${JSON.stringify(stored)} the harmless label ${JSON.stringify(label)} and reads it`, async () => {
      const { members, issues } = await list(writeZip([{ path: stored, bytes: text("kept") }]));
      expect(codes(issues)).toEqual(["zip-bad-path"]);
      expect(members[0]?.path).toBe(label);
      expect(members[0]?.storedName).toBe(stored);
      expect(await bytesOf(members[0])).toEqual(text("kept"));
    });
  }

  it("takes backslashes as slashes without complaint", async () => {
    const { members, issues } = await list(writeZip([{ path: "logs\\x.txt", bytes: text("x") }]));
    expect(issues).toEqual([]);
    expect(members[0]?.path).toBe("logs/x.txt");
  });

  it("numbers members with the same name and says so", async () => {
    const { members, issues } = await list(
      writeZip([
        { path: "a", bytes: text("1") },
        { path: "a", bytes: text("2") },
        { path: "./a", bytes: text("3") },
      ]),
    );
    expect(members.map((member) => member.path)).toEqual(["a", "a (2)", "a (3)"]);
    expect(codes(issues)).toEqual(["zip-duplicate-name", "zip-bad-path", "zip-duplicate-name"]);
    expect(await bytesOf(members[2])).toEqual(text("3"));
  });

  it("refuses links, passwords, unknown methods, and says each in one sentence", async () => {
    const { members, issues } = await list(
      writeZip([
        { path: "link", bytes: text("/etc/passwd"), unixMode: 0o120777 },
        { path: "locked", bytes: text("??"), flags: 0x801 },
        { path: "odd", bytes: text("??"), claims: { method: 99 } },
        { path: "fine", bytes: text("ok") },
      ]),
    );
    expect(codes(issues)).toEqual(["zip-symlink", "zip-encrypted", "zip-unknown-method"]);
    expect(issues[0]?.sentence).toBe('"link" is a symbolic link; it was not followed and not read.');
    expect(members.map((member) => member.path)).toEqual(["fine"]);
  });

  it("refuses a bomb by ratio, by overlap, by total", async () => {
    const zeros = new Uint8Array(3_000_000);
    const bomb = await list(writeZip([deflated("zeros", zeros)]), { maxRatio: 100 });
    expect(codes(bomb.issues)).toEqual(["zip-ratio"]);
    const claimed = await list(writeZip([{ ...deflated("liar", text("abc")), claims: { sizeBytes: 2_000_000_000 } }]));
    expect(codes(claimed.issues)).toEqual(["zip-ratio"]);
    const shared = await list(
      writeZip([
        { path: "a", bytes: text("0123456789".repeat(20)) },
        { path: "b", bytes: text("x"), claims: { headerOffset: 0 } },
      ]),
    );
    expect(codes(shared.issues)).toEqual(["zip-overlap", "zip-overlap"]);
    expect(shared.members).toEqual([]);
    const total = await list(
      writeZip([
        { path: "a", bytes: new Uint8Array(600) },
        { path: "b", bytes: new Uint8Array(600) },
      ]),
      { maxTotalBytes: 1000 },
    );
    expect(codes(total.issues)).toEqual(["zip-total-too-large"]);
    expect(total.members).toHaveLength(1);
    const many = await list(writeZip([1, 2, 3].map((name) => ({ path: `${name}`, bytes: text("x") }))), { maxMembers: 2 });
    expect(codes(many.issues)).toEqual(["zip-too-many-members"]);
  });

  it("stops a member that is longer, shorter or other than the directory says", async () => {
    const open = async (member: ZipWriteMember): Promise<string> => codeOf(bytesOf((await list(writeZip([member]))).members[0]));
    const plain = new Uint8Array(100_000).map((_, index) => index % 251);
    expect(await open({ ...deflated("short", plain), claims: { sizeBytes: 99 } })).toBe("zip-size-mismatch");
    expect(await open({ ...deflated("long", plain), claims: { sizeBytes: 100_001 } })).toBe("zip-size-mismatch");
    expect(await open({ path: "stored", bytes: plain, claims: { sizeBytes: 5 } })).toBe("zip-size-mismatch");
    expect(await open({ path: "crc", bytes: plain, claims: { crc32: 1 } })).toBe("zip-checksum");
    expect(await open({ path: "notDeflate", bytes: plain, claims: { method: 8 } })).toBe("zip-bad-member");
  });

  it("names an archive without a directory, a damaged directory, a split archive", async () => {
    const archive = writeZip([deflated("a", text("aaaa")), { path: "b", bytes: text("b") }]);
    expect(await codeOf(list(archive.subarray(0, archive.byteLength - 10)))).toBe("zip-no-directory");
    expect(await codeOf(list(new Uint8Array(0)))).toBe("zip-no-directory");
    const split = archive.slice();
    split[split.byteLength - 18] = 1;
    expect(await codeOf(list(split))).toBe("zip-split");
    const damaged = archive.slice();
    const second = Buffer.from(damaged).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    damaged[second] = 0;
    const found = await list(damaged);
    expect(found.members.map((member) => member.path)).toEqual(["a"]);
    expect(codes(found.issues)).toEqual(["zip-bad-directory"]);
  });

  it("any bytes, any prefix and any flipped byte give members, issues or a FormatError", async () => {
    const archive = writeZip([deflated("a", text("hello hello hello")), { path: "b", bytes: text("b") }], { layout: "zip64" });
    const survive = async (bytes: Uint8Array): Promise<void> => {
      try {
        const { members } = await list(bytes, { maxTotalBytes: 1 << 20 });
        for (const member of members) await bytesOf(member);
      } catch (error) {
        if (!isFormatError(error)) throw error;
      }
    };
    for (let end = 0; end <= archive.byteLength; end += 1) await survive(archive.subarray(0, end));
    await fc.assert(
      fc.asyncProperty(fc.nat(archive.byteLength - 1), fc.integer({ min: 0, max: 255 }), async (at, value) => {
        const bytes = archive.slice();
        bytes[at] = value;
        await survive(bytes);
      }),
      { numRuns: 300 },
    );
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), survive), { numRuns: 200 });
  });

  it("reading one byte at a time gives the same as all at once", async () => {
    const archive = writeZip([deflated("a", text("hello hello hello")), { path: "b", bytes: text("b") }]);
    const memory = memorySource(archive);
    const found: string[] = [];
    for await (const item of readZip({ size: memory.size, read: async (start, end) => (await memory.read(start, end)).slice() }, options)) {
      if (isZipMember(item)) found.push(new TextDecoder().decode(await bytesOf(item)));
    }
    expect(found).toEqual(["hello hello hello", "b"]);
  });
});

describe("zip document", () => {
  it("lists exactly the codes of the table", () => {
    const document = readFileSync(new URL("../../../docs/formats/zip.md", import.meta.url), "utf8");
    const documented = [...document.matchAll(/^\| `(zip-[a-z-]+)` \|/gm)].map((match) => match[1]);
    expect(documented).toEqual(Object.keys(zipErrors));
  });
});

describe("crc32", () => {
  it("gives the check value of the standard, whatever the pieces", () => {
    expect(crc32(text("123456789"))).toBe(0xcbf4_3926);
    const bytes = new Uint8Array(1000).map((_, index) => index * 7);
    fc.assert(
      fc.property(fc.nat(1000), (cut) => {
        expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32(bytes));
      }),
    );
    expect(crc32(new Uint8Array(0))).toBe(0);
  });
});
