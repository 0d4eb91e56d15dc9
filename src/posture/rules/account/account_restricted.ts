import { rule } from '../../rule.ts'

export const accountRestricted = rule({
  id: 'account-restricted',
  name: 'Account Warned or Locked',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'account',
  details: 'The provider has put a warning on the account, or has locked it.',
  business_impact:
    'Such a status follows unpaid bills, reports of abuse or signs of an intrusion. A locked account can create nothing, so nothing can be restored or scaled, and what runs may be shut down.',
  technical_details: 'The `status` of the account is not `active`; where it is `locked`, it is HIGH.',
  mitigation: {
    panel: [
      'Read the message of the status, and the e-mails to the account’s owner.',
      'Open Billing and settle what is due.',
      'If abuse is reported, look for the Droplet or key that is misused, and answer in the support ticket.',
    ],
    doctl: 'doctl account get --format Email,Status',
    api: 'GET /v2/account shows status and status_message',
  },
  controls: { iso_27001: ['A.5.30'], soc_2: ['A1.2', 'CC7.3'], nist_csf: ['DE.AE-02'] },
  check({ status, status_message = '' }) {
    if (status === 'active') return undefined
    const message = status_message.trim().replace(/\.$/, '')
    const evidence = `Its status is ${status}${message && `: ${message}`}.`
    return status === 'locked' ? { evidence, severity: 'HIGH' } : { evidence }
  },
  examples: {
    flagged: [
      { account: [{ status: 'warning', status_message: 'Your payment has failed.' }] },
      { account: [{ status: 'locked' }] },
    ],
    passed: [{ account: [{}] }, { account: [{ status: 'active', status_message: ' ' }] }],
  },
})
