/** Settings of the public page, kept in this browser: the vault keeps none. */
import type { PublicPageSettings } from "@creance/api";

const KEY = "creance-public-page";

/** What keeps them. */
type Keeper = Pick<Storage, "getItem" | "setItem"> | null;

/** The settings that were kept; where there are none, or what is kept is not right, those to start from. */
export function keptSettings(keeper: Keeper, template: PublicPageSettings): PublicPageSettings {
  let raw: unknown = null;
  try {
    raw = JSON.parse(keeper?.getItem(KEY) ?? "null");
  } catch {
    return template;
  }
  if (typeof raw !== "object" || raw === null) return template;
  const kept = raw as Readonly<Record<string, unknown>>;
  const text = (name: string, most: number, or: string): string => {
    const value = kept[name];
    return typeof value === "string" && value.length <= most ? value : or;
  };
  const number = (name: string, least: number, most: number, or: number): number => {
    const value = kept[name];
    return typeof value === "number" && value >= least && value <= most ? value : or;
  };
  return {
    version: 1,
    title: text("title", 200, template.title),
    organisation: text("organisation", 200, template.organisation),
    description: text("description", 5000, template.description),
    policyUrl: text("policyUrl", 500, "") || null,
    delayHours: Math.round(number("delayHours", 0, MOST_DELAY_HOURS, template.delayHours)),
    gridM: number("gridM", LEAST_M, MOST_M, template.gridM),
    homeCircleM: number("homeCircleM", LEAST_M, MOST_M, template.homeCircleM),
    paths: typeof kept["paths"] === "boolean" ? kept["paths"] : template.paths,
  };
}

/** Keeps them. */
export function keepSettings(keeper: Keeper, settings: PublicPageSettings): void {
  keeper?.setItem(KEY, JSON.stringify(settings));
}

/** Why a page cannot be made with these settings; `null`: it can. */
export function settingsFault({ title, organisation, policyUrl }: PublicPageSettings): string | null {
  if (title.trim() === "" || organisation.trim() === "") return "The page needs a title and the name of an organisation.";
  if (policyUrl !== null && !/^https:\/\/[^\s"<>]+$/.test(policyUrl))
    return "The address of the policy begins with https:// and holds no spaces.";
  return null;
}

// As in the contract, which is not loaded here: it would bring its schemas along.
/** Longest delay, ten years. */
export const MOST_DELAY_HOURS = 24 * 3660;
/** Finest cell and smallest circle, metres. */
export const LEAST_M = 100;
/** Coarsest cell and largest circle, metres. */
export const MOST_M = 50_000;
