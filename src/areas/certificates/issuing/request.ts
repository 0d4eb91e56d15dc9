// What a client may ask for: a name of its own, for names that our name server can prove.
import type { CertificateBody } from '../../../cloud/certificates.ts'
import { asciiName } from '../../../cloud/domains.ts'
import { findZoneOf } from '../../../cloud/zones/zone_changes.ts'
import { answeredForOthers } from '../../../cloud/zones/zone_owners.ts'
import { startAction } from '../../../engine/action.ts'
import { atomically, type Ctx } from '../../../kernel/ctx.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { Document } from '../../../store/documents/documents.ts'
import { insertNamed } from '../naming.ts'
import { ISSUE } from './issue.ts'

// What Let's Encrypt takes.
const NAMES_MAX = 100
const LONGEST_NAME = 253
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** The certificate is `pending` until it is issued. */
export async function requestCertificate(
  ctx: Ctx,
  wanted: { name: string; dns_names: readonly string[] },
): Promise<Document<CertificateBody>> {
  const dns_names = await checkNames(ctx, wanted.dns_names)
  const nothing_yet = { not_after: null, sha1_fingerprint: null, message: null }
  const body = { type: 'lets_encrypt', state: 'pending', dns_names, ...nothing_yet } as const
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const document = await insertNamed(ctx, tx, { name: wanted.name, body })
    const { account, id: resource_id } = document
    await startAction(ctx.deps, tx, ISSUE, { account, resource_id, input: { renewal: false, tried: [] } })
    return document
  })
}

/** In lower case and as punycode, each once, and with each wildcard its base, as the public service does. */
async function checkNames(ctx: Ctx, written: readonly string[]): Promise<string[]> {
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
  if (others.length === 0) return requireAnswered(ctx, names)
  throw invalid(
    `one or more of dns_names are in no domain of this account: ${others.join(', ')}. Add the domain first, so that its name server can prove the name.`,
  )
}

/** What another account answers for cannot be proven here: that is said at once, not when the authority has looked in vain. */
async function requireAnswered(ctx: Ctx, names: string[]): Promise<void> {
  const { read } = ctx.deps.main.database
  const others = await answeredForOthers(read, ctx.principal.account, names)
  if (others.length === 0) return
  throw invalid(
    `one or more of dns_names are answered from a domain that another account has added: ${others.join(', ')}. Of several accounts with one domain the name server answers for the first, so the records of this account cannot prove the name.`,
  )
}
