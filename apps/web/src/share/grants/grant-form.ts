/** A new grant as its form holds it, and the wish that it is. */
import type { GrantWishInput, PolicyFlow } from "@creance/api";

/** What the form holds. */
export interface GrantForm {
  readonly flowId: string;
  /** Id of a recipient that was named before; empty: a new one. */
  readonly recipientId: string;
  readonly newName: string;
  readonly newKind: string;
  /** One age key a line. */
  readonly newKeys: string;
  readonly contact: string;
  readonly data: readonly string[];
  readonly redact: readonly string[];
  readonly purposes: readonly string[];
  readonly why: string;
  readonly destinations: readonly string[];
  /** Narrower than the flow's places; empty: those. */
  readonly regions: readonly string[];
  /** Days as `2026-11-01`; empty: from now on. */
  readonly from: string;
  readonly until: string;
  /** Empty: as the flow says. */
  readonly keep: string;
  readonly isStanding: boolean;
  /** Flights that were chosen from the list, with their names. */
  readonly picked: ReadonlyMap<string, string>;
  /** Ids of flights and SHA-256 of files, as they were pasted. */
  readonly things: string;
  readonly kinds: readonly string[];
  /** One aircraft a line. */
  readonly aircraft: string;
  readonly every: string;
  /** `02:00`. */
  readonly at: string;
  /** Who signs it. */
  readonly by: string;
  /** Who gives it; empty: who signs it. */
  readonly giver: string;
  readonly giverContact: string;
}

/** Things that were pasted, told apart by their lengths. */
export interface PastedThings {
  readonly flights: readonly string[];
  readonly items: readonly string[];
  /** What is neither. */
  readonly unknown: readonly string[];
}

const DAY_US = 86_400e6;

/** The things in a text: separated by spaces, commas or line ends; each once. */
export function pastedThings(text: string): PastedThings {
  const words = [...new Set(text.toLowerCase().split(/[\s,;]+/))].filter((word) => word !== "");
  const flights = words.filter((word) => /^[0-9a-f]{16}$/.test(word));
  const items = words.filter((word) => /^[0-9a-f]{64}$/.test(word));
  return { flights, items, unknown: words.filter((word) => !flights.includes(word) && !items.includes(word)) };
}

const nothing: PastedThings = { flights: [], items: [], unknown: [] };

/** What was chosen and what was pasted, each once. */
function thingsOf({ picked, things }: GrantForm): PastedThings {
  const pasted = pastedThings(things);
  return { ...pasted, flights: [...new Set([...picked.keys(), ...pasted.flights])] };
}

/** The form under another flow: kinds of data are chosen anew, one by one; a purpose only where there is a choice. */
export function underFlow(form: GrantForm, flow: PolicyFlow): GrantForm {
  return {
    ...form,
    flowId: flow.id,
    data: [],
    redact: [],
    regions: [],
    purposes: flow.purposes.length === 1 ? flow.purposes.map(({ word }) => word) : [],
    newKind: flow.to[0]?.word ?? "",
    recipientId: "",
  };
}

/** Why the form is no wish yet, a sentence; `null`: it is one. */
export function formFault(form: GrantForm): string | null {
  const { unknown, flights, items } = thingsOf(form);
  if (form.data.length === 0) return "Choose at least one kind of data.";
  if (form.purposes.length === 0) return "Choose what it is for.";
  if (form.destinations.length === 0) return "Choose at least one place.";
  if (form.recipientId === "" && form.newName.trim() === "") return "Say to whom.";
  if (form.isStanding) return form.kinds.length === 0 ? "Choose what the standing grant is for." : null;
  const [first = ""] = unknown;
  if (first !== "") return `“${first.slice(0, 40)}” is neither a flight’s id (16 characters) nor a SHA-256 (64 characters).`;
  if (flights.length + items.length === 0) return "Say which flights or files it is for.";
  return flights.length > 200 || items.length > 200 ? "One grant is for at most 200 flights or files." : null;
}

/** The wish. Days end when they are over (UTC). */
export function wishOf(form: GrantForm): GrantWishInput {
  const contact = orNull(form.contact);
  const { flights, items } = form.isStanding ? nothing : thingsOf(form);
  return {
    giver: { name: orNull(form.giver) ?? form.by.trim(), contact: orNull(form.giverContact) },
    recipient:
      form.recipientId === ""
        ? { name: form.newName.trim(), kind: form.newKind, contact, keys: linesOf(form.newKeys) }
        : { id: form.recipientId, contact },
    data: [...form.data],
    purposes: [...form.purposes],
    why: form.why.trim(),
    destinations: [...form.destinations],
    regions: [...form.regions],
    redact: [...form.redact],
    fromUs: form.from === "" ? null : dayUs(form.from),
    untilUs: dayUs(form.until) + DAY_US,
    keep: orNull(form.keep),
    flowId: form.flowId,
    flights: [...flights],
    items: [...items],
    standing: form.isStanding
      ? {
          aircraft: linesOf(form.aircraft),
          kinds: [...form.kinds],
          every: form.every,
          atMinute: form.every === "hour" ? null : minuteOf(form.at),
        }
      : null,
  };
}

function dayUs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) * 1000;
}

/** Minutes since midnight; a time that cannot be read is 02:00, as the field begins. */
function minuteOf(clock: string): number {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(clock) ?? [];
  return hours === undefined || minutes === undefined ? 120 : Number(hours) * 60 + Number(minutes);
}

function linesOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[\n,]+/)
        .map((line) => line.trim())
        .filter((line) => line !== ""),
    ),
  ];
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
