/** `@creance/courier`: the one door out. */
export { type AddressKind, addressKind } from "./address-rule.ts";
export { readDestination } from "./destination.ts";
export { openCourier } from "./open-courier.ts";
export type {
  ByteSink,
  ConnectedTold,
  ConnectingAsk,
  ConnectionPurpose,
  Courier,
  CourierOptions,
  CourierPatience,
  CourierProgress,
  Credentials,
  Destination,
  Errand,
  FetchReceipt,
  HandOverErrand,
  HandOverReceipt,
  LockRecord,
  ObjectHead,
  ObjectPage,
  RegionGrade,
  RegionObservation,
  RegionRecord,
  RemovalReport,
  ShownCertificate,
  UploadErrand,
  UploadedPart,
  UploadReceipt,
  UploadState,
} from "./types.ts";
