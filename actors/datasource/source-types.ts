// The datasource types of this server, in the order in which they are asked whether an interface
// is theirs. The demo comes before them: its scenario is chosen where the server is put together.
import { kismetdb } from "./types/kismetdb.ts";
import { linuxwifi } from "./types/linuxwifi.ts";
import { pcap } from "./types/pcap.ts";
import { pcapfile } from "./types/pcapfile.ts";
import type { SourceType } from "./source-type.ts";

export const SOURCE_TYPES: readonly SourceType[] = [kismetdb, pcapfile, linuxwifi, pcap];
