// The settings of who issues certificates.
import { isLoopback, type Kind, oneOf, path } from '../setting_kinds.ts'

const MAILBOX = /^(mailto:)?[^\s@,:;<>?%"()[\]\\]+@[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i

/** URLs of ACME directories, in order of preference. */
const directories: Kind<string[]> = (text) => {
  const urls = listed(text)
  const wrong = urls.findIndex((url, index) => !isDirectory(url) || urls.indexOf(url) < index)
  if (wrong < 0) return { value: urls }
  const where = `entry ${wrong + 1} is neither, or there for the second time`
  return {
    wants: `https URLs, or http ones of this machine, without passwords and with commas between them (${where})`,
  }
}

/** The value has `mailto:` URLs. */
const contacts: Kind<string[]> = (text) => {
  const addresses = listed(text)
  const wrong = addresses.findIndex((address) => !MAILBOX.test(address))
  if (wrong >= 0) return { wants: `e-mail addresses with commas between them (entry ${wrong + 1} is none)` }
  return { value: addresses.map((address) => `mailto:${address.replace(/^mailto:/i, '')}`) }
}

const profile: Kind<string> = (text) =>
  /^[\w.-]{1,64}$/.test(text)
    ? { value: text }
    : { wants: 'up to 64 letters, digits, dots, hyphens, underscores' }

const LIMITS = ['orders', 'duplicates', 'failures'] as const
type Limits = Record<(typeof LIMITS)[number], { most: number; seconds: number }>
const SECONDS = { m: 60, h: 3600, d: 86_400 }
const LIMIT = /^(?<name>[a-z]+)=(?<most>[1-9]\d{0,5})\/(?<span>[1-9]\d{0,2})(?<unit>[mhd])$/

/** As `orders=300/3h,duplicates=5/7d,failures=5/1h`: all three, in any order. */
const limits: Kind<Limits> = (text) => {
  const found = Object.fromEntries(
    listed(text).flatMap((entry) => {
      const { name = '', most, span, unit } = LIMIT.exec(entry)?.groups ?? {}
      const seconds = Number(span) * SECONDS[unit as keyof typeof SECONDS]
      return most === undefined ? [] : [[name, { most: Number(most), seconds }]]
    }),
  )
  const whole = listed(text).length === LIMITS.length && LIMITS.every((name) => name in found)
  return whole
    ? { value: found as Limits }
    : { wants: 'orders, duplicates and failures, each as NUMBER/TIME with m, h or d, such as orders=300/3h' }
}

export const certificateSettings = {
  acme_directory: {
    name: 'ROCKPOOL_ACME_DIRECTORY',
    group: 'Certificates',
    kind: directories,
    absent: 'the local authority',
    example: 'https://acme-v02.api.letsencrypt.org/directory',
    explanation:
      'The ACME directories that issue certificates of the type `lets_encrypt`: the next is asked where one cannot help. To name one is to agree to its terms of service.',
  },
  acme_contact: {
    name: 'ROCKPOOL_ACME_CONTACT',
    group: 'Certificates',
    kind: contacts,
    absent: 'none',
    example: 'admin@example.com',
    explanation: 'E-mail addresses that an ACME authority may write to about its account.',
  },
  acme_eab_file: {
    name: 'ROCKPOOL_ACME_EAB_FILE',
    group: 'Certificates',
    kind: path,
    absent: 'none',
    example: '/run/secrets/rockpool_acme_eab',
    explanation:
      'External account bindings, for authorities that want one: a file with mode 0600, with a line `DIRECTORY KID HMAC_KEY` for each; `*` stands for every directory that has no line of its own.',
  },
  acme_profile: {
    name: 'ROCKPOOL_ACME_PROFILE',
    group: 'Certificates',
    kind: profile,
    absent: "the authority's default",
    example: 'shortlived',
    explanation: 'The profile that is ordered where an ACME authority lists it.',
  },
  acme_ca_file: {
    name: 'ROCKPOOL_ACME_CA_FILE',
    group: 'Certificates',
    kind: path,
    absent: 'none',
    example: '/etc/rockpool/acme_ca.pem',
    explanation: "PEM certificates that ACME directories are trusted by, beside the system's.",
  },
  acme_key: {
    name: 'ROCKPOOL_ACME_KEY',
    group: 'Certificates',
    kind: oneOf('ec256', 'ec384', 'rsa2048', 'rsa4096'),
    default: 'ec256',
    example: 'rsa2048',
    explanation:
      'The kind of key that each issued certificate gets: `ec256`, `ec384`, `rsa2048` or `rsa4096`.',
  },
  acme_limits: {
    name: 'ROCKPOOL_ACME_LIMITS',
    group: 'Certificates',
    kind: limits,
    default: 'orders=300/3h,duplicates=5/7d,failures=5/1h',
    example: 'orders=50/1h,duplicates=5/7d,failures=5/1h',
    explanation:
      "What is asked of each ACME authority at most: orders in all, certificates for exactly the same names (renewals are not counted), and names that could not be proven. The default is what Let's Encrypt allows.",
  },
} as const

// The parser forgives much, such as a line break in the middle.
function isDirectory(text: string): boolean {
  const url = URL.parse(text)
  if (!url || !/^https?:\/\/[^\s\\#]+$/i.test(text) || `${url.username}${url.password}` !== '') return false
  return url.protocol === 'https:' || isLoopback(url.hostname)
}

const listed = (text: string) => text.split(',').map((entry) => entry.trim())
