/** Whether the country databases agree. One database alone, or two that differ, never make a verdict. */
import type { CountryOpinion } from "../conversation.ts";

/** What several opinions come to. */
export interface CountryAgreement {
  /** `agreed`: at least two name it and none another; `majority`: at least two name it, another differs; `disputed`: no two agree; `none`: no opinion. */
  readonly verdict: "agreed" | "majority" | "disputed" | "none";
  /** The country that at least two databases name; `null` otherwise. */
  readonly country: string | null;
  /** How many databases name `country`. */
  readonly votes: number;
  /** How many databases were asked, those without an opinion included. */
  readonly asked: number;
}

/** Counts opinions. A single opinion is `disputed`: there was nothing to agree with. A tie of two pairs is `disputed` too. */
export function countryAgreement(opinions: readonly CountryOpinion[]): CountryAgreement {
  const votes = new Map<string, number>();
  for (const { country } of opinions) if (country !== null) votes.set(country, (votes.get(country) ?? 0) + 1);
  const ranked = [...votes].sort((a, b) => b[1] - a[1]);
  const [first, second] = ranked;
  const asked = opinions.length;
  if (first === undefined) return { verdict: "none", country: null, votes: 0, asked };
  if (first[1] < 2 || first[1] === second?.[1]) return { verdict: "disputed", country: null, votes: 0, asked };
  return { verdict: second === undefined ? "agreed" : "majority", country: first[0], votes: first[1], asked };
}
