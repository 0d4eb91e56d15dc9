// A certificate that somebody has sent, with what its checks need. Node.js verifies; the other library tells of extensions.
import { X509Certificate } from 'node:crypto'
import { CertificateFault, misplaced, type PemBlock, pemBlocks } from './pem.ts'
import { loadX509 } from './x509.ts'

export interface ParsedCertificate {
  field: string
  /** How a message names it: the field, and which of it where it holds several. */
  place: string
  x509: X509Certificate
  /** How many further authorities may stand between it and a leaf; undefined where it is no authority. */
  path_length: number | undefined
  /** Bits of x509.KeyUsageFlags; undefined where it does not say what its key is for. */
  key_usage: number | undefined
  /** OIDs; undefined likewise. */
  extended_key_usage: string[] | undefined
  names: ReadonlyArray<{ type: string; value: string }>
  /** Of its signature, such as `SHA-256`; undefined where that is none we know. */
  hash: string | undefined
}

/** In the order of the text. Throws CertificateFault where there is anything else than certificates. */
export async function parseCertificates(field: string, text: string): Promise<ParsedCertificate[]> {
  const blocks = pemBlocks(field, text)
  const stranger = blocks.find(({ label }) => !LABELS.includes(label))
  if (stranger) throw misplaced(field, stranger.label, 'certificates')
  const place = (at: number) => (blocks.length === 1 ? field : `certificate ${at + 1} of ${field}`)
  const parsed: ParsedCertificate[] = []
  for (const [at, block] of blocks.entries()) {
    // The library takes some milliseconds for each: what else waits for the thread comes between.
    if (at > 0) await nextTurn()
    parsed.push(await parseCertificate(block, { field, place: place(at) }))
  }
  return parsed
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

const LABELS = ['CERTIFICATE', 'X509 CERTIFICATE']

type Named = Pick<ParsedCertificate, 'field' | 'place'>

async function parseCertificate({ der }: PemBlock, named: Named): Promise<ParsedCertificate> {
  const library = await loadX509()
  try {
    const x509 = new X509Certificate(der)
    const parsed = new library.X509Certificate(x509.raw)
    const types = parsed.extensions.map(({ type }) => type)
    if (new Set(types).size < types.length) throw new Error('an extension is there twice')
    if (Number.isNaN(x509.validFromDate.getTime() + x509.validToDate.getTime())) throw new Error('no date')
    // A key that cannot be read fails here, and not where it is used.
    if (!x509.publicKey.type) throw new Error('no key')
    const constraints = parsed.getExtension(library.BasicConstraintsExtension)
    return {
      ...named,
      x509,
      path_length: constraints?.ca ? (constraints.pathLength ?? Number.POSITIVE_INFINITY) : undefined,
      key_usage: parsed.getExtension(library.KeyUsagesExtension)?.usages,
      extended_key_usage: parsed.getExtension(library.ExtendedKeyUsageExtension)?.usages.map(String),
      names: parsed.getExtension(library.SubjectAlternativeNameExtension)?.names.toJSON() ?? [],
      hash: (parsed.signatureAlgorithm as { hash?: { name: string } }).hash?.name,
    }
  } catch {
    const { field, place } = named
    throw new CertificateFault(
      field,
      `${place} cannot be read: its CERTIFICATE block holds no X.509 certificate.`,
    )
  }
}
