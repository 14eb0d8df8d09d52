/** DNS and time for the local network, without sockets. */
export { NamesDesk, type NamesDeskOptions } from "./names-desk.ts";
export { frameReply, QuestionFrames } from "./question-frames.ts";
