/** Originals that a person names, from typed or pasted text. */

/** Hashes, or beginnings of at least 8 characters, each once; `wrong`: words that are neither. */
export function namedItems(text: string): { readonly items: readonly string[]; readonly wrong: readonly string[] } {
  const words = [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter((word) => word !== ""),
    ),
  ];
  return { items: words.filter(isHash), wrong: words.filter((word) => !isHash(word)) };
}

function isHash(word: string): boolean {
  return /^[0-9a-f]{8,64}$/.test(word);
}
