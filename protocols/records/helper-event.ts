// An event that a helper published under a name of its own (spec external-protocol 8.3): its text is
// passed on as it came, neither parsed nor checked.
import { string, type ValueType } from "./field.ts";
import type { TopicMember } from "./topic-contents.ts";

export class HelperEvent {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/** Members of its event object, whatever its topic. */
export const HELPER_EVENT_MEMBERS: readonly TopicMember[] = [{
  key: "kismet.eventbus.event_json",
  type: string as ValueType<unknown>,
  get: (event: HelperEvent) => event.json,
}];
