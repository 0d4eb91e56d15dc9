// Which names a certificate can be issued for: those that our name server can prove.
import { asciiName } from '../../../cloud/domains.ts'
import { findZoneOf } from '../../../cloud/zones/zone_changes.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { invalid } from '../../../kernel/errors.ts'

// What Let's Encrypt takes.
const NAMES_MAX = 100
const LONGEST_NAME = 253
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** In lower case and as punycode, each once, and with each wildcard its base, as the public service does. */
export async function checkNames(ctx: Ctx, written: readonly string[]): Promise<string[]> {
  if (written.length === 0) throw invalid('dns_names is required for a certificate of type lets_encrypt.')
  const names = [...new Set(written.map(checkName).flatMap(withBase))]
  if (names.length > NAMES_MAX)
    throw invalid(
      `dns_names must be at most ${NAMES_MAX} names, with the base of each wildcard; got ${names.length}.`,
    )
  await requireOurs(ctx, names)
  return names
}

function checkName(written: string): string {
  const name = asciiName(written.trim()).toLowerCase().replace(/\.$/, '')
  const labels = name.replace(/^\*\./, '').split('.')
  const fits = labels.length > 1 && name.length <= LONGEST_NAME && !/^\d+$/.test(labels.at(-1) as string)
  if (fits && labels.every((label) => LABEL.test(label))) return name
  throw invalid(
    `dns_names must be names such as www.example.com or *.example.com, got ${JSON.stringify(written)}.`,
  )
}

const withBase = (name: string) => (name.startsWith('*.') ? [name, name.slice(2)] : [name])

async function requireOurs(ctx: Ctx, names: string[]): Promise<void> {
  const { read } = ctx.deps.main.database
  const zones = await Promise.all(names.map((name) => findZoneOf(read, ctx.principal.account, name)))
  const others = names.filter((_, at) => zones[at] === undefined)
  if (others.length === 0) return
  throw invalid(
    `one or more of dns_names are in no domain of this account: ${others.join(', ')}. Add the domain first, so that its name server can prove the name.`,
  )
}
