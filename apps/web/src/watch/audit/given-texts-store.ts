/** Texts that are given with an audit: in this page's memory alone, gone with it. */
import { useSyncExternalStore } from "react";

/** Names of the texts, as in the contract. */
export const givenNames = ["identifiers", "consent", "statement", "keys", "claims", "policy"] as const;
/** Name of a text. */
export type GivenName = (typeof givenNames)[number];
/** The texts by name; what is not given is absent. */
export type GivenTexts = { readonly [Name in GivenName]?: string };

let texts: GivenTexts = {};
const listeners = new Set<() => void>();

/** Sets some texts; an empty one is taken away. */
export function giveTexts(change: { readonly [Name in GivenName]?: string | undefined }): void {
  const merged = { ...texts, ...change };
  texts = Object.fromEntries(Object.entries(merged).filter(([, text]) => text !== undefined && text !== ""));
  for (const listener of listeners) listener();
}

/** Takes all texts away. */
export function forgetTexts(): void {
  texts = {};
  for (const listener of listeners) listener();
}

/** The texts as they are. */
export function useGivenTexts(): GivenTexts {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => texts,
  );
}
