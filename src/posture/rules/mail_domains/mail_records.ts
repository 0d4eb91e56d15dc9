// What a domain says about its mail.
import type { Domain, DomainRecord } from '../../facts/names.ts'
import { nameOf, plainName } from '../host_names.ts'

/** Whether mail is sent to its own name; a null MX record says that it is not. */
export const takesMail = (domain: Domain): boolean =>
  domain.records.some(
    (it) => it.type === 'MX' && nameOf(domain, it) === plainName(domain.name) && plainName(it.data) !== '',
  )

/** The text of a TXT record, whose parts may come quoted. */
const textOf = ({ data }: DomainRecord): string => {
  const parts = [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
  return parts.length > 0 ? parts.map(([, part]) => part).join('') : data
}

const textsAt = (domain: Domain, name: string): string[] =>
  domain.records.filter((it) => it.type === 'TXT' && nameOf(domain, it) === name).map(textOf)

export const spfRecords = (domain: Domain): string[] =>
  textsAt(domain, plainName(domain.name)).filter((text) => /^v=spf1( |$)/i.test(text))

export const dmarcRecords = (domain: Domain): string[] =>
  textsAt(domain, `_dmarc.${plainName(domain.name)}`).filter((text) => /^v=DMARC1\s*(;|$)/i.test(text))

/** Whether the policy is kept elsewhere, where it cannot be read. */
export const hasDmarcElsewhere = (domain: Domain): boolean =>
  domain.records.some(
    (it) =>
      (it.type === 'CNAME' || it.type === 'NS') && nameOf(domain, it) === `_dmarc.${plainName(domain.name)}`,
  )

/** Records as examples write them. */
const record = (type: string, name: string, data: string, id: number): DomainRecord => ({
  id,
  type,
  name,
  data,
  ttl: 1800,
})

/** A domain with such records, which takes mail. */
export const mailDomain = (...records: Array<[type: string, name: string, data: string]>) => ({
  records: [
    record('MX', '@', 'mail.example.com.', 1),
    ...records.map(([type, name, data], at) => record(type, name, data, at + 2)),
  ],
})
