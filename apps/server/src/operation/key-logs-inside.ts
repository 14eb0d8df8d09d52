/** The key logs inside a capture, found before it is read for its conversations: they may stand behind the packets that they open. */
import { createKeyLogCollector, KeyLog } from "@creance/capture";
import { type ByteSource, isFormatError, type Platform } from "@creance/core";

/** Bytes that are looked through at once. */
const READ_BYTES = 1 << 20;
/** Bytes given on at once where they are compressed. */
const PACKED_BYTES = 8192;
/** Most characters of key logs; a reader takes no more than this in all. */
const MAX_TEXT = 256 * 1024 * 1024;
/** First bytes of a pcapng. */
const PCAPNG = [0x0a, 0x0d, 0x0d, 0x0a] as const;

/** The texts, each ended by a line feed. Damage is left to the reading that follows; only pcapng, in gzip or not, is looked through at all. */
export async function keyLogsInside(source: ByteSource, platform: Platform): Promise<readonly string[]> {
  const keyLog = new KeptTexts();
  const collector = createKeyLogCollector({ platform, keyLog });
  try {
    for (let start = 0; start < source.size; start += READ_BYTES) {
      const bytes = await source.read(start, Math.min(source.size, start + READ_BYTES));
      if (bytes.byteLength === 0 || (start === 0 && !isPcapng(bytes, platform))) break;
      for (let at = 0; at < bytes.byteLength; at += PACKED_BYTES) collector.push(bytes.subarray(at, at + PACKED_BYTES));
    }
  } catch (error) {
    if (!isFormatError(error)) throw error;
  }
  return keyLog.texts;
}

/** Keeps the texts that it is given. */
class KeptTexts extends KeyLog {
  readonly texts: string[] = [];
  #length = 0;

  override add(text: string): void {
    this.#length += text.length;
    if (this.#length <= MAX_TEXT) this.texts.push(text.endsWith("\n") ? text : `${text}\n`);
  }
}

function isPcapng(head: Uint8Array, platform: Platform): boolean {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return PCAPNG.every((byte, at) => head[at] === byte);
  try {
    const plain = platform.createGunzip({ maxOutputBytes: 1 << 24 }).push(head.subarray(0, PACKED_BYTES));
    return PCAPNG.every((byte, at) => plain[at] === byte);
  } catch {
    return false;
  }
}
