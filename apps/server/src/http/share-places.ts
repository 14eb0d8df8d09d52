/** Places as a person names them on the page: providers that are known, and a place with its keys. */
import type { SharePlaceRow, StorageProvider, sharePlaceWishSchema } from "@creance/api";
import { providerRegionsTable } from "@creance/policy";
import type { z } from "zod";
import type { Share } from "../operation/share/types.ts";
import { placeRow, recipientKind } from "./share-words.ts";

const providerTitles: Readonly<Record<keyof typeof providerRegionsTable, { readonly title: string; readonly endpoint: string | null }>> = {
  aws: { title: "Amazon S3", endpoint: "https://s3.{region}.amazonaws.com" },
  r2: { title: "Cloudflare R2", endpoint: null },
};
/** Partitions of a provider whose host names end otherwise. */
const otherEnds: readonly (readonly [start: string, endpoint: string])[] = [
  ["cn-", "https://s3.{region}.amazonaws.com.cn"],
  ["eusc-", "https://s3.{region}.amazonaws.eu"],
];

/** Providers whose regions and countries are known. */
export function storageProviders(): readonly StorageProvider[] {
  return (Object.keys(providerTitles) as (keyof typeof providerTitles)[]).map((word) => ({
    word,
    title: providerTitles[word].title,
    regions: Object.entries(providerRegionsTable[word].countries).map(([region, country]) => ({
      region,
      country,
      endpoint: endpointOf(word, region),
    })),
  }));
}

/** Names a place; its keys go into the keyring. Nothing connects. */
export async function addPlace(share: Share, wish: z.infer<typeof sharePlaceWishSchema>): Promise<SharePlaceRow> {
  const { title, kind, endpoint, region, country, bucket, prefix, pathStyle, addresses, caPem, expectedOwner } = wish;
  const place = await share.addDestination({
    destination: {
      title,
      kind,
      endpoint,
      region,
      country,
      bucket,
      prefix,
      pathStyle,
      ...(addresses.length === 0 ? {} : { addresses }),
      ...(caPem === "" ? {} : { caPem }),
      ...(expectedOwner === "" ? {} : { expectedOwner }),
    },
    heldBy: recipientKind(wish.heldBy),
    credentials: {
      accessKeyId: kind === "s3" ? wish.accessKeyId : "",
      secretAccessKey: wish.secretAccessKey,
      ...(wish.sessionToken === "" ? {} : { sessionToken: wish.sessionToken }),
    },
    by: wish.by,
  });
  return placeRow(place);
}

function endpointOf(word: keyof typeof providerTitles, region: string): string | null {
  const found = otherEnds.find(([start]) => region.startsWith(start))?.[1] ?? providerTitles[word].endpoint;
  return found === null ? null : found.replace("{region}", region);
}
