// When distributions stop fixing security flaws for everybody who runs them, as they have announced it: long-term
// support where it is free for all, not extensions that are paid for or ask for an account.

const ENDS: Record<string, Record<string, string>> = {
  Ubuntu: {
    '12.04': '2017-04-28',
    '14.04': '2019-04-25',
    '16.04': '2021-04-30',
    '17.10': '2018-07-19',
    '18.04': '2023-05-31',
    '18.10': '2019-07-18',
    '19.04': '2020-01-23',
    '19.10': '2020-07-17',
    '20.04': '2025-05-29',
    '20.10': '2021-07-22',
    '21.04': '2022-01-20',
    '21.10': '2022-07-14',
    '22.04': '2027-06-01',
    '22.10': '2023-07-20',
    '23.04': '2024-01-25',
    '23.10': '2024-07-11',
    '24.04': '2029-05-31',
    '24.10': '2025-07-10',
    '25.04': '2026-01-15',
    '25.10': '2026-07-09',
    '26.04': '2031-05-29',
  },
  Debian: {
    '7': '2018-05-31',
    '8': '2020-06-30',
    '9': '2022-06-30',
    '10': '2024-06-30',
    '11': '2026-08-31',
    '12': '2028-06-30',
    '13': '2030-06-30',
  },
  Fedora: {
    '28': '2019-05-28',
    '29': '2019-11-26',
    '30': '2020-05-26',
    '31': '2020-11-24',
    '32': '2021-05-25',
    '33': '2021-11-30',
    '34': '2022-06-07',
    '35': '2022-12-13',
    '36': '2023-05-16',
    '37': '2023-12-05',
    '38': '2024-05-21',
    '39': '2024-11-26',
    '40': '2025-05-13',
    '41': '2025-12-15',
    '42': '2026-05-28',
  },
  CentOS: {
    '6': '2020-11-30',
    '7': '2024-06-30',
    '8': '2021-12-31',
    'Stream 8': '2024-05-31',
    'Stream 9': '2027-05-31',
  },
  'Rocky Linux': { '8': '2029-05-31', '9': '2032-05-31', '10': '2035-05-31' },
  AlmaLinux: { '8': '2029-03-01', '9': '2032-05-31', '10': '2035-05-31' },
  FreeBSD: { '11': '2021-09-30', '12': '2023-12-31', '13': '2026-04-30', '14': '2028-11-30' },
}

// They have ended as a whole.
const ENDED: ReadonlyMap<string, string> = new Map([
  ['CoreOS', '2020-05-26'],
  ['Fedora Atomic', '2019-11-26'],
])

export interface End {
  /** Such as `Ubuntu 20.04`. */
  system: string
  /** The last day with fixes. */
  day: string
}

/** Undefined where the name does not say which version it is, or nothing is announced. */
export function findEnd(distribution: string, name: string): End | undefined {
  const ended = ENDED.get(distribution)
  if (ended !== undefined) return { system: distribution, day: ended }
  const version = readVersion(distribution, name)
  const days = ENDS[distribution] ?? {}
  for (const known of version ? [version, version.replace(/\.\d+$/, '')] : []) {
    const day = days[known]
    if (day !== undefined) return { system: `${distribution} ${known}`, day }
  }
  return undefined
}

/** Of `22.04 (LTS) x64`, `9 Stream x64` or `Docker on Ubuntu 22.04`. */
function readVersion(distribution: string, name: string): string | undefined {
  const own = name.slice(name.lastIndexOf(distribution) < 0 ? 0 : name.lastIndexOf(distribution))
  const [, before, number, after] =
    /^(Stream )?(\d+(?:\.\d+)?)( Stream)?/.exec(own.replace(distribution, '').trim()) ?? []
  if (number === undefined) return undefined
  return before || after ? `Stream ${number}` : number
}
