import { rule } from '../../rule.ts'

export const accountEmailUnverified = rule({
  id: 'account-email-unverified',
  name: 'Account E-Mail Not Verified',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'account',
  details: 'The e-mail address of the account has not been verified.',
  business_impact:
    'Notices about abuse, failed payments and security go to an address that perhaps nobody reads, or that somebody else does. Whoever has that mailbox can have the password reset.',
  technical_details: 'The `email_verified` of the account is false.',
  mitigation: {
    panel: [
      'Open My Account and correct the e-mail address if it is not yours.',
      'Have the verification sent again, and follow the link in it.',
    ],
    doctl: 'doctl account get --format Email,EmailVerified',
    api: 'GET /v2/account shows email_verified; it is set by the link in the e-mail only',
  },
  controls: { iso_27001: ['A.5.16'], soc_2: ['CC6.1'], nist_csf: ['PR.AA-02'] },
  check: ({ email, email_verified }) =>
    email_verified ? undefined : { evidence: `The address ${email} has not been verified.` },
  examples: {
    flagged: [
      { account: [{ email_verified: false }] },
      { account: [{ email_verified: false, email: 'sammy@example.org' }] },
    ],
    passed: [{ account: [{}] }, { account: [{ status: 'warning' }] }],
  },
})
