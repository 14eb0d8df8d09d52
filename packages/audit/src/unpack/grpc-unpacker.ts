/** gRPC messages: a flag, a length of four bytes, the message (gRPC over HTTP/2, Length-Prefixed-Message). */
import type { ChildStream, Unpacker, UnpackHost } from "./unpacker.ts";

const HEAD_BYTES = 5;

/** Opens each message as a stream; what is compressed in it is recognised there. */
export function createGrpcUnpacker(host: UnpackHost): Unpacker {
  const head = new Uint8Array(HEAD_BYTES);
  let headLength = 0;
  let left = 0;
  let at = 0;
  let child: ChildStream | undefined;
  let lost = false;
  return {
    push(bytes, start, end) {
      let from = start;
      while (from < end && !lost) {
        if (headLength < HEAD_BYTES) {
          head[headLength++] = bytes[from++] as number;
          at++;
          if (headLength < HEAD_BYTES) continue;
          left = new DataView(head.buffer).getUint32(1);
          if ((head[0] as number) > 1) {
            lost = true;
            break;
          }
          if (left === 0) headLength = 0;
          else child = host.open({ layers: ["grpc"], sourceStart: at, role: "body", mediaType: "application/x-protobuf" });
          continue;
        }
        const take = Math.min(left, end - from);
        child?.push(bytes, from, from + take, at, at + take);
        from += take;
        at += take;
        left -= take;
        if (left === 0) {
          child?.end(true);
          child = undefined;
          headLength = 0;
        }
      }
      if (lost) host.opaque(end - from);
    },
    gap() {
      child?.end(false);
      child = undefined;
      lost = true;
    },
    end(isWhole) {
      child?.end(isWhole && left === 0);
      child = undefined;
    },
  };
}
