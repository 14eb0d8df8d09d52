/** A new grant's form: what was pasted is told apart, a flow proposes only what it lets go, the wish is what the contract takes. */
import { grantWishSchema, type PolicyFlow } from "@creance/api";
import { expect, test } from "vitest";
import { formFault, type GrantForm, pastedThings, underFlow, wishOf } from "../../src/share/grants/grant-form.ts";
import { parseGrantsSearch, parseNewGrantSearch } from "../../src/share/grants/grants-search.ts";

const flight = "0123456789abcdef";
const file = "ab".repeat(32);
const word = (name: string) => ({ word: name, title: name });
const flow: PolicyFlow = {
  id: "pictures",
  data: [word("imagery"), word("faces"), word("telemetry")],
  to: [word("customer"), word("partner")],
  who: null,
  regions: ["US"],
  purposes: [word("requestedService"), word("contract")],
  why: "The survey",
  keep: "90 days",
  redact: [word("faces")],
  readable: false,
  hosts: [],
  open: null,
};
const form: GrantForm = {
  flowId: "",
  recipientId: "r1",
  newName: "",
  newKind: "",
  newKeys: "",
  contact: " ",
  data: [],
  redact: ["serials"],
  purposes: [],
  why: " The survey ",
  destinations: ["results"],
  regions: ["DE"],
  from: "",
  until: "2026-12-31",
  keep: "",
  isStanding: false,
  picked: new Map([[flight, "A flight"]]),
  things: `${flight}\n${file}`,
  kinds: ["picture"],
  aircraft: "SYNTH One\nSYNTH Two, SYNTH One",
  every: "day",
  at: "02:30",
  by: "M. Sample",
  giver: "",
  giverContact: "",
};

test("pasted ids: each once, told apart by their lengths, whatever stands between them", () => {
  expect(pastedThings(`${flight}, ${file.toUpperCase()}\n${flight};  nonsense`)).toEqual({
    flights: [flight],
    items: [file],
    unknown: ["nonsense"],
  });
  expect(pastedThings(" \n")).toEqual({ flights: [], items: [], unknown: [] });
});

test("under another flow the data is chosen anew, a purpose only where there is a choice; it forgets the other flow's recipient", () => {
  expect(underFlow(form, flow)).toMatchObject({
    flowId: "pictures",
    data: [],
    redact: [],
    regions: [],
    purposes: [],
    newKind: "customer",
    recipientId: "",
  });
  expect(underFlow(form, { ...flow, purposes: [word("contract")] }).purposes).toEqual(["contract"]);
});

test("the wish fits the contract; days end when they are over; a standing grant names no files", () => {
  const chosen = { ...underFlow(form, flow), recipientId: "r1", data: ["imagery"], purposes: ["contract"] };
  expect(formFault(chosen)).toBeNull();
  const wish = wishOf(chosen);
  expect(grantWishSchema.parse(wish)).toEqual(wish);
  expect(wish).toMatchObject({
    giver: { name: "M. Sample", contact: null },
    recipient: { id: "r1", contact: null },
    why: "The survey",
    fromUs: null,
    untilUs: Date.UTC(2027, 0, 1) * 1000,
    keep: null,
    flights: [flight],
    items: [file],
    standing: null,
  });
  const standing = wishOf({ ...chosen, isStanding: true, recipientId: "", newName: " X ", newKeys: "age1a\n\nage1b" });
  expect(grantWishSchema.parse(standing)).toEqual(standing);
  expect(standing).toMatchObject({
    recipient: { name: "X", kind: "customer", keys: ["age1a", "age1b"] },
    flights: [],
    items: [],
    standing: { aircraft: ["SYNTH One", "SYNTH Two"], kinds: ["picture"], every: "day", atMinute: 150 },
  });
  expect(wishOf({ ...chosen, giver: "The owner", giverContact: "owner@synth.example" }).giver).toEqual({
    name: "The owner",
    contact: "owner@synth.example",
  });
  expect(wishOf({ ...chosen, isStanding: true, every: "hour" }).standing?.atMinute).toBeNull();
});

test("what is missing is said, one thing at a time", () => {
  const chosen = { ...underFlow(form, flow), recipientId: "r1", data: ["imagery"], purposes: ["contract"] };
  expect(formFault({ ...chosen, data: [] })).toMatch(/kind of data/);
  expect(formFault({ ...chosen, purposes: [] })).toMatch(/what it is for/);
  expect(formFault({ ...chosen, destinations: [] })).toMatch(/one place/);
  expect(formFault({ ...chosen, recipientId: "" })).toMatch(/to whom/);
  expect(formFault({ ...chosen, picked: new Map(), things: "" })).toMatch(/which flights or files/);
  expect(formFault({ ...chosen, things: "abc" })).toMatch(/“abc” is neither/);
  expect(formFault({ ...chosen, things: "abc", isStanding: true })).toBeNull();
  expect(formFault({ ...chosen, isStanding: true, kinds: [] })).toMatch(/standing grant/);
  const many = Array.from({ length: 201 }, (_, index) => index.toString(16).padStart(16, "0")).join(" ");
  expect(formFault({ ...chosen, things: many })).toMatch(/at most 200/);
});

test("addresses: only what can be an id is taken", () => {
  expect(parseGrantsSearch({ grant: "ab".repeat(16) })).toEqual({ grant: "ab".repeat(16) });
  expect(parseGrantsSearch({ grant: "x" })).toEqual({});
  expect(parseNewGrantSearch({ flights: flight, items: `${file},${file}` })).toEqual({ flights: flight, items: `${file},${file}` });
  expect(parseNewGrantSearch({ flights: "x", items: 7 })).toEqual({});
});
