// Certificates and keys that come from outside, checked as a whole, before anything of them is kept or used. Pure.
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { requireChain } from './chain.ts'
import { type ParsedCertificate, parseCertificates } from './parsed.ts'
import { CertificateFault } from './pem.ts'
import { pkcs8Of, readPrivateKey } from './private_key.ts'

/** Texts, PEM. */
export interface Upload {
  private_key: string
  leaf_certificate: string
  certificate_chain: string
}

export interface CheckedChain {
  /** Host names and addresses, in the certificate's order and lower case. */
  dns_names: string[]
  not_before: Date
  not_after: Date
  /** 40 hexadecimal digits, lower case. */
  sha1_fingerprint: string
  /** PEM, the leaf first. */
  chain: string
}

export interface CheckedUpload extends CheckedChain {
  /** PKCS#8 PEM. */
  private_key: string
}

/**
 * The key, its certificate and the authorities above it. Those that follow the first in `leaf_certificate` are the
 * beginning of the chain, as in the fullchain.pem of other programs. Throws CertificateFault.
 */
export async function readUpload(upload: Upload, now: Date): Promise<CheckedUpload> {
  const key = await readPrivateKey('private_key', upload.private_key)
  const leaf = await parseCertificates('leaf_certificate', upload.leaf_certificate)
  if (leaf.length === 0) throw noCertificate('leaf_certificate')
  const { certificate_chain: text } = upload
  const authorities = await parseCertificates('certificate_chain', text)
  if (authorities.length === 0 && text.trim() !== '') throw noCertificate('certificate_chain')
  return { ...checkedChain([...leaf, ...authorities], key, now), private_key: pkcs8Of(key) }
}

/** The same of one text that holds the leaf and all that follows, and a key that we have made. Throws CertificateFault. */
export async function readChain(pem: string, key_pem: string, now: Date): Promise<CheckedChain> {
  return checkedChain(await parseCertificates('certificate', pem), createPrivateKey(key_pem), now)
}

const noCertificate = (field: string) =>
  new CertificateFault(field, `${field} is no PEM: a block BEGIN CERTIFICATE … END CERTIFICATE is wanted.`)

function checkedChain(all: ParsedCertificate[], key: KeyObject, now: Date): CheckedChain {
  const [leaf, ...authorities] = all
  if (!leaf) throw noCertificate('certificate')
  requireChain([leaf, ...authorities], key, now)
  return {
    dns_names: namesOf(leaf),
    not_before: leaf.x509.validFromDate,
    not_after: leaf.x509.validToDate,
    sha1_fingerprint: leaf.x509.fingerprint.replaceAll(':', '').toLowerCase(),
    chain: all.map(({ x509 }) => `${x509.toString().trim()}\n`).join(''),
  }
}

const LABEL = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?'
const HOST = new RegExp(`^(\\*\\.)?${LABEL}(\\.${LABEL})*$`)
const HOST_MAX = 253

/** Clients look at the alternative names alone, so a certificate without any is good for nothing. */
function namesOf({ field, place, names }: ParsedCertificate): string[] {
  const hosts = names.filter(({ type }) => type === 'dns' || type === 'ip')
  if (hosts.length === 0)
    throw new CertificateFault(field, `${place} is good for no host: it has no subject alternative name.`)
  for (const { type, value } of hosts)
    if (type === 'dns' ? !isHost(value) : isIP(value) === 0)
      throw new CertificateFault(
        field,
        `${place} has a subject alternative name that is no host name: ${JSON.stringify(value.slice(0, 60))}.`,
      )
  return [...new Set(hosts.map(({ value }) => value.toLowerCase()))]
}

const isHost = (name: string) => name.length <= HOST_MAX && HOST.test(name.toLowerCase())
