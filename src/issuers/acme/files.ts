// What is configured in files: bindings, which are secrets, and whom to trust. A mistake is named by file and line, and
// never quoted.
import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { ExternalBinding } from './jws.ts'

/** By directory; `*` for those that have none of their own. */
export type Bindings = ReadonlyMap<string, ExternalBinding>

const HMAC_LEAST_BYTES = 16
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Throws an Error that says what to put right. */
export function readBindings(path: string): Bindings {
  const text = read(path)
  if ((statSync(path).mode & 0o077) !== 0)
    throw new Error(`${path} can be read by others than its owner; run: chmod 600 ${path}`)
  const found = new Map<string, ExternalBinding>()
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const [directory = '', kid = '', hmac = '', ...more] = line.trim().split(/\s+/)
    const fault = more.length > 0 ? 'has more than three parts' : lineFault(directory, kid, hmac)
    if (fault ?? found.has(directory))
      throw new Error(
        `${path}, line ${index + 1} ${fault ?? 'names a directory for the second time'}: it wants DIRECTORY KID HMAC_KEY`,
      )
    found.set(directory, { kid, hmac: hmac.replace(/=+$/, '') })
  }
  return found
}

export const bindingFor = (bindings: Bindings, directory: string) =>
  bindings.get(directory) ?? bindings.get('*')

/** PEM certificates. Throws an Error where there is none, or one that cannot be read. */
export function readTrusted(path: string): string {
  const blocks = read(path).match(CERTIFICATE) ?? []
  if (blocks.length === 0) throw new Error(`${path} must hold certificates in PEM, and holds none`)
  for (const [index, block] of blocks.entries())
    if (!isCertificate(block)) throw new Error(`${path}: certificate ${index + 1} cannot be read`)
  return `${blocks.join('\n')}\n`
}

function lineFault(directory: string, kid: string, hmac: string): string | undefined {
  if (directory !== '*' && !/^https?:$/.test(URL.parse(directory)?.protocol ?? ''))
    return 'begins with neither a URL nor *'
  if (kid === '') return 'has no key id'
  const bytes = /^[A-Za-z0-9_-]+={0,2}$/.test(hmac) ? Buffer.from(hmac, 'base64url').length : 0
  return bytes < HMAC_LEAST_BYTES ? `has no base64url key of ${HMAC_LEAST_BYTES} bytes or more` : undefined
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause })
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
