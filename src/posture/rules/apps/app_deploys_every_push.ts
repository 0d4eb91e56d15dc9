import type { Component } from '../../facts/apps.ts'
import { rule } from '../../rule.ts'
import { named } from '../named.ts'
import { componentsOf } from './components.ts'

/** From where each push goes to production. */
function pushedFrom({ github, gitlab, bitbucket, image }: Component): string | undefined {
  for (const source of [github, gitlab, bitbucket])
    if (source?.deploy_on_push) return `${source.repo ?? 'a repository'} ${source.branch ?? ''}`.trim()
  return image?.deploy_on_push?.enabled ? (image.repository ?? 'an image') : undefined
}

const service = (source: Omit<Component, 'name'>) => ({
  app: [{ spec: { name: 'shop', services: [{ name: 'web', ...source }] } }],
})

export const appDeploysEveryPush = rule({
  id: 'app-deploys-every-push',
  name: 'App Deploys Every Push',
  severity: 'LOW',
  kind: 'standard',
  resource: 'app',
  details: 'Components of the app are deployed with every push to their branch or image.',
  business_impact:
    'Who may push there may run code in production, with its secrets. Unless the branch is protected, one stolen laptop or token is enough, and no second person sees the change before the customers do.',
  technical_details:
    'The field `deploy_on_push` of the repository or image of a component is true. Whether the branch is protected cannot be seen from here: exclude the app where it is.',
  mitigation: {
    panel: [
      'Protect the branch at its host: require a review and tests that pass, and forbid force pushes.',
      'Or open the app, its Settings tab, and the source of the component, and turn Autodeploy off.',
      'Then let a pipeline deploy after its checks.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then set deploy_on_push: false\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    service {\n      github {\n        repo           = "example/web"\n        branch         = "main"\n        deploy_on_push = false\n      }\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} with "deploy_on_push": false for each source in the spec',
  },
  controls: { iso_27001: ['A.8.32'], soc_2: ['CC8.1'], nist_csf: ['PR.PS-06'], pci_dss: ['6.5.1'] },
  check: (app) => {
    const found = componentsOf(app).flatMap((component) => {
      const from = pushedFrom(component)
      return from === undefined ? [] : [`${component.name} from ${from}`]
    })
    return found.length > 0 ? { evidence: `Deployed with every push: ${named(found)}.` } : undefined
  },
  examples: {
    flagged: [
      service({ github: { repo: 'example/web', branch: 'main', deploy_on_push: true } }),
      service({ image: { repository: 'web', tag: 'v1', deploy_on_push: { enabled: true } } }),
    ],
    passed: [
      service({ gitlab: { repo: 'example/web', branch: 'main', deploy_on_push: false } }),
      service({ github: { repo: 'example/web', branch: 'main' } }),
      service({ image: { repository: 'web', tag: 'v1', deploy_on_push: {} } }),
      { app: [{}] },
    ],
  },
})
