/** Protocol buffers without a schema. */
export { packedVarints } from "./packed-varints.ts";
export type { ProtoLeaf } from "./proto-leaves.ts";
export { protoLeaves } from "./proto-leaves.ts";
export type { WireType } from "./proto-reader.ts";
export { ProtoReader } from "./proto-reader.ts";
export type { ProtoValue } from "./proto-writer.ts";
export { writeProto } from "./proto-writer.ts";
