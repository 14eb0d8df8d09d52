/** Message logs of phone apps. */
export type { AppLog, AppMessage } from "./app-log.ts";
export { appLogErrors, appLogFormat, readAppLog, writeAndroidAppLog, writeIosAppLog } from "./app-log.ts";
