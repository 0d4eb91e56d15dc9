// What in an app's environment looks like a secret that everybody who may read the app can read. The value is never
// part of what is told.
import type { App, Env } from '../../facts/apps.ts'
import { componentsOf } from './components.ts'

export interface PlainSecret {
  key: string
  /** The component, or `the app`. */
  where: string
  /** Why it looks like one. */
  kind: string
}

const SECRET_NAME =
  /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|SECRET_KEY(_BASE)?|PRIVATE_?KEY|ENCRYPTION_KEY|SIGNING_KEY|MASTER_KEY|CREDENTIALS)$/i
/** Such names say that browsers get the value anyway. */
const PUBLIC_NAME = /^(NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|REACT_APP|VITE|GATSBY)_|PUBLIC|PUBLISHABLE/i
/** Switches, small numbers, nothing, and what the platform fills in or has encrypted. */
const NO_SECRET = /^(true|false|yes|no|on|off|none|null|\d{0,4}|\$\{[^}]*\}|EV\[.*)$/is

const SECRET_VALUES: ReadonlyArray<readonly [kind: string, pattern: RegExp]> = [
  ['a private key', /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/],
  ['a DigitalOcean token', /\bdo[opr]_v1_[0-9a-f]{64}\b/],
  ['a GitHub token', /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40})/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{16}/],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10}/],
  ['a key of a model provider', /\bsk-[A-Za-z0-9_-]{20}/],
  ['a URL with a password', /^[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]{0,200}:(?!\$\{)[^\s/@]{1,500}@/i],
]

export const plainSecretsOf = (app: App): PlainSecret[] => [
  ...found(app.spec.envs, 'the app'),
  ...componentsOf(app).flatMap(({ name, envs }) => found(envs, name)),
]

const found = (envs: Env[] | undefined, where: string): PlainSecret[] =>
  (envs ?? []).flatMap((env) => {
    const kind = secretKind(env)
    return kind === undefined ? [] : [{ key: env.key, where, kind }]
  })

function secretKind({ key, type, value = '' }: Env): string | undefined {
  if (type === 'SECRET' || NO_SECRET.test(value)) return undefined
  const [kind] = SECRET_VALUES.find(([, pattern]) => pattern.test(value)) ?? []
  if (kind !== undefined) return kind
  return SECRET_NAME.test(key) && !PUBLIC_NAME.test(key) ? 'a secret by its name' : undefined
}
