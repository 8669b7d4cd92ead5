// What people write on devices (spec rest-api 5.5).
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import { existingDevice } from "../device-lookup.ts";
import { COMMAND_SUFFIXES, type Endpoint, textAnswer } from "../endpoint.ts";
import { bodyText, KEY_PARAMETER } from "../parameters.ts";

export const deviceCommandEndpoints: readonly Endpoint[] = [
  {
    path: "/devices/by-key/{key}/set_name",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Gives a device a name",
    parameters: [KEY_PARAMETER, bodyText("username", "The name")],
    result: { is: "text", about: "That it is done" },
    handle: async (call) => {
      const device = existingDevice(call, call.path.key!);
      const key = formatDeviceKey(device.phy.hash, device.mac);
      await call.context.commands.setDeviceName(key, call.command.requiredText("username"));
      return textAnswer("The device has its name\n");
    },
  },
  {
    path: "/devices/by-key/{key}/set_tag",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Writes a note on a device",
    parameters: [
      KEY_PARAMETER,
      bodyText("tagname", "Name of the note"),
      bodyText("tagvalue", "Its text, may be empty"),
    ],
    result: { is: "text", about: "That it is done" },
    handle: async (call) => {
      const { command } = call;
      const device = existingDevice(call, call.path.key!);
      const key = formatDeviceKey(device.phy.hash, device.mac);
      const tag = command.requiredText("tagname");
      await call.context.commands.setDeviceTag(key, tag, command.requiredText("tagvalue"));
      return textAnswer("The device has its tag\n");
    },
  },
];
