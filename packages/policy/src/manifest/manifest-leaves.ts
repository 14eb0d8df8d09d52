/** Single values of a privacy manifest: each knows what it expects and says so. */
import { leaf, oneOf } from "../leaves.ts";
import { quoted } from "../problem.ts";
import { isCountry, placeFault } from "../region/places.ts";
import { type DataClass, dataClasses } from "../vocabulary/data-classes.table.ts";
import { type Purpose, purposes } from "../vocabulary/purposes.table.ts";
import { type RecipientKind, recipientKinds } from "../vocabulary/recipient-kinds.table.ts";
import { parseDurationUs } from "../words/duration.ts";
import { dayUs } from "./day.ts";

/** What a keeping time without an end is called. */
export const UNTIL_DELETED = "until deleted";

/** A class of data. */
export const dataClassLeaf = oneOf<DataClass>(dataClasses, "a class of data");
/** A kind of recipient. */
export const recipientKindLeaf = oneOf<RecipientKind>(recipientKinds, "a kind of recipient");
/** A purpose. */
export const purposeLeaf = oneOf<Purpose>(purposes, "a purpose");

/** The id of a flow. */
export const flowIdLeaf = leaf("an id of lower-case letters, digits and hyphens, such as customer-pictures", (value) =>
  typeof value === "string" && /^[a-z][a-z0-9-]{0,63}$/.test(value)
    ? { value }
    : { fault: `${quoted(String(value))} is no id: lower-case letters, digits and hyphens, beginning with a letter, at most 64.` },
);

/** The manifest's own version. */
export const revisionLeaf = leaf("the manifest's own version, such as 3 or 2026-11", (value) =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(String(value))
    ? { value: String(value) }
    : { fault: `${quoted(String(value))} is no version: up to 32 letters, digits, dots and hyphens.` },
);

/** A day. */
export const dayLeaf = leaf("a day, such as 2026-11-01", (value) => {
  const us = dayUs(String(value));
  return us === null ? { fault: `${quoted(String(value))} is no day such as 2026-11-01.` } : { value: us };
});

/** A country. */
export const countryLeaf = leaf("a country's two letters, such as US", (value) =>
  isCountry(String(value))
    ? { value: String(value) }
    : { fault: `${quoted(String(value))} is no country: two capital letters, such as US.` },
);

/** A place that data may lie in. */
export const placeLeaf = leaf("a country such as US, or a provider's region such as aws/us-west-2", (value) => {
  const fault = placeFault(String(value));
  return fault === null ? { value: String(value) } : { fault };
});

/** How long something is kept; `null`: until somebody deletes it. */
export const keepLeaf = leaf<number | null>(`a time with its unit, such as 30 days, or "${UNTIL_DELETED}"`, (value) => {
  if (value === UNTIL_DELETED) return { value: null };
  const us = parseDurationUs(String(value));
  return us === null
    ? { fault: `${quoted(String(value))} is no time. Expected is a number with hours or days, or "${UNTIL_DELETED}".` }
    : { value: us };
});
