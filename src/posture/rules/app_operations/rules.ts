import type { Rule } from '../../rule.ts'
import { appDevelopmentDatabase } from './app_development_database.ts'
import { appFailedDeploymentUnnoticed } from './app_failed_deployment_unnoticed.ts'
import { appLogsNotForwarded } from './app_logs_not_forwarded.ts'
import { appNoHealthCheck } from './app_no_health_check.ts'
import { appSingleInstance } from './app_single_instance.ts'

export const appOperationRules: Rule[] = [
  appDevelopmentDatabase,
  appNoHealthCheck,
  appSingleInstance,
  appFailedDeploymentUnnoticed,
  appLogsNotForwarded,
]
