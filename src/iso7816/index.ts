// `tickbench/iso7816`: commands, responses, status words, AIDs, ATRs and BER-TLV, from bytes and to bytes.

export { aid, matchesPartially, parseAid, printAid, type Aid } from './aid.ts'
export { buildAtr, parseAtr, printAtr, type Atr, type AtrParts } from './atr.ts'
export { commandApdu, decodeCommand, encodeCommand, type CommandApdu, type CommandParts } from './command-apdu.ts'
export { decodeResponse, encodeResponse, responseApdu, type ResponseApdu } from './response-apdu.ts'
export { explainStatusWord, printStatusWord, readStatusWord, SW, type StatusReading } from './status-word.ts'
export type { StatusName, StatusWord } from './status-word.ts'
export { decodeTlvs, encodeTlv, findTlv, tlv, type Tlv, type TlvLimits } from './tlv.ts'
