// Which names there can be.
import { asciiName, fullName, relativeName } from '../../cloud/domains.ts'
import { invalid } from '../../kernel/errors.ts'

const DOMAIN_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
// Of names that are no host's, too: `_dmarc`, `_sip._tcp`.
const LABEL = /^[a-z0-9_-]{1,63}$/i
const LONGEST_NAME = 253
// The zone's SOA record also names its keeper, hostmaster.<domain>.
const LONGEST_DOMAIN = LONGEST_NAME - 'hostmaster.'.length

/** In lower case and as punycode. */
export function checkDomainName(written: string): string {
  const name = asciiName(written).toLowerCase()
  const labels = name.split('.')
  const fits = labels.length > 1 && name.length <= LONGEST_DOMAIN && !/^\d+$/.test(labels.at(-1) as string)
  if (fits && labels.every((label) => DOMAIN_LABEL.test(label))) return name
  throw invalid(
    `name must be a domain name such as example.com, of at most ${LONGEST_DOMAIN} characters, got ${quote(written)}.`,
  )
}

/** Relative to the domain. */
export function checkRecordName(written: string, domain: string): string {
  const ascii = asciiName(written)
  if (ascii === '' && written !== '') throw badName(written, domain)
  const name = relativeName(ascii, domain)
  if (name === undefined) throw invalid(`name must be a name in ${domain}, got ${quote(written)}.`)
  if (name === '@' || name === '*') return name
  if (isName(name.replace(/^\*\./, '')) && fullName(name, domain).length <= LONGEST_NAME) return name
  throw badName(written, domain)
}

/** Without the dot at its end; `@` for the domain itself. */
export function checkHost(written: string, domain: string): string {
  if (written === '@') return '@'
  if (!written.endsWith('.')) throw invalid('Data needs to end with a dot (.)')
  const host = asciiName(written.slice(0, -1))
  if (host.toLowerCase() === domain) return '@'
  if (isName(host) && host.length <= LONGEST_NAME) return host
  throw invalid(`data must be @ or a host name with a dot at its end, got ${quote(written)}.`)
}

const isName = (name: string) => name.split('.').every((label) => LABEL.test(label))

const badName = (written: string, domain: string) =>
  invalid(
    `name must be @ or labels of letters, digits, hyphens and underscores with dots between, the first of which may be *, at most ${LONGEST_NAME} characters together with ${domain}, got ${quote(written)}.`,
  )

export const quote = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
