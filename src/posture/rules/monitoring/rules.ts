import type { Rule } from '../../rule.ts'
import { accountAlertsMissing } from './account_alerts_missing.ts'
import { accountWithoutUptimeCheck } from './account_without_uptime_check.ts'
import { alertPolicyDisabled } from './alert_policy_disabled.ts'
import { alertPolicyNeverFires } from './alert_policy_never_fires.ts'
import { alertPolicyWithoutRecipients } from './alert_policy_without_recipients.ts'
import { uptimeCheckDisabled } from './uptime_check_disabled.ts'
import { uptimeCheckOverHttp } from './uptime_check_over_http.ts'
import { uptimeCheckTargetGone } from './uptime_check_target_gone.ts'
import { uptimeCheckWithoutAlert } from './uptime_check_without_alert.ts'
import { uptimeCheckWithoutCertificateAlert } from './uptime_check_without_certificate_alert.ts'

export const monitoringRules: Rule[] = [
  accountWithoutUptimeCheck,
  accountAlertsMissing,
  alertPolicyDisabled,
  alertPolicyWithoutRecipients,
  alertPolicyNeverFires,
  uptimeCheckDisabled,
  uptimeCheckWithoutAlert,
  uptimeCheckWithoutCertificateAlert,
  uptimeCheckOverHttp,
  uptimeCheckTargetGone,
]
