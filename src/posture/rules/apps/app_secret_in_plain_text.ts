import { rule } from '../../rule.ts'
import { named } from '../named.ts'
import { plainSecretsOf } from './plain_secrets.ts'

/** As the platform fills it in. */
const REFERENCE = `\${db.PASSWORD}`

const appWith = (...envs: Array<{ key: string; value?: string; type?: string }>) => ({
  app: [{ spec: { name: 'shop', envs } }],
})

export const appSecretInPlainText = rule({
  id: 'app-secret-in-plain-text',
  name: 'App Secret in Plain Text',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'app',
  details: 'Environment variables of the app hold what looks like secrets, and are not encrypted.',
  business_impact:
    'Everybody who may look at the app, every token that may read apps and every file into which its specification is saved has the secrets too: database passwords, keys of payment providers, signing keys. They also show in build logs.',
  technical_details:
    'Variables of the app and of its services, workers, jobs, static sites and functions are looked at whose `type` is not `SECRET`. Flagged are those whose name ends like `PASSWORD`, `SECRET`, `TOKEN` or `API_KEY`, and those whose value is a private key, a token of a known provider or a URL with a password. References to what a database or another component provides pass.',
  mitigation: {
    panel: [
      'Change the secrets that the finding names where they come from: they have been readable.',
      'Open the app, its Settings tab, and the environment variables of the component.',
      'Enter the new values, tick Encrypt beside each, and save.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then set type: SECRET and the new value\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    env {\n      key   = "DB_PASSWORD"\n      value = var.db_password\n      type  = "SECRET"\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} with "type": "SECRET" for each of the variables in the spec',
  },
  controls: {
    cis_v8: ['3.11'],
    iso_27001: ['A.5.17', 'A.8.24'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-01', 'PR.DS-01'],
    pci_dss: ['8.6.2'],
  },
  check: (app) => {
    const secrets = plainSecretsOf(app)
    if (secrets.length === 0) return undefined
    return {
      evidence: `Not encrypted: ${named(secrets.map((it) => `${it.key} of ${it.where}, ${it.kind}`))}.`,
    }
  },
  examples: {
    flagged: [
      appWith({ key: 'DB_PASSWORD', value: 'correct horse' }),
      appWith({ key: 'jwtSecret', value: 'battery staple', type: 'GENERAL' }),
      appWith({ key: 'UPSTREAM', value: 'postgres://shop:battery@db.example.com/shop' }),
      {
        app: [
          {
            spec: {
              name: 'shop',
              workers: [{ name: 'mailer', envs: [{ key: 'PEM', value: '-----BEGIN PRIVATE KEY-----' }] }],
            },
          },
        ],
      },
    ],
    passed: [
      appWith({ key: 'DB_PASSWORD', value: 'EV[1:abc:def]', type: 'SECRET' }),
      appWith({ key: 'DB_PASSWORD', value: REFERENCE }, { key: 'API_TOKEN', value: '' }),
      appWith({ key: 'REQUIRE_PASSWORD', value: 'true' }, { key: 'MAX_TOKEN', value: '4096' }),
      appWith(
        { key: 'NEXT_PUBLIC_API_KEY', value: 'for-browsers' },
        { key: 'TOKEN_URL', value: 'https://a.b' },
      ),
      appWith({ key: 'DSN', value: `postgres://shop:${REFERENCE}@db.example.com/shop` }),
      { app: [{}] },
    ],
  },
})
