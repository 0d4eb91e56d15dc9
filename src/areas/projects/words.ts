import { badRequest } from '../../kernel/errors.ts'

const PURPOSES = new Set([
  'Just trying out DigitalOcean',
  'Class project / Educational purposes',
  'Website or blog',
  'Web Application',
  'Service or API',
  'Mobile Application',
  'Machine learning / AI / Data processing',
  'IoT',
  'Operational / Developer tooling',
])
const OTHER = 'Other: '
const ENVIRONMENTS = ['Development', 'Staging', 'Production']

/** What is none of the known purposes is marked as such, once: clients send back what they have read. */
export const acceptPurpose = (purpose: string): string =>
  PURPOSES.has(purpose) || purpose.startsWith(OTHER) ? purpose : `${OTHER}${purpose}`

/** Whatever its case; empty where there is none. */
export function acceptEnvironment(environment: string): string {
  if (environment === '') return ''
  const known = ENVIRONMENTS.find((it) => it.toLowerCase() === environment.toLowerCase())
  if (known) return known
  throw badRequest(
    `environment must be one of ${ENVIRONMENTS.join(', ')}, got ${JSON.stringify(environment)}.`,
  )
}
