import type { App, Cors, Origin } from '../../facts/apps.ts'
import { rule } from '../../rule.ts'
import { componentsOf } from './components.ts'

const ANY_PREFIX = ['', '*', 'http', 'http://', 'https://']
/** `.*`, `^.*$`, `^https?://.*`, `https://.+`. */
const ANY_REGEX = /^\^?(https?:\/\/|https\?:\/\/)?\.[*+]\$?$/

/** How the origin is written, if it stands for every one. */
function writtenForAny({ exact, prefix, regex }: Origin): string | undefined {
  if (exact === '*') return 'exact *'
  if (typeof prefix === 'string' && ANY_PREFIX.includes(prefix)) return `prefix ${prefix || '(empty)'}`
  return typeof regex === 'string' && ANY_REGEX.test(regex) ? `regex ${regex}` : undefined
}

const policiesOf = (app: App): Cors[] =>
  [...(app.spec.ingress?.rules ?? []), ...componentsOf(app)].flatMap(({ cors }) => cors ?? [])

const ingress = (cors: Cors) => ({ app: [{ spec: { name: 'shop', ingress: { rules: [{ cors }] } } }] })

export const appCorsAnyOrigin = rule({
  id: 'app-cors-any-origin',
  name: 'App Lets Every Site Use Its Users’ Sessions',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'app',
  details: 'The app allows requests with credentials from pages of any origin.',
  business_impact:
    'Any page that a signed-in user visits can call the app in their name and read the answers: personal data, tokens, and whatever the user may do.',
  technical_details:
    'A CORS policy of an ingress rule or a component has `allow_credentials` true, and among its `allow_origins` an exact `*`, a prefix that every URL has, or a regular expression such as `.*`. Without credentials any origin is fine for a public interface, and passes.',
  mitigation: {
    panel: [
      'List the sites whose pages really call the app with cookies.',
      'Open the app, its Settings tab, and the CORS policy of the route.',
      'Enter each of them as an exact origin, or turn Access-Control-Allow-Credentials off.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then set allow_origins to exact origins\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    ingress {\n      rule {\n        cors {\n          allow_credentials = true\n          allow_origins {\n            exact = "https://www.example.com"\n          }\n        }\n      }\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} with exact "allow_origins" in the CORS policies of the spec',
  },
  controls: { iso_27001: ['A.8.26'], soc_2: ['CC6.6'], nist_csf: ['PR.PS-01'], pci_dss: ['6.2.4'] },
  check: (app) => {
    const any = policiesOf(app)
      .filter(({ allow_credentials }) => allow_credentials)
      .flatMap(({ allow_origins }) => allow_origins ?? [])
      .map(writtenForAny)
      .find((written) => written !== undefined)
    return any === undefined ? undefined : { evidence: `With credentials, the policy allows ${any}.` }
  },
  examples: {
    flagged: [
      ingress({ allow_origins: [{ exact: '*' }], allow_credentials: true }),
      ingress({
        allow_origins: [{ exact: 'https://a.example' }, { regex: '^.*$' }],
        allow_credentials: true,
      }),
      {
        app: [
          {
            spec: {
              name: 'shop',
              services: [
                { name: 'api', cors: { allow_origins: [{ prefix: 'https://' }], allow_credentials: true } },
              ],
            },
          },
        ],
      },
    ],
    passed: [
      ingress({ allow_origins: [{ exact: '*' }] }),
      ingress({ allow_origins: [{ exact: 'https://www.example.com' }], allow_credentials: true }),
      ingress({ allow_origins: [{ regex: '^https://.*\\.example\\.com$' }], allow_credentials: true }),
      ingress({ allow_origins: [{ exact: '', prefix: null }], allow_credentials: true }),
      { app: [{}] },
    ],
  },
})
