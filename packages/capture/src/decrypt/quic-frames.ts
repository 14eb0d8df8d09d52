/** Frames of an opened QUIC packet (RFC 9000 section 19, RFC 9221): what carries contents is handed on, the rest is passed over. */
import { u8 } from "../protocol/big-endian.ts";
import { readVarint } from "../protocol/quic-long-header.ts";

/** Most frames of one packet. */
const MAX_FRAMES = 4_096;

/** Takes frames that carry contents: `bytes[start..end)` of the frame's packet, at `offset` of their stream. */
export interface FrameHandlers {
  /** `isLast`: the stream ends with these bytes. */
  stream(id: number, offset: number, start: number, end: number, isLast: boolean): void;
  /** The sender gives the stream up. */
  reset(id: number): void;
  crypto(offset: number, start: number, end: number): void;
}

/** Numbers without contents, by frame type: how many follow. */
const plainFrames: Readonly<Record<number, number>> = {
  5: 2, // STOP_SENDING
  16: 1, // MAX_DATA
  17: 2, // MAX_STREAM_DATA
  18: 1, // MAX_STREAMS
  19: 1,
  20: 1, // DATA_BLOCKED
  21: 2, // STREAM_DATA_BLOCKED
  22: 1, // STREAMS_BLOCKED
  23: 1,
  25: 1, // RETIRE_CONNECTION_ID
  30: 0, // HANDSHAKE_DONE
};

/** Walks the frames of a packet up to the first that is not known or does not fit. */
export function walkFrames(payload: Uint8Array, handlers: FrameHandlers): void {
  const end = payload.length;
  let at = 0;
  let failed = false;
  const number = (): number => {
    const value = readVarint(payload, at, end);
    if (value === undefined) {
      failed = true;
      return 0;
    }
    at = value[1];
    return value[0];
  };
  const pass = (count: number): void => {
    if (count > end - at) failed = true;
    else at += count;
  };
  for (let count = 0; at < end && count < MAX_FRAMES && !failed; count++) {
    const type = number();
    if (type === 0) {
      while (at < end && payload[at] === 0) at++;
    } else if (type === 1) {
      // PING
    } else if (type === 2 || type === 3) {
      number();
      number();
      const ranges = number();
      number();
      for (let range = 0; range < ranges * 2 && !failed; range++) number();
      if (type === 3) for (let index = 0; index < 3; index++) number();
    } else if (type === 6) {
      const offset = number();
      const length = number();
      const start = at;
      pass(length);
      if (!failed) handlers.crypto(offset, start, at);
    } else if (type >= 8 && type <= 15) {
      const id = number();
      const offset = (type & 4) !== 0 ? number() : 0;
      const length = (type & 2) !== 0 ? number() : end - at;
      const start = at;
      pass(length);
      if (!failed) handlers.stream(id, offset, start, at, (type & 1) !== 0);
    } else if (type === 4) {
      const id = number();
      number();
      number();
      if (!failed) handlers.reset(id);
    } else if (type === 7 || type === 49) pass(number());
    else if (type === 24) {
      number();
      number();
      pass(1 + u8(payload, at) + 16);
    } else if (type === 26 || type === 27) pass(8);
    else if (plainFrames[type] !== undefined) for (let index = 0; index < (plainFrames[type] as number); index++) number();
    else return; // closing, a datagram to the end of the packet, or a frame of an extension
  }
}
