/** Single values of a policy file: each knows what it expects and says so. */
import { z } from "zod";
import { didYouMean } from "./did-you-mean.ts";
import { quoted } from "./problem.ts";
import type { ByteLimit, DataKind, LimitSpan, Opening } from "./types.ts";
import { limitSpans, openings } from "./types.ts";
import { parseDurationUs } from "./words/duration.ts";
import { parseIpv4, specialRange } from "./words/ipv4.ts";
import { hostNameFault, hostPatternFault, interfaceFault } from "./words/names.ts";
import { parseSizeBytes } from "./words/size.ts";

/** Longest opening that a policy can allow: who needs more says `always`. */
const MAX_OPENING_US = 86_400e6;
const MAX_WORDS_LENGTH = 512;

/** A value, or the sentence that says why there is none. */
type Checked<Value> = { readonly value: Value } | { readonly fault: string };

/** A schema of one value. `what` follows "missing: " and "expected is ". */
export function leaf<Value>(what: string, check: (value: string | number) => Checked<Value>) {
  return z.unknown().transform((value, context): Value => {
    const checked: Checked<Value> =
      value === undefined || value === null
        ? { fault: `Missing: ${what}.` }
        : typeof value === "string" || typeof value === "number"
          ? check(value)
          : { fault: `Expected is ${what}.` };
    if ("value" in checked) return checked.value;
    context.addIssue({ code: "custom", message: checked.fault });
    return z.NEVER;
  });
}

/** Free words, trimmed; a folded or block text becomes one line. */
export function words(what: string) {
  return leaf(what, (value) => {
    const text = String(value).replace(/\s+/g, " ").trim();
    if (text === "") return { fault: `Empty: ${what}.` };
    return text.length > MAX_WORDS_LENGTH ? { fault: `The text is longer than ${MAX_WORDS_LENGTH} characters.` } : { value: text };
  });
}

/** One of a few words. */
export function oneOf<Word extends string>(known: readonly Word[], what: string) {
  const all = known.join(", ");
  return leaf(`${what} (${all})`, (value) => {
    const word = known.find((each) => each === value);
    if (word !== undefined) return { value: word };
    return { fault: `${quoted(String(value))} is not known.${didYouMean(String(value), known, ` Expected is ${what}: ${all}.`)}` };
  });
}

/** `version: 1`. */
export const versionLeaf = leaf("version: 1, the version of this format", (value) =>
  value === 1 ? { value } : { fault: `Version ${quoted(String(value))} of the format is not known; this program reads version 1.` },
);

/** A service's exact name. */
export const hostNameLeaf = leaf("the host name, such as api.example.com", (value) => {
  const fault = hostNameFault(String(value));
  return fault === null ? { value: String(value) } : { fault };
});

/** A host of an `allow` rule. */
export const hostPatternLeaf = leaf("a host name, an address, or *. and a host name", (value) => {
  const fault = hostPatternFault(String(value));
  return fault === null ? { value: String(value) } : { fault };
});

/** An interface's name. */
export const interfaceLeaf = leaf("the name of the interface, such as eth0", (value) => {
  const fault = interfaceFault(String(value));
  return fault === null ? { value: String(value) } : { fault };
});

/** When a service is open. */
export const openingLeaf = oneOf<Opening>(openings, "when it is open");
/** What a limit counts for. */
export const limitSpanLeaf = oneOf<LimitSpan>(limitSpans, "what the limit counts for");

/** A size: the `up` of a limit. */
export const sizeLeaf = leaf<ByteLimit["upBytes"]>("a size with its unit, such as 10 MB", (value) => {
  const bytes = parseSizeBytes(String(value));
  return bytes === null
    ? { fault: `${quoted(String(value))} is no size. Expected is a number with B, kB, MB, GB, TB, KiB, MiB or GiB.` }
    : { value: bytes };
});

/** The longest opening. */
export const openForLeaf = leaf("a time with its unit, such as 10 minutes", (value) => {
  const us = parseDurationUs(String(value));
  if (us === null) return { fault: `${quoted(String(value))} is no time. Expected is a number with seconds, minutes or hours.` };
  if (us < 1e6) return { fault: "An opening is at least one second long." };
  return us > MAX_OPENING_US ? { fault: "An opening is at most 24 hours long: what is needed longer is `open: always`." } : { value: us };
});

/** A port of a service: the relay checks names on these two alone. */
export const servicePortLeaf = leaf("a port, 80 or 443", (value) =>
  value === 80 || value === 443
    ? { value }
    : { fault: `Port ${quoted(String(value))} cannot be opened: only 80 and 443, where the name in each connection can be checked.` },
);

/** The port of the management connection. */
export const managePortLeaf = leaf("a port, such as 22", (value) => {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > 65_535)
    return { fault: `${quoted(String(value))} is no port: 1 to 65535.` };
  return value === 53 || value === 80 || value === 443
    ? { fault: `Port ${value} is the gateway's own, for the local network: choose another.` }
    : { value };
});

/** An IPv4 address of a machine. */
export const ipv4Leaf = leaf("an IPv4 address, such as 192.0.2.1", (value) => {
  const address = parseIpv4(String(value));
  if (address === null) return { fault: `${quoted(String(value))} is no IPv4 address.` };
  const fault = specialRange(address);
  return fault === null ? { value: String(value) } : { fault: `${quoted(String(value))} cannot be used: ${fault}.` };
});

/** `10.77.0.1/24`: an address with the length of its network's prefix. */
export const interfaceAddressLeaf = leaf("an address with its prefix, such as 10.77.0.1/24", (value) => {
  const [, text = "", length = ""] = /^([0-9.]+)\/(\d{1,2})$/.exec(String(value)) ?? [];
  const address = parseIpv4(text);
  const prefixLength = Number(length);
  if (address === null) return { fault: `${quoted(String(value))} is no IPv4 address with a prefix, such as 10.77.0.1/24.` };
  if (prefixLength < 8 || prefixLength > 30) return { fault: `The prefix /${prefixLength} is out of range: /8 to /30.` };
  return { value: { address: text, prefixLength } };
});

/** A kind of data that an audit finds; any word where nobody said which there are. */
export function dataKindLeaf(known: readonly DataKind[] | undefined) {
  if (known !== undefined) return oneOf<DataKind>(known, "a kind of data");
  return leaf<DataKind>("a kind of data, such as position", (value) =>
    typeof value === "string" && /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(value)
      ? { value }
      : { fault: `${quoted(String(value))} is no kind of data: one word, such as position, is expected.` },
  );
}
