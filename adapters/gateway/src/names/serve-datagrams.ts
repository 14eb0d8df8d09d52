/** One UDP socket: each datagram in, at most one answer out to where it came from. */
import { createSocket } from "node:dgram";

/** What to answer. */
export interface DatagramOptions {
  readonly ip: string;
  readonly port: number;
  /** The answer; `null`: none. */
  readonly answer: (message: Uint8Array, client: string) => Uint8Array | null;
  /** A datagram is not answered: the kernel does not take more answers. */
  readonly drop: (client: string) => void;
  readonly onError: (error: Error) => void;
}

/** Answers that may wait for the kernel; it takes them at once unless the link is full. */
const MAX_WAITING = 512;
/** Datagrams that wait for us, bytes: the kernel drops what is more. */
const RECEIVE_BUFFER_BYTES = 262_144;

/** Opens it; rejects when the address cannot be had. */
export async function serveDatagrams({ ip, port, answer, drop, onError }: DatagramOptions): Promise<{ close(): void }> {
  const socket = createSocket({ type: "udp4", recvBufferSize: RECEIVE_BUFFER_BYTES });
  socket.on("message", (message, from) => {
    // Full when answers wait for neighbours that do not exist (made-up senders): a question is then not even looked at.
    if (socket.getSendQueueCount() >= MAX_WAITING) {
      drop(from.address);
      return;
    }
    const reply = answer(message, from.address);
    // Nobody can be reached at port 0; whoever claims to be there did not expect an answer. Who has gone meanwhile needs none.
    if (reply !== null && from.port !== 0) socket.send(reply, from.port, from.address, () => {});
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ address: ip, port, exclusive: true }, () => {
      socket.off("error", reject);
      resolve();
    });
  }).catch((error: unknown) => {
    socket.close();
    throw error;
  });
  socket.on("error", onError);
  return { close: () => socket.close() };
}
