/** Filters that are set, in words: each can be taken away by itself. */
import { countryName } from "@creance/report";
import type { Words } from "../words/words.ts";
import type { FlowFilters } from "./flow-view.ts";
import { shortNameSource } from "./name-source-words.ts";
import { roleWords } from "./role-words.ts";

/** One chip. */
export interface Chip {
  /** Filters that go when it is taken away. */
  readonly names: readonly (keyof FlowFilters)[];
  readonly label: string;
  readonly value: string;
}

/** The chips of a view. */
export function chipsOf(view: FlowFilters, words: Pick<Words, "timeOfDay">): Chip[] {
  const one = (name: keyof FlowFilters, label: string, value: string | undefined): Chip[] =>
    value === undefined ? [] : [{ names: [name], label, value }];
  const { from, to } = view;
  const clock = (text: string | undefined): string => (text === undefined ? "" : words.timeOfDay(Number(text), null));
  const time =
    from !== undefined && to !== undefined
      ? `${clock(from)} to ${clock(to)}`
      : from !== undefined
        ? `from ${clock(from)}`
        : to !== undefined
          ? `before ${clock(to)}`
          : undefined;
  return [
    ...one("search", "words", view.search),
    ...one("server", "server", view.server),
    ...one("role", "role", view.role === undefined ? undefined : roleWords(view.role)),
    ...one("service", "spoke", view.service),
    ...one("operator", "operator", view.operator),
    ...one("country", "country", view.country === undefined ? undefined : `${countryName(view.country)}, says at least one database`),
    ...one("app", "app", view.app),
    ...one("how", "name known by", view.how === undefined ? undefined : shortNameSource(view.how)),
    ...one("scope", "where", view.scope === undefined ? undefined : view.scope === "internet" ? "the internet" : "local addresses"),
    ...one("device", "from", view.device),
    ...(time === undefined ? [] : [{ names: ["from", "to"] as const, label: "began", value: time }]),
  ];
}
