import { rule } from '../../rule.ts'

const FAILED = 'DEPLOYMENT_FAILED'

const alerting = (...alerts: Array<{ rule: string; disabled?: boolean }>) => ({
  app: [{ spec: { name: 'shop', alerts } }],
})

export const appFailedDeploymentUnnoticed = rule({
  id: 'app-failed-deployment-unnoticed',
  name: 'App Without an Alert on Failed Deployments',
  severity: 'LOW',
  kind: 'standard',
  resource: 'app',
  details: 'Nobody is told when a deployment of the app fails.',
  business_impact:
    'After a failed deployment the old version keeps running. A fix for a flaw that everybody takes for installed is not, and the flaw stays open.',
  technical_details:
    'The `alerts` of the specification of the app have none with the rule `DEPLOYMENT_FAILED`, or it is disabled.',
  mitigation: {
    panel: [
      'Open the app, its Settings tab, and Alert Policies.',
      'Turn the alert on failed deployments on.',
      'Choose who gets it, by email or in Slack.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then add alerts: [{rule: DEPLOYMENT_FAILED}]\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    alert {\n      rule = "DEPLOYMENT_FAILED"\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} with "alerts": [{"rule": "DEPLOYMENT_FAILED"}] in the spec',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['CC7.2'], nist_csf: ['DE.CM-09'] },
  check: ({ spec: { alerts = [] } }) => {
    const alert = alerts.find(({ rule }) => rule === FAILED)
    if (!alert) return { evidence: 'The app has no alert on failed deployments.' }
    return alert.disabled ? { evidence: 'The alert on failed deployments is disabled.' } : undefined
  },
  examples: {
    flagged: [
      alerting(),
      alerting({ rule: 'DOMAIN_FAILED' }),
      alerting({ rule: FAILED, disabled: true }),
      { app: [{ spec: { name: 'shop' } }] },
    ],
    passed: [
      alerting({ rule: FAILED }),
      alerting({ rule: 'DOMAIN_FAILED' }, { rule: FAILED, disabled: false }),
    ],
  },
})
