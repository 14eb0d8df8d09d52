/** The operator's decisions about the public page, from a file. */
import { UserError } from "@creance/core";
import { z } from "zod";
import type { TransparencySettings } from "./types.ts";

const MAX_TEXT = 20_000;
const schema = z.strictObject({
  version: z.literal(1),
  title: z.string().trim().min(1).max(200),
  organisation: z.string().trim().min(1).max(200),
  description: z.string().trim().max(5_000),
  policyUrl: z
    .string()
    .max(500)
    .regex(/^https:\/\/[^\s"<>]+$/)
    .nullable(),
  delayHours: z
    .number()
    .int()
    .min(0)
    .max(24 * 3660),
  // Finer than this and a cell is a house.
  gridM: z.number().min(100).max(50_000),
  homeCircleM: z.number().min(100).max(50_000),
  paths: z.boolean(),
});

/** Settings to start from: careful ones. */
export const transparencyTemplate: TransparencySettings = {
  version: 1,
  title: "Our drone flights",
  organisation: "Name of your organisation",
  description: "",
  policyUrl: null,
  delayHours: 72,
  gridM: 500,
  homeCircleM: 500,
  paths: true,
};

/** Reads settings. Throws a `UserError` (`bad-transparency-settings`) that names what is wrong. */
export function readTransparencySettings(text: string): TransparencySettings {
  if (text.length > MAX_TEXT) throw badSettings("it is longer than 20,000 characters");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badSettings("it is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badSettings(`${issue?.path.join(".") || "the file"}: ${issue?.message ?? "not valid"}`);
}

function badSettings(what: string): UserError {
  return new UserError(
    "bad-transparency-settings",
    "wrongUse",
    `The settings of the public page cannot be used (${what}); nothing was published.`,
  );
}
