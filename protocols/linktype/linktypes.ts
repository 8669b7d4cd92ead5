// Link types by their number in capture files, spelled as in the tcpdump.org LINKTYPE / DLT registry.

export const DLT_IEEE802_11 = 105;
export const DLT_PRISM_HEADER = 119;
export const DLT_IEEE802_11_RADIO = 127;
export const DLT_IEEE802_11_RADIO_AVS = 163;
export const DLT_PPI = 192;
export const DLT_BLUETOOTH_LE_LL = 251;
export const DLT_BLUETOOTH_LE_LL_WITH_PHDR = 256;
export const DLT_NORDIC_BLE = 272;
