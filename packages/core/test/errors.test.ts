import { describe, expect, test } from "vitest";
import { errorFromPlain, errorToPlain, FormatError, isFormatError, isUserError, type PlainError, UserError } from "../src/index.ts";

const format = new FormatError("truncated", { format: "kestrel", offset: 84, field: "latDeg" }, "file ends inside a record");
const user = new UserError("vault-newer", "machineRefused", "This vault was written by a newer version.");

describe("errors", () => {
  test("a format error reads like a sentence and says its byte", () => {
    expect(format.message).toBe("kestrel: file ends inside a record (byte 84, latDeg)");
    expect(new FormatError("x", { format: "kestrel", offset: 0 }, "nothing here").message).toBe("kestrel: nothing here (byte 0, header)");
    expect(format).toMatchObject({ name: "FormatError", code: "truncated", where: { format: "kestrel", offset: 84, field: "latDeg" } });
  });

  test("the cause is kept", () => {
    const cause = new Error("inner");
    expect(new FormatError("x", { format: "k", offset: 0 }, "d", { cause }).cause).toBe(cause);
    expect(new UserError("x", "conflict", "d", { cause }).cause).toBe(cause);
  });

  test("each is recognised, nothing else is", () => {
    expect([isFormatError(format), isUserError(format)]).toEqual([true, false]);
    expect([isFormatError(user), isUserError(user)]).toEqual([false, true]);
    const named = Object.assign(new Error("x"), { name: "FormatError" });
    for (const other of [named, new Error("x"), null, undefined, "FormatError", { name: "FormatError", code: "x", where: {} }]) {
      expect([isFormatError(other), isUserError(other)]).toEqual([false, false]);
    }
  });

  test("a structured clone strips them, so they travel as plain data", () => {
    expect(isFormatError(structuredClone(format))).toBe(false);
    for (const error of [format, user]) {
      const revived = errorFromPlain(structuredClone(errorToPlain(error)) as PlainError);
      expect(revived.name).toBe(error.name);
      expect(revived.message).toBe(error.message);
      expect({ ...revived }).toEqual({ ...error });
    }
    expect(isFormatError(errorFromPlain(errorToPlain(format) as PlainError))).toBe(true);
    expect(isUserError(errorFromPlain(errorToPlain(user) as PlainError))).toBe(true);
  });

  test("our own bugs do not travel in disguise", () => {
    expect(errorToPlain(new TypeError("bug"))).toBeUndefined();
  });
});
