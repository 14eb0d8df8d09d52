// What we decrypt of a capture: one entry a connection of TLS, or a stream of QUIC, with the bytes of each side.
import { readFileSync } from "node:fs";
import { nodePlatform } from "../../adapters/node/src/index.ts";
import { createConversationReader, createKeyLogCollector, KeyLog } from "../../packages/capture/src/index.ts";

/** `{streams, report, refused}`. A stream: `{protocol, ends, streamId, sides, gaps}`; `ends` are those that sent side 0 and side 1. */
export function ourPlaintext(path, keys) {
  const keyLog = new KeyLog();
  if (keys !== null) keyLog.add(readFileSync(keys, "latin1"));
  const bytes = readFileSync(path);
  const streams = [];
  try {
    const collector = createKeyLogCollector({ platform: nodePlatform, keyLog });
    if (collector.push(bytes)) collector.end();
    const reader = createConversationReader({
      platform: nodePlatform,
      keyLog,
      onConversation: () => {},
      onIssue: () => {},
      onPlaintext: (flow, place) => {
        if (place.protocol !== "tls" && place.protocol !== "quic") return null;
        const parts = [[], []];
        const stream = {
          protocol: place.protocol,
          ends: [`${flow.origIp} ${flow.origPort}`, `${flow.respIp} ${flow.respPort}`],
          streamId: place.streamId ?? null,
          gaps: 0,
          get sides() {
            return parts.map((side) => Buffer.concat(side));
          },
        };
        streams.push(stream);
        return {
          data: (side, content, start, end) => parts[side].push(Buffer.from(content.subarray(start, end))),
          gap: () => {
            stream.gaps++;
          },
          end: () => {},
        };
      },
    });
    reader.push(bytes);
    return { streams, report: reader.end(), refused: null };
  } catch (error) {
    if (error.name !== "FormatError") throw error;
    return { streams: [], report: null, refused: error.code };
  }
}
