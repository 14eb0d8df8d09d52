/** Whether an XMP packet, after its values were taken out, says anything that was not read: comments, stray texts, RDF names. */
import type { ByteSource } from "@creance/core";
import type { PhotoFile } from "@creance/formats";

/** A packet that must go as a whole. */
export interface UnreadPacket {
  readonly from: number;
  readonly to: number;
}

const MOST_PACKET_BYTES = 4_194_304;
const HIDING = /<!|<\?(?!xpacket|xml)|\srdf:(?!about|resource|parseType)\w+\s*=/i;

/** The packets whose leftover texts are not all among `kept`. `edited` has the original's offsets; extended packets went before. */
export async function unreadPackets(photo: PhotoFile, edited: ByteSource, kept: ReadonlySet<string>): Promise<readonly UnreadPacket[]> {
  const unread: UnreadPacket[] = [];
  for (const { from, to, extended } of photo.parts.xmp) {
    if (extended) continue;
    if (to - from > MOST_PACKET_BYTES || saysMore(new TextDecoder().decode(await edited.read(from, to)), kept)) unread.push({ from, to });
  }
  return unread;
}

function saysMore(packet: string, kept: ReadonlySet<string>): boolean {
  if (HIDING.test(packet)) return true;
  const end = packet.lastIndexOf(">");
  if (
    packet
      .slice(end + 1)
      .replaceAll("\0", "")
      .trim() !== ""
  )
    return true;
  return packet
    .slice(0, end + 1)
    .replace(/<[^>]*>/g, "\u0001")
    .split("\u0001")
    .some((text) => text.trim() !== "" && !kept.has(text.trim()));
}
