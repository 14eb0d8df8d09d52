/** Who does what is entered, as this page was told last; forgotten with the page. */

let name = "";

/** The name that was given last; empty at first. */
export function rememberedName(): string {
  return name;
}

/** Keeps it until the page is closed. */
export function rememberName(by: string): void {
  name = by;
}
