/** The request that asks the maker to open a record's wrapped keys. Building it sends nothing (section 9 of the format's document). */
import { toBase64, UserError } from "@creance/core";
import { djiKeychainErrorCodes } from "./errors.table.ts";
import { djiFeatureWireName } from "./features.table.ts";
import type { DjiEnding, DjiHeader } from "./types.ts";

/** Departments that the service knows: 1 SDK, 2 GO, 3 Fly, 4 Agriculture, 5 Terra, 6 Glasses, 7 Pilot, 8 GS Pro. */
const LAST_DEPARTMENT = 8;
const FLY_DEPARTMENT = 3;
const DEFAULT_KEYCHAIN_VERSION = 2;

/** A keychain request, ready to be shown, saved or carried elsewhere. */
export interface DjiKeychainRequest {
  /** The exact JSON text of the request. */
  readonly body: string;
  readonly version: number;
  readonly department: number;
  /** Keychain groups, and wrapped keys in all of them. */
  readonly groups: number;
  readonly keys: number;
}

/**
 * Builds the request for a record that was read. An unknown department is sent as 3 (Fly). Throws `UserError`
 * `keychain-nothing-to-request` when the record holds no wrapped keys.
 */
export function keychainRequest(ending: DjiEnding, header: DjiHeader): DjiKeychainRequest {
  const groups = ending.keychainGroups;
  const keys = groups.reduce((sum, group) => sum + group.length, 0);
  if (keys === 0) {
    throw new UserError("keychain-nothing-to-request", "wrongUse", djiKeychainErrorCodes["keychain-nothing-to-request"]);
  }
  const version = header.keychainVersion ?? DEFAULT_KEYCHAIN_VERSION;
  const stated = header.department ?? FLY_DEPARTMENT;
  const department = stated >= 1 && stated <= LAST_DEPARTMENT ? stated : FLY_DEPARTMENT;
  const keychainsArray = groups.map((group) =>
    group.map(({ feature, ciphertext }) => ({ featurePoint: djiFeatureWireName(feature), aesCiphertext: toBase64(ciphertext) })),
  );
  return { body: JSON.stringify({ version, department, keychainsArray }), version, department, groups: groups.length, keys };
}
