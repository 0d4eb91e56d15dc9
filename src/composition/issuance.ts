// Who signs the certificates that are issued here: the authorities of the settings, or the server's own.
import { systemSecret } from '../areas/keys/system_secret.ts'
import type { Installation } from '../installation.ts'
import { buildAcmeIssuer } from '../issuers/acme/acme_issuer.ts'
import { type Bindings, bindingFor, readBindings, readTrusted } from '../issuers/acme/files.ts'
import { type AsideThread, openThread } from '../issuers/aside/thread.ts'
import type { Aside } from '../issuers/aside/work.ts'
import type { Issuance, IssuingLimits } from '../issuers/issuance.ts'
import type { Issuer } from '../issuers/issuer.ts'
import { buildLocalIssuer } from '../issuers/local.ts'
import type { Store } from '../kernel/ctx.ts'
import { type KeyKind, makeKey } from '../tls/csr.ts'
import { localAuthority } from './server_identity.ts'

export interface IssuanceOptions {
  acme: AcmeSettings
  version: string
  now(): Date
  lookUpTxt: Issuance['lookUpTxt']
  /** Where the work is done; on a thread of its own where it is absent. */
  thread?: AsideThread
}

export interface AcmeSettings {
  /** In order of preference; none is the server's own authority. */
  directories: readonly string[]
  contact: readonly string[]
  eab_file?: string | undefined
  ca_file?: string | undefined
  profile?: string | undefined
  key: KeyKind
  limits: IssuingLimits
}

/** Throws an Error about what is wrong in the files that the settings name. */
export function buildIssuance({ main }: Pick<Installation, 'main'>, options: IssuanceOptions): Issuance {
  const { acme, now, lookUpTxt, thread = openThread() } = options
  const { aside, close } = thread
  const acme_issuers = acmeIssuers(main, { ...options, aside })
  const authority = () => localAuthority(main, now())
  const own = () => buildLocalIssuer({ authority, now, lookUpTxt, aside })
  const issuers = acme_issuers.length > 0 ? acme_issuers : [own()]
  const { key: key_kind, limits } = acme
  return { issuers, key_kind, limits, process: crypto.randomUUID(), lookUpTxt, aside, close }
}

/** An account's key is made when its authority is first asked, and kept sealed. */
function acmeIssuers(
  main: Store,
  { acme, version, now, aside }: IssuanceOptions & { aside: Aside },
): Issuer[] {
  const { contact, profile, ca_file, eab_file } = acme
  const ca = ca_file === undefined ? undefined : readTrusted(ca_file)
  const bindings: Bindings = eab_file === undefined ? new Map() : readBindings(eab_file)
  return acme.directories.map((directory) => {
    const eab = bindingFor(bindings, directory)
    return buildAcmeIssuer({
      directory,
      contact,
      ...(profile !== undefined && { profile }),
      ...(ca !== undefined && { ca }),
      ...(eab && { eab }),
      account_key: () => systemSecret(main, `acme_account ${directory}`, now(), () => makeKey('ec256')),
      version,
      now,
      aside,
    })
  })
}
