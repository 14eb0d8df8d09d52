/** Which program sent something, as far as the capture says: apps by name or package, the maker's hosts by the catalogue. */
import type { FlowRow } from "@creance/capture";
import type { ConfidenceCap } from "./claim-rule.ts";
import type { ClaimContext, SeenConversation } from "./seen-conversation.ts";
import type { Tally } from "./tally.ts";

/** True when the capture says that the stated app sent it. */
export function isStatedApp({ app, package: name }: Pick<FlowRow, "app" | "package">, { statement }: ClaimContext): boolean {
  const word = statement.app?.toLowerCase();
  return word !== undefined && (app?.toLowerCase() === word || name?.toLowerCase() === word);
}

/** True when the capture says that another app than the stated one sent it. */
export function isOtherApp(row: Pick<FlowRow, "app" | "package">, context: ClaimContext): boolean {
  if (context.statement.app === null || (row.app === null && row.package === null)) return false;
  return !isStatedApp(row, context);
}

/** True when the capture names the stated app, or the host belongs to the maker. */
export function isSenderKnown({ row, makers }: SeenConversation, context: ClaimContext): boolean {
  return makers || isStatedApp(row, context);
}

/** The limit of confidence where nothing says which program it was. */
export const unknownSender: ConfidenceCap = {
  at: "low",
  because: "Nothing says which program sent it: another one on the device may have.",
};

/** That limit, where it applies: none of the conversations cited has an app's name. */
export function senderCaps(tally: Tally): readonly ConfidenceCap[] {
  return tally.cited.some(({ appKnown }) => appKnown) ? [] : [unknownSender];
}
