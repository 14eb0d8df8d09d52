/** The line of a conversation as JSON, made piece by piece: the same text as `JSON.stringify(flowRow(...))`, in a fraction of its time. */
import { type CapturedConversation, type ConversationNotes, type CountryOpinion, roundTripBound } from "@creance/capture";

/** Country opinions whose text is kept; all are forgotten when there are this many. */
const MAX_REMEMBERED = 65_536;
const PLAIN = /^[ !#-[\]-~]*$/;

/** A function that makes lines. Its memory is bounded. */
export function createFlowLine(): (row: CapturedConversation, notes: ConversationNotes) => string {
  const countryTexts = new Map<readonly CountryOpinion[], string>();
  const countriesText = (countries: readonly CountryOpinion[]): string => {
    if (countries.length === 0) return "[]";
    let text = countryTexts.get(countries);
    if (text === undefined) {
      text = JSON.stringify(countries);
      if (countryTexts.size >= MAX_REMEMBERED) countryTexts.clear();
      countryTexts.set(countries, text);
    }
    return text;
  };
  return (row, notes) =>
    `{"flowId":"${row.flowId}","capture":"","timeUs":${row.timeUs},"durationUs":${row.durationUs},"transport":"${row.transport}"` +
    `,"origIp":"${row.origIp}","origPort":${row.origPort},"respIp":"${row.respIp}","respPort":${row.respPort}` +
    `,"service":${quoted(row.service)},"serverName":${quoted(row.serverName)},"serverNameSource":"${row.serverNameSource}"` +
    `,"ja4":${quoted(row.ja4)},"alpn":${quoted(row.alpn)},"origBytes":${row.origBytes},"respBytes":${row.respBytes}` +
    `,"origIpBytes":${row.origIpBytes},"respIpBytes":${row.respIpBytes}` +
    `,"origWireBytes":${row.origWireBytes},"respWireBytes":${row.respWireBytes}` +
    `,"origPkts":${row.origPkts},"respPkts":${row.respPkts},"missedBytes":${row.missedBytes}` +
    `,"asn":${notes.asn},"operator":${quoted(notes.operator)},"countries":${countriesText(notes.countries)}` +
    `,"endpoint":${endpointText(notes)},"app":${quoted(row.app)},"package":${quoted(row.package)}` +
    `,"retransmittedBytes":${row.retransmittedBytes},"connState":${quoted(row.connState)}` +
    `,"directionInferred":${row.directionInferred},"version":${quoted(row.version)},"vlan":${row.vlan}` +
    `,"tunnelDepth":${row.tunnelDepth},"uid":${row.uid},"roundTrip":${roundTripText(row.rttUs)}}`;
}

function quoted(text: string | null): string {
  if (text === null) return "null";
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function endpointText({ endpoint }: ConversationNotes): string {
  if (endpoint === null) return "null";
  const { pattern, owner, role, confidence } = endpoint;
  return JSON.stringify({ pattern, owner, role, confidence });
}

function roundTripText(rttUs: number | null): string {
  const bound = rttUs === null ? undefined : roundTripBound(rttUs);
  return bound === undefined ? "null" : `{"rttUs":${rttUs},"fibreM":${bound.fibreM},"anyMediumM":${bound.anyMediumM}}`;
}
