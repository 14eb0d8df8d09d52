/** Characters that a reader of the file does not see, or sees elsewhere: they could make a policy look like another. */

/** Control, format and half characters, and odd line ends; not tab and line end, and not the two joiners that some scripts need. */
const HIDDEN = /(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The first of them and what to do; `null` when there is none. A byte order mark at the very start is none. */
export function hiddenCharacter(text: string): { readonly offset: number; readonly sentence: string } | null {
  for (const { 0: character, index } of text.matchAll(HIDDEN)) {
    if (index === 0 && character === "\ufeff") continue;
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return { offset: index, sentence: `There is a character here that cannot be seen (U+${code}): remove it.` };
  }
  return null;
}
