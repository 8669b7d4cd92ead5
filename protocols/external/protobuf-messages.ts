// Messages to and from payloads of the first two framings (external-protocol 2), through the code
// that protoc-gen-es makes of the .proto files.
import { isFieldSet } from "@bufbuild/protobuf";
import type { ExternalFrame } from "./frames.ts";
import * as source from "./generated/datasource_pb.ts";
import * as bus from "./generated/eventbus_pb.ts";
import * as external from "./generated/external_pb.ts";
import * as web from "./generated/http_pb.ts";
import * as bluetooth from "./generated/linuxbluetooth_pb.ts";
import {
  type ExternalMessage,
  type MessageKind,
  type MessageOf,
  SEVERITY_ERROR,
  SEVERITY_INFO,
} from "./messages.ts";
import { pack, parse } from "./protobuf-schema.ts";

interface Codec<K extends MessageKind> {
  decode(bytes: Uint8Array): MessageOf<K>;
  encode(message: MessageOf<K>): Uint8Array;
}

/** A message that is nothing but its name. */
function bare<K extends MessageKind>(kind: K): Codec<K> {
  return { decode: () => ({ kind }) as unknown as MessageOf<K>, encode: () => new Uint8Array(0) };
}

const answer = (success: { success: boolean; seqno: number } | undefined) => ({
  ok: success?.success ?? false,
  request: success?.seqno ?? 0,
});
const success = (from: { ok: boolean; request: number }) => ({
  success: from.ok,
  seqno: from.request,
});
const said = (message: { msgtext: string } | undefined) =>
  message === undefined ? {} : { message: message.msgtext };
/** What an answer says to people; an empty text is left out, as the tools do. */
const saying = (from: { ok: boolean; message?: string | undefined }) =>
  from.message
    ? { message: { msgtype: from.ok ? SEVERITY_INFO : SEVERITY_ERROR, msgtext: from.message } }
    : {};

function hopOf(block: source.SubChanhop | undefined) {
  if (block === undefined) return {};
  const { channels } = block;
  return {
    hop: {
      ...isFieldSet(block, source.SubChanhopSchema.field.rate) && { rate: block.rate },
      ...isFieldSet(block, source.SubChanhopSchema.field.shuffle) && { shuffle: block.shuffle },
      ...isFieldSet(block, source.SubChanhopSchema.field.shuffleSkip) &&
        { shuffleSkip: block.shuffleSkip },
      ...isFieldSet(block, source.SubChanhopSchema.field.offset) && { offset: block.offset },
      ...channels.length > 0 && { channels },
    },
  };
}

function hopBlock(hop: NonNullable<MessageOf<"configureRequest">["hop"]>) {
  const { rate, shuffle, shuffleSkip, offset, channels } = hop;
  return {
    channels: [...channels ?? []],
    ...rate !== undefined && { rate },
    ...shuffle !== undefined && { shuffle },
    ...shuffleSkip !== undefined && { shuffleSkip },
    ...offset !== undefined && { offset },
  };
}

