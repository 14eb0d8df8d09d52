import { expect, test } from "vitest";
import { pickedFrom, walkEntries } from "../src/import/walk-entries.ts";

type Tree = { readonly [name: string]: Tree | string | Error };

/** Entries as a browser gives them: folders answer at most two children at a time. */
function entryOf(name: string, node: Tree | string | Error): FileSystemEntry {
  if (typeof node === "string" || node instanceof Error) {
    return {
      name,
      isFile: true,
      isDirectory: false,
      file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
        node instanceof Error ? reject(node) : resolve(new File([node], name)),
    } as unknown as FileSystemEntry;
  }
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader: () => {
      const children = Object.entries(node).map(([child, inner]) => entryOf(child, inner));
      return { readEntries: (resolve: (some: FileSystemEntry[]) => void) => resolve(children.splice(0, 2)) };
    },
  } as unknown as FileSystemEntry;
}

test("folders are walked to the end, with the path of each file", async () => {
  const walk = await walkEntries([
    entryOf("card", { a: "1", b: "2", c: { d: "3", "e.txt": { f: "4" } }, g: "5" }),
    entryOf("lone.txt", "6"),
  ]);
  expect(walk.files.map((picked) => picked.path)).toEqual(["card/a", "card/b", "card/c/d", "card/c/e.txt/f", "card/g", "lone.txt"]);
  expect(await walk.files[3]?.file.text()).toBe("4");
  expect(walk).toMatchObject({ unreadable: [], cut: false });
});

test("a file the browser cannot open is named, and the walk goes on", async () => {
  const walk = await walkEntries([entryOf("card", { bad: new Error("no"), good: "1" })]);
  expect(walk.unreadable).toEqual(["card/bad"]);
  expect(walk.files.map((picked) => picked.path)).toEqual(["card/good"]);
});

test("the walk ends at its limits and says so", async () => {
  let deep: Tree = { end: "1" };
  for (let level = 0; level < 20; level += 1) deep = { inner: deep };
  expect(await walkEntries([entryOf("deep", deep)], { files: 10, depth: 5 })).toMatchObject({ files: [], cut: true });
  const wide = await walkEntries([entryOf("wide", { a: "1", b: "2", c: "3" })], { files: 2, depth: 5 });
  expect(wide).toMatchObject({ cut: true });
  expect(wide.files).toHaveLength(2);
});

test("chosen files keep the path inside the chosen folder", () => {
  const inFolder = new File(["x"], "a.txt");
  Object.defineProperty(inFolder, "webkitRelativePath", { value: "card/a.txt" });
  const lone = new File(["x"], "b.txt");
  Object.defineProperty(lone, "webkitRelativePath", { value: "" });
  expect(pickedFrom([inFolder, lone]).map((picked) => picked.path)).toEqual(["card/a.txt", "b.txt"]);
});
