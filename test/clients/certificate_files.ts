// A certificate of the sort that people upload, as files that a client in any language can read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeAuthority, makeCertificate } from '../cloud/made_certificate.ts'

export interface CertificateFiles extends Disposable {
  folder: string
  /** PEM: the certificate, what is above it, and its key. */
  leaf: string
  chain: string
  key: string
}

const DAY_MS = 86_400_000

/** Good for `own.example` and `www.own.example`, for a day yet; the clock of a client is the real one. */
export async function certificateFiles(): Promise<CertificateFiles> {
  const from = new Date(Date.now() - DAY_MS).toISOString()
  const until = new Date(Date.now() + DAY_MS).toISOString()
  const issuer = await makeAuthority({ kind: 'RSA 2048', from })
  const names = ['own.example', 'www.own.example']
  const { pem, key } = await makeCertificate({ kind: 'RSA 2048', issuer, names, from, until })
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-certificate-'))
  const write = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  return {
    folder,
    leaf: write('leaf.pem', pem),
    chain: write('chain.pem', issuer.pem),
    key: write('key.pem', key),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}
