/** What a person named on the command line, as things to share: flights, pictures and clips, or originals by their whole SHA-256. */
import { statSync } from "node:fs";
import { UserError } from "@creance/core";
import type { Mask } from "@creance/seal";
import type { ShareForm, ShareThing } from "@creance/server";
import type { Vault } from "@creance/vault";
import { namedItems } from "../exposure/named-items.ts";

/** The things. Throws a `UserError` for a name that fits nothing kept, and for a mask of something that is not shared. */
export function shareThings(
  vault: Vault,
  names: readonly string[],
  options: { readonly form: ShareForm; readonly masks: readonly { readonly item: string; readonly mask: Mask }[] },
): readonly ShareThing[] {
  const lower = names.map((name) => {
    if (/^[0-9a-f]{8,64}$/i.test(name)) return name.toLowerCase();
    const isFile = statSync(name, { throwIfNoEntry: false }) !== undefined;
    const why = isFile
      ? "is a file: keep it first (creance import), so that the ledger can name it"
      : "is no beginning of an id or SHA-256";
    throw new UserError("no-such-item", isFile ? "wrongUse" : "notFound", `${name} ${why}. Nothing was sent.`);
  });
  const isOther = (name: string): boolean =>
    name.length === 64 && vault.mediaEntry(name) === undefined && vault.originalSize(name) !== undefined;
  const found = namedItems(
    vault,
    lower.filter((name) => !isOther(name)),
  );
  for (const { item } of options.masks) {
    if (!found.media.some((sha256) => sha256.startsWith(item.toLowerCase()))) {
      throw new UserError(
        "bad-option",
        "wrongUse",
        `--mask names ${item.slice(0, 64)}, which is no picture or clip of this share. Nothing was sent.`,
      );
    }
  }
  return [
    ...found.flights.map((id): ShareThing => ({ kind: "flight", id, form: options.form })),
    ...found.media.map((sha256): ShareThing => {
      const masks = options.masks.filter(({ item }) => sha256.startsWith(item.toLowerCase())).map(({ mask }) => mask);
      return { kind: "media", sha256, ...(masks.length === 0 ? {} : { masks }) };
    }),
    ...lower.filter(isOther).map((sha256): ShareThing => ({ kind: "original", sha256 })),
  ];
}