const codecs: { readonly [K in MessageKind]: Codec<K> } = {
  ping: bare("ping"),
  listRequest: bare("listRequest"),
  closeSource: bare("closeSource"),
  authRequest: bare("authRequest"),
  pong: {
    decode: (bytes) => ({ kind: "pong", request: parse(external.PongSchema, bytes).pingSeqno }),
    encode: ({ request }) => pack(external.PongSchema, { pingSeqno: request }),
  },
  message: {
    decode(bytes) {
      const { msgtype, msgtext } = parse(external.MsgbusMessageSchema, bytes);
      return { kind: "message", severity: msgtype, text: msgtext };
    },
    encode: ({ severity, text }) =>
      pack(external.MsgbusMessageSchema, { msgtype: severity, msgtext: text }),
  },
  shutdown: {
    decode: (bytes) => ({
      kind: "shutdown",
      reason: parse(external.ExternalShutdownSchema, bytes).reason,
    }),
    encode: ({ reason }) => pack(external.ExternalShutdownSchema, { reason }),
  },
  register: {
    decode: (bytes) => ({
      kind: "register",
      subsystem: parse(external.SystemRegisterSchema, bytes).subsystem,
    }),
    encode: ({ subsystem }) => pack(external.SystemRegisterSchema, { subsystem }),
  },
  error: {
    decode(bytes) {
      const report = parse(source.ErrorReportSchema, bytes);
      return { kind: "error", ...answer(report.success), ...said(report.message) };
    },
    encode: (from) => pack(source.ErrorReportSchema, { success: success(from), ...saying(from) }),
  },
  warning: {
    decode: (bytes) => ({
      kind: "warning",
      text: parse(source.WarningReportSchema, bytes).warning,
    }),
    encode: ({ text }) => pack(source.WarningReportSchema, { warning: text }),
  },
  probeRequest: {
    decode: (bytes) => ({
      kind: "probeRequest",
      definition: parse(source.ProbeSourceSchema, bytes).definition,
    }),
    encode: ({ definition }) => pack(source.ProbeSourceSchema, { definition }),
  },
  probeReport: {
    decode(bytes) {
      const report = parse(source.ProbeSourceReportSchema, bytes);
      return {
        kind: "probeReport",
        ...answer(report.success),
        ...said(report.message),
        interface: {
          ...report.hardware !== "" && { hardware: report.hardware },
          ...report.channel && { channel: report.channel.channel },
          ...report.channels && { channels: report.channels.channels },
        },
      };
    },
    encode: (from) =>
      pack(source.ProbeSourceReportSchema, {
        success: success(from),
        ...saying(from),
        ...from.interface.channels && { channels: { channels: [...from.interface.channels] } },
        ...from.interface.channel && { channel: { channel: from.interface.channel } },
        ...from.interface.hardware && { hardware: from.interface.hardware },
      }),
  },
  openRequest: {
    decode: (bytes) => ({
      kind: "openRequest",
      definition: parse(source.OpenSourceSchema, bytes).definition,
    }),
    encode: ({ definition }) => pack(source.OpenSourceSchema, { definition }),
  },
  openReport: {
    decode(bytes) {
      const report = parse(source.OpenSourceReportSchema, bytes);
      return {
        kind: "openReport",
        ...answer(report.success),
        ...said(report.message),
        linkType: report.dlt,
        captureInterface: report.captureInterface,
        channels: report.channels?.channels,
        channel: report.channel?.channel,
        ...hopOf(report.hopConfig),
        hardware: report.hardware,
        uuid: report.uuid === "" ? undefined : report.uuid,
        warning: report.warning === "" ? undefined : report.warning,
      };
    },
    encode: (from) =>
      pack(source.OpenSourceReportSchema, {
        success: success(from),
        dlt: from.linkType ?? 0,
        ...from.captureInterface && { captureInterface: from.captureInterface },
        ...from.channels && { channels: { channels: [...from.channels] } },
        ...from.channel && { channel: { channel: from.channel } },
        ...from.hop && { hopConfig: hopBlock(from.hop) },
        ...from.hardware && { hardware: from.hardware },
        ...saying(from),
        ...from.uuid && { uuid: from.uuid },
        ...from.warning && { warning: from.warning },
      }),
  },
  listReport: {
    decode(bytes) {
      const report = parse(source.InterfacesReportSchema, bytes);
      return {
        kind: "listReport",
        ...answer(report.success),
        ...said(report.message),
        interfaces: report.interfaces.map((one) => ({
          interface: one.interface,
          flags: one.flags,
          ...one.hardware !== "" && { hardware: one.hardware },
          ...one.capinterface !== "" && { captureInterface: one.capinterface },
        })),
      };
    },
    encode: (from) =>
      pack(source.InterfacesReportSchema, {
        success: success(from),
        ...saying(from),
        interfaces: from.interfaces.map((one) => ({
          interface: one.interface ?? "",
          flags: one.flags ?? "",
          ...one.hardware && { hardware: one.hardware },
          ...one.captureInterface && { capinterface: one.captureInterface },
        })),
      }),
  },
  configureRequest: {
    decode(bytes) {
      const request = parse(source.ConfigureSchema, bytes);
      return {
        kind: "configureRequest",
        ...request.channel && { channel: request.channel.channel },
        ...hopOf(request.hopping),
      };
    },
    encode: ({ channel, hop }) =>
      pack(source.ConfigureSchema, {
        ...channel !== undefined && { channel: { channel } },
        ...hop && { hopping: hopBlock(hop) },
      }),
  },
  configureReport: {
    decode(bytes) {
      const report = parse(source.ConfigureReportSchema, bytes);
      return {
        kind: "configureReport",
        ...answer(report.success),
        ...said(report.message),
        ...report.channel && { channel: report.channel.channel },
        ...hopOf(report.hopping),
        warning: report.warning === "" ? undefined : report.warning,
      };
    },
    encode: (from) =>
      pack(source.ConfigureReportSchema, {
        success: success(from),
        ...from.channel !== undefined && { channel: { channel: from.channel } },
        ...from.hop && { hopping: hopBlock(from.hop) },
        ...saying(from),
        ...from.warning && { warning: from.warning },
      }),
  },
  bluetoothReport: {
    decode(bytes) {
      const { btdevice } = parse(bluetooth.LinuxBluetoothDataReportSchema, bytes);
      const { address, name, type, timeSec, timeUsec } = btdevice!;
      const timestampUs = Number(timeSec) * 1e6 + Number(timeUsec);
      return { kind: "bluetoothReport", address, name, type, timestampUs };
    },
    encode: ({ address, name, type, timestampUs }) => {
      const seconds = Math.floor(timestampUs / 1e6);
      return pack(bluetooth.LinuxBluetoothDataReportSchema, {
        btdevice: {
          timeSec: BigInt(seconds),
          timeUsec: BigInt(Math.floor(timestampUs - seconds * 1e6)),
          address,
          name,
          txpower: 0,
          type,
        },
      });
    },
  },
  newSource: {
    decode(bytes) {
      const { definition, sourcetype, uuid } = parse(source.NewSourceSchema, bytes);
      return { kind: "newSource", definition, sourceType: sourcetype, uuid };
    },
    encode: ({ definition, sourceType, uuid }) =>
      pack(source.NewSourceSchema, { definition, sourcetype: sourceType, uuid }),
  },
  eventRegister: {
    decode: (bytes) => ({
      kind: "eventRegister",
      events: parse(bus.EventbusRegisterListenerSchema, bytes).event,
    }),
    encode: ({ events }) => pack(bus.EventbusRegisterListenerSchema, { event: [...events] }),
  },
  event: {
    decode: (bytes) => ({
      kind: "event",
      json: parse(bus.EventbusEventSchema, bytes).eventJson,
    }),
    encode: ({ json }) => pack(bus.EventbusEventSchema, { eventJson: json }),
  },
  eventPublish: {
    decode(bytes) {
      const { eventType, eventContentJson } = parse(bus.EventbusPublishEventSchema, bytes);
      return { kind: "eventPublish", topic: eventType, json: eventContentJson };
    },
    encode: ({ topic, json }) =>
      pack(bus.EventbusPublishEventSchema, { eventType: topic, eventContentJson: json }),
  },
  uriRegister: {
    decode(bytes) {
      const { uri, method } = parse(web.HttpRegisterUriSchema, bytes);
      return { kind: "uriRegister", uri, method };
    },
    encode: ({ uri, method }) => pack(web.HttpRegisterUriSchema, { uri, method }),
  },
  httpRequest: {
    decode(bytes) {
      const request = parse(web.HttpRequestSchema, bytes);
      return {
        kind: "httpRequest",
        id: request.reqId,
        uri: request.uri,
        method: request.method,
        variables: request.variableData.map(({ field, content }) => [field, content]),
      };
    },
    encode: ({ id, uri, method, variables }) =>
      pack(web.HttpRequestSchema, {
        reqId: id,
        uri,
        method,
        variableData: variables.map(([field, content]) => ({ field, content })),
      }),
  },
  httpCancel: {
    decode: (bytes) => ({
      kind: "httpCancel",
      id: parse(web.HttpRequestCancelSchema, bytes).reqId,
    }),
    encode: ({ id }) => pack(web.HttpRequestCancelSchema, { reqId: id }),
  },
  httpResponse: {
    decode(bytes) {
      const response = parse(web.HttpResponseSchema, bytes);
      const { field } = web.HttpResponseSchema;
      return {
        kind: "httpResponse",
        id: response.reqId,
        headers: response.headerContent.map(({ header, content }) => [header, content]),
        // The bytes of the frame are lent, and the answer is sent when the client reads.
        ...isFieldSet(response, field.content) && { content: response.content.slice() },
        ...isFieldSet(response, field.resultcode) && { status: response.resultcode },
        ...isFieldSet(response, field.closeResponse) && { close: response.closeResponse },
      };
    },
    encode: ({ id, headers, content, status, close }) =>
      pack(web.HttpResponseSchema, {
        reqId: id,
        headerContent: headers.map(([header, text]) => ({ header, content: text })),
        ...content && { content },
        ...status !== undefined && { resultcode: status },
        ...close !== undefined && { closeResponse: close },
      }),
  },
  authToken: {
    decode: (bytes) => ({
      kind: "authToken",
      token: parse(web.HttpAuthTokenSchema, bytes).token,
    }),
    encode: ({ token }) => pack(web.HttpAuthTokenSchema, { token }),
  },
};

/** The message of a frame of the first two framings; undefined for a payload that is none. */
export function decodeProtobufMessage(frame: ExternalFrame): ExternalMessage | undefined {
  const codec = codecs[frame.kind as MessageKind] as Codec<MessageKind> | undefined;
  try {
    return codec?.decode(frame.bytes.subarray(frame.payloadStart, frame.payloadEnd));
  } catch {
    // The library throws for what is not protobuf; its reasons differ and help nobody.
    return undefined;
  }
}

export function encodeProtobufMessage(message: ExternalMessage): Uint8Array {
  return (codecs[message.kind] as Codec<MessageKind>).encode(message);
}
