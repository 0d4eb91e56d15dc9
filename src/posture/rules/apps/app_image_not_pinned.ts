import type { Component } from '../../facts/apps.ts'
import { rule } from '../../rule.ts'
import { named } from '../named.ts'
import { componentsOf } from './components.ts'

const followsLatest = ({ image }: Component) =>
  image !== undefined && !image.digest && (image.tag || 'latest') === 'latest'

const serving = (image: NonNullable<Component['image']>) => ({
  app: [{ spec: { name: 'shop', services: [{ name: 'web', image }] } }],
})

export const appImageNotPinned = rule({
  id: 'app-image-not-pinned',
  name: 'App Runs the Image latest',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'app',
  details: 'Components of the app run whatever image has the tag `latest` at that moment.',
  business_impact:
    'Whoever can push to the repository of the image, and whoever takes that account over, puts code into production with the next deployment. Nobody can tell afterwards which code it was, and there is nothing to go back to.',
  technical_details:
    'The `image` of a component has no `digest`, and its `tag` is `latest` or missing, which is the same. Other tags pass, although they can be moved too.',
  mitigation: {
    panel: [
      'Let the pipeline tag each image with the version or the commit that it was built from.',
      'Open the app, its Settings tab, and the source of the component.',
      'Choose that tag, or in the app spec its digest, and deploy.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then set image.digest in place of image.tag\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    service {\n      image {\n        registry_type = "DOCR"\n        repository    = "web"\n        tag           = "v1.4.2"\n      }\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} with a "digest", or a "tag" that never moves, for each image in the spec',
  },
  controls: {
    cis_v8: ['16.5'],
    iso_27001: ['A.8.32', 'A.8.9'],
    soc_2: ['CC8.1'],
    nist_csf: ['PR.PS-01'],
  },
  check: (app) => {
    const found = componentsOf(app).filter(followsLatest)
    if (found.length === 0) return undefined
    const names = found.map(({ name, image }) => `${name} (${image?.repository ?? 'an image'}:latest)`)
    return { evidence: `Not pinned: ${named(names)}.` }
  },
  examples: {
    flagged: [
      serving({ repository: 'web', tag: 'latest' }),
      serving({ repository: 'web' }),
      serving({ repository: 'web', tag: '', digest: '' }),
    ],
    passed: [
      serving({ repository: 'web', tag: 'v1.4.2' }),
      serving({ repository: 'web', digest: 'sha256:795e91610e9cccb7bb80893fbabf9c80' }),
      { app: [{ spec: { name: 'shop', services: [{ name: 'web', github: { repo: 'a/b' } }] } }] },
      { app: [{}] },
    ],
  },
})
