// PEM as people paste it: with any line ends, and with other text before, between and after.

/** What is wrong with key material, in a sentence that names the field and quotes nothing of what is in it. */
export class CertificateFault extends Error {
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

export interface PemBlock {
  label: string
  der: Buffer
  /** As the headers of the older form say. */
  encrypted: boolean
}

const MARK = /-----(BEGIN|END) ([A-Z0-9 ]{1,40})-----/
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** In the order of the text. Throws CertificateFault where one is cut off or is no base64. */
export function pemBlocks(field: string, text: string): PemBlock[] {
  // What is before the first mark; then for each mark its kind, its label, and what is behind it.
  const parts = text.split(MARK)
  const blocks: PemBlock[] = []
  for (let at = 1; at < parts.length; at += 6) {
    const [begin, label = '', content = '', end, end_label] = parts.slice(at)
    if (begin !== 'BEGIN' || end !== 'END' || label !== end_label)
      throw new CertificateFault(
        field,
        `${field} has PEM that is cut off: to each BEGIN line belongs an END line.`,
      )
    blocks.push(blockOf(field, label, content))
  }
  return blocks
}

function blockOf(field: string, label: string, content: string): PemBlock {
  if (/Proc-Type:.*ENCRYPTED/.test(content)) return { label, der: Buffer.alloc(0), encrypted: true }
  const base64 = content.replaceAll(/\s/g, '')
  if (base64.length % 4 !== 0 || !BASE64.test(base64))
    throw new CertificateFault(
      field,
      `${field} has PEM that is damaged: between BEGIN ${label} and END ${label} there is more or less than base64.`,
    )
  return { label, der: Buffer.from(base64, 'base64'), encrypted: label.startsWith('ENCRYPTED ') }
}

/** For a field that holds what belongs elsewhere. */
export const misplaced = (field: string, label: string, wanted: string) =>
  new CertificateFault(field, `${field} holds a PEM block ${label}; only ${wanted} belongs there.`)
