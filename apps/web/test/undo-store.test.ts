import { expect, test } from "vitest";
import { annotateStep } from "../src/flight/annotate-steps.ts";
import { isUndoKey } from "../src/undo/undo-key.ts";
import { createUndoStore, type UndoStep } from "../src/undo/undo-store.ts";

const words = (error: unknown): string => (error as Error).message;

function step(name: string, log: string[]): UndoStep {
  return { done: `did ${name}`, undone: `undid ${name}`, undo: async () => log.push(name) };
}

test("the newest change is taken back first, each once", async () => {
  const log: string[] = [];
  const store = createUndoStore(words);
  await store.undoNewest();
  expect(store.get()).toBeNull();
  store.push(step("a", log));
  store.push(step("b", log));
  expect(store.get()?.words).toBe("did b");
  await store.undoNewest();
  expect(store.get()).toEqual({ words: "undid b", step: null, failed: false });
  store.putAway();
  expect(store.get()).toBeNull();
  await store.undoNewest();
  await store.undoNewest();
  expect(log).toEqual(["b", "a"]);
});

test("two presses while one is under way take back one change", async () => {
  const log: string[] = [];
  const store = createUndoStore(words);
  store.push(step("a", log));
  store.push(step("b", log));
  await Promise.all([store.undoNewest(), store.undoNewest()]);
  expect(log).toEqual(["b"]);
});

test("what could not be taken back says why and can be tried again", async () => {
  const store = createUndoStore(words);
  let broken = true;
  store.push({
    done: "did",
    undone: "undid",
    undo: async () => {
      if (broken) throw new Error("the disk is full");
    },
  });
  await store.undoNewest();
  expect(store.get()).toMatchObject({ words: "Not taken back: the disk is full", failed: true });
  broken = false;
  await store.undoNewest();
  expect(store.get()?.words).toBe("undid");
});

test("the key is Ctrl+Z or Cmd+Z alone", () => {
  const key = { key: "z", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  expect(isUndoKey({ ...key, ctrlKey: true })).toBe(true);
  expect(isUndoKey({ ...key, metaKey: true, key: "Z" })).toBe(true);
  for (const other of [
    key,
    { ...key, ctrlKey: true, shiftKey: true },
    { ...key, ctrlKey: true, altKey: true },
    { ...key, key: "y", ctrlKey: true },
  ]) {
    expect(isUndoKey(other)).toBe(false);
  }
});

test("a step names what it takes back, only the fields that change", () => {
  const flight = { summary: { name: "Old" }, note: null } as Parameters<typeof annotateStep>[0];
  expect(annotateStep(flight, { name: "Old" })).toBeNull();
  expect(annotateStep(flight, { note: null })).toBeNull();
  expect(annotateStep(flight, { name: "New", note: null })).toEqual({
    done: "Named “New”",
    undone: "Named “Old” again",
    back: { name: "Old" },
  });
  expect(annotateStep(flight, { name: null })?.done).toBe("Name taken away");
  expect(annotateStep(flight, { note: "dry" })).toMatchObject({ done: "Note kept", back: { note: null } });
  expect(annotateStep({ ...flight, note: "wet" }, { note: "dry" })).toMatchObject({ done: "Note changed", back: { note: "wet" } });
});
