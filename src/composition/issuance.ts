// Who signs the certificates that are issued here: the authorities of the settings, or the server's own.
import { readFileSync } from 'node:fs'
import { systemSecret } from '../areas/keys/system_secret.ts'
import type { Installation } from '../installation.ts'
import { buildAcmeIssuer } from '../issuers/acme/acme_issuer.ts'
import type { Issuance, IssuingLimits } from '../issuers/issuance.ts'
import type { Issuer } from '../issuers/issuer.ts'
import { buildLocalIssuer } from '../issuers/local.ts'
import { type KeyKind, makeKey } from '../tls/csr.ts'
import { localAuthority } from './server_identity.ts'

export interface IssuanceOptions {
  acme: AcmeSettings
  version: string
  now(): Date
  lookUpTxt: Issuance['lookUpTxt']
}

export interface AcmeSettings {
  /** In order of preference; none is the server's own authority. */
  directories: readonly string[]
  contact: readonly string[]
  profile: string | undefined
  ca_file: string | undefined
  key_kind: KeyKind
  limits: IssuingLimits
}

export function buildIssuance(installation: Pick<Installation, 'main'>, options: IssuanceOptions): Issuance {
  const { directories, key_kind, limits } = options.acme
  const acme = directories.map((directory) => acmeIssuer(installation, directory, options))
  const issuers = acme.length > 0 ? acme : [localIssuer(installation, options)]
  return { issuers, key_kind, limits, lookUpTxt: options.lookUpTxt }
}

type Main = Pick<Installation, 'main'>

const localIssuer = ({ main }: Main, { now, lookUpTxt }: IssuanceOptions): Issuer =>
  buildLocalIssuer({ authority: () => localAuthority(main, now()), now, lookUpTxt })

/** The account's key is made when the authority is first asked, and kept sealed. */
function acmeIssuer({ main }: Main, directory: string, { acme, version, now }: IssuanceOptions): Issuer {
  const { contact, profile, ca_file } = acme
  return buildAcmeIssuer({
    directory,
    contact,
    ...(profile !== undefined && { profile }),
    ...(ca_file !== undefined && { ca: readFileSync(ca_file, 'utf8') }),
    account_key: () => systemSecret(main, `acme_account ${directory}`, now(), () => makeKey('ec256')),
    version,
    now,
  })
}
