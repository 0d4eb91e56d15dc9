// The numbers of the protocol (RFC 1035, 3596, 6891, 8659).

export const TYPE = {
  ...{ A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, SRV: 33, CAA: 257 },
  ...{ OPT: 41, DS: 43, IXFR: 251, AXFR: 252, ANY: 255 },
} as const

export const CLASS_IN = 1

export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  /** Its upper bits are in the OPT record. */
  BADVERS: 16,
} as const
