/** What the search box of the header searches on which screen. */

/** A screen whose address takes what is searched. */
export interface SearchArea {
  readonly label: string;
  /** `null`: the screen's own address; else the path of the list that is searched. */
  readonly path: string | null;
}

const flights: SearchArea = { label: "Search flights, places, serials", path: "/flights" };
const conversations: SearchArea = { label: "Search servers, operators, apps, roles", path: null };
const captures: SearchArea = { label: "Search captures by name or hash", path: null };
const media: SearchArea = { label: "Search pictures, places, cameras", path: "/media" };

/** What is searched from a screen; every screen without a search of its own searches flights. */
export function searchAreaOf(pathname: string, search: { readonly view?: unknown }): SearchArea {
  if (pathname === "/watch") return search.view === "all" ? conversations : captures;
  if (pathname === "/media" || pathname.startsWith("/media/")) return media;
  return pathname.startsWith("/watch/") ? conversations : flights;
}
