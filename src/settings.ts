// Every setting, as data: readConfig parses by this table and docs/settings.md is written from it.
import {
  type Address,
  address,
  isLoopback,
  type Kind,
  oneOf,
  origin,
  orOff,
  path,
  postgresUrl,
  type RateLimit,
  type Region,
  rateLimit,
  regions,
  serverNames,
  speed,
  token,
  unprotectedHost,
  whole,
} from './setting_kinds.ts'
import { certificateSettings } from './settings/certificates.ts'

export interface Setting<Value = unknown> {
  name: string
  group: Group
  kind: Kind<Value>
  /** What stands for an absent variable, as one would write it. Without it the value is undefined, and `absent` says what that means. */
  default?: string
  absent?: string
  example: string
  explanation: string
  /** The text is never shown, for it may hold a password. */
  hidden?: true
  insecure?: { when: string; warning(value: Value): string | undefined }
}

export type Group =
  | 'Addresses'
  | 'Storage and keys'
  | 'Behaviour'
  | 'Limits'
  | 'Certificates'
  | 'Command-line client'

// The general regions of the public cloud that take new resources.
const REGIONS = 'nyc1,nyc2,nyc3,sfo2,sfo3,ams3,sgp1,lon1,fra1,tor1,blr1,syd1'

export const settings = {
  listen: {
    name: 'ROCKPOOL_LISTEN',
    group: 'Addresses',
    kind: orOff(address),
    default: '127.0.0.1:8484',
    example: '[::1]:8484',
    explanation: 'Where plain HTTP is answered: `HOST:PORT`, port 0 for any free one, or `off`.',
    insecure: {
      when: 'the host is not a loopback address: tokens and secrets then cross the network in clear',
      warning: (at: Address | undefined) =>
        at && !isLoopback(at.host)
          ? `plain HTTP on ${shownAddress(at)} sends tokens and secrets in clear`
          : undefined,
    },
  },
  tls_listen: {
    name: 'ROCKPOOL_TLS_LISTEN',
    group: 'Addresses',
    kind: orOff(address),
    default: '127.0.0.1:8485',
    example: '0.0.0.0:8485',
    explanation:
      'Where HTTPS is answered, with a certificate from the local authority: `HOST:PORT`, port 0 for any free one, or `off`.',
  },
  dns_listen: {
    name: 'ROCKPOOL_DNS_LISTEN',
    group: 'Addresses',
    kind: orOff(address),
    default: '127.0.0.1:8453',
    example: '0.0.0.0:53',
    explanation:
      'Where the name server answers, over UDP and TCP: `HOST:PORT`, port 0 for any free one, or `off`. It answers to anybody, but only for the domains that it has, and limits its rate.',
  },
  tls_names: {
    name: 'ROCKPOOL_TLS_NAMES',
    group: 'Addresses',
    kind: serverNames,
    absent: 'none',
    example: 'cloud.example.com,*.cloud.example.com,192.0.2.7',
    explanation:
      'Names and IP addresses that the HTTPS certificate holds beside `localhost`, `127.0.0.1` and `::1`.',
  },
  public_url: {
    name: 'ROCKPOOL_PUBLIC_URL',
    group: 'Addresses',
    kind: origin,
    absent: "the request's own origin",
    example: 'https://cloud.example.com',
    explanation: 'What links in answers begin with, for a server behind a proxy.',
  },
  data: {
    name: 'ROCKPOOL_DATA',
    group: 'Storage and keys',
    kind: path,
    default: 'data',
    example: '/var/lib/rockpool',
    explanation: 'The folder for everything that the server keeps. One running server to a folder.',
  },
  database_url: {
    name: 'ROCKPOOL_DATABASE_URL',
    group: 'Storage and keys',
    kind: postgresUrl,
    absent: 'SQLite in the data folder',
    example: 'postgres://rockpool:PASSWORD@db.example.com/rockpool?sslmode=verify-full',
    explanation: 'A PostgreSQL database to keep everything in; several servers may share it.',
    hidden: true,
    insecure: {
      when: 'the database is on another host and the URL lacks `sslmode=verify-full`',
      warning: (url: string) => plainDatabaseWarning([url]),
    },
  },
  regions: {
    name: 'ROCKPOOL_REGIONS',
    group: 'Storage and keys',
    kind: regions,
    default: REGIONS,
    example: 'nyc3,ams3=postgres://rockpool:PASSWORD@ams.example.com/rockpool?sslmode=verify-full',
    explanation:
      'The regions that exist. `SLUG=URL` keeps the secrets of that region in a PostgreSQL database of its own; a comma within the URL is written `%2C`.',
    insecure: {
      when: 'a database is on another host and its URL lacks `sslmode=verify-full`',
      warning: (all: Region[]) => plainDatabaseWarning(all.map((region) => region.url ?? '')),
    },
  },
  master_key_file: {
    name: 'ROCKPOOL_MASTER_KEY_FILE',
    group: 'Storage and keys',
    kind: path,
    absent: 'made in the data folder',
    example: '/run/secrets/rockpool_master_key',
    explanation:
      'The key that seals all others: a file of 32 bytes with mode 0600. One that lies elsewhere than the data keeps a stolen copy of the data unreadable.',
  },
  speed: {
    name: 'ROCKPOOL_SPEED',
    group: 'Behaviour',
    kind: speed,
    default: 'default',
    example: 'realistic',
    explanation:
      'How long emulated work takes: `default` (all done within about a second), `instant`, `realistic` (as long as in the public cloud), or a number (that many times faster than `realistic`).',
  },
  secret_recovery_days: {
    name: 'ROCKPOOL_SECRET_RECOVERY_DAYS',
    group: 'Behaviour',
    kind: whole(1, 90),
    default: '30',
    example: '7',
    explanation:
      'Days in which a deleted secret can be restored. After them its values and keys are destroyed.',
  },
  secret_max_versions: {
    name: 'ROCKPOOL_SECRET_MAX_VERSIONS',
    group: 'Behaviour',
    kind: whole(1, 10_000),
    absent: 'all are kept',
    example: '20',
    explanation: 'Versions kept of each secret. Older ones are destroyed; the newest never is.',
  },
  region_deadline_ms: {
    name: 'ROCKPOOL_REGION_DEADLINE_MS',
    group: 'Behaviour',
    kind: whole(100, 60_000),
    default: '2000',
    example: '500',
    explanation:
      'Milliseconds that a listing waits for a region before it names it in `unavailable_regions`.',
  },
  log_level: {
    name: 'ROCKPOOL_LOG_LEVEL',
    group: 'Behaviour',
    kind: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    default: 'info',
    example: 'debug',
    explanation: 'The least severe log lines that are written. No level writes a secret or a token.',
  },
  rate_limit: {
    name: 'ROCKPOOL_RATE_LIMIT',
    group: 'Limits',
    kind: orOff(rateLimit),
    default: '5000/250',
    example: '20000/1000',
    explanation: 'Requests that a token may make in an hour and in a minute, or `off`.',
    insecure: {
      when: '`off`: nothing slows down a stolen token or a client that runs wild',
      warning: (value: RateLimit | undefined) =>
        value ? undefined : 'nothing slows down a stolen token or a client that runs wild',
    },
  },
  failed_auth_limit: {
    name: 'ROCKPOOL_FAILED_AUTH_LIMIT',
    group: 'Limits',
    kind: whole(1, 1_000_000),
    default: '60',
    example: '10',
    explanation: 'Failed authentications allowed each minute from one address.',
  },
  max_connections: {
    name: 'ROCKPOOL_MAX_CONNECTIONS',
    group: 'Limits',
    kind: whole(1, 1_000_000),
    default: '1000',
    example: '10000',
    explanation: 'Connections open at once; further ones are closed.',
  },
  request_timeout_seconds: {
    name: 'ROCKPOOL_REQUEST_TIMEOUT_SECONDS',
    group: 'Limits',
    kind: whole(1, 3600),
    default: '30',
    example: '10',
    explanation: 'Seconds that a client may take to send a request.',
  },
  droplet_limit: accountLimit('ROCKPOOL_DROPLET_LIMIT', '25', 'Droplets'),
  floating_ip_limit: accountLimit(
    'ROCKPOOL_FLOATING_IP_LIMIT',
    '3',
    'Floating IPs, which are also reserved IPs,',
  ),
  volume_limit: accountLimit('ROCKPOOL_VOLUME_LIMIT', '100', 'Volumes'),
  ...certificateSettings,
  client_url: {
    name: 'ROCKPOOL_URL',
    group: 'Command-line client',
    kind: origin,
    default: 'http://127.0.0.1:8484',
    example: 'https://cloud.example.com',
    explanation: 'The server that `rockpool secrets` talks to.',
    insecure: {
      when: 'it is `http` on another host: the token and the secrets then cross the network in clear',
      warning: (url: string) =>
        url.startsWith('http:') && !isLoopback(new URL(url).hostname)
          ? `plain HTTP to ${url} sends the token and secrets in clear`
          : undefined,
    },
  },
  client_token_file: {
    name: 'ROCKPOOL_TOKEN_FILE',
    group: 'Command-line client',
    kind: path,
    absent:
      '`token` in the data folder if it is there, else `DIGITALOCEAN_ACCESS_TOKEN`, else `DIGITALOCEAN_TOKEN`',
    example: '/run/secrets/rockpool_token',
    explanation: 'The file with the token that `rockpool secrets` presents.',
  },
  digitalocean_access_token: fallbackToken('DIGITALOCEAN_ACCESS_TOKEN'),
  digitalocean_token: fallbackToken('DIGITALOCEAN_TOKEN'),
} satisfies Record<string, Setting>

function accountLimit(name: string, limit: string, what: string) {
  return {
    name,
    group: 'Limits',
    kind: whole(0, 1_000_000),
    default: limit,
    example: '500',
    explanation: `${what} that an account may have, as \`GET /v2/account\` shows.`,
  } satisfies Setting<number>
}

function fallbackToken(name: string) {
  return {
    name,
    group: 'Command-line client',
    kind: token,
    absent: 'none',
    example: 'dop_v1_…',
    explanation: 'The token for `rockpool secrets` where no file holds one.',
    hidden: true,
  } satisfies Setting<string>
}

function plainDatabaseWarning(urls: string[]): string | undefined {
  const hosts = new Set(urls.map(unprotectedHost).filter((host) => host !== undefined))
  return hosts.size === 0
    ? undefined
    : `no verified TLS to ${[...hosts].join(', ')}; add sslmode=verify-full to the URL`
}

export const shownAddress = ({ host, port }: Address) => `${host.includes(':') ? `[${host}]` : host}:${port}`
