/** `@creance/media`: pictures to look at, made from what is kept: thumbnails, views, proxies. */
export { openMediaMaker } from "./open-media-maker.ts";
export type * from "./types.ts";
