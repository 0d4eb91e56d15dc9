import type { Rule } from '../../rule.ts'
import { accountDropletLimitNear } from './account_droplet_limit_near.ts'
import { accountEmailUnverified } from './account_email_unverified.ts'
import { accountRestricted } from './account_restricted.ts'
import { accountSingleProject } from './account_single_project.ts'
import { projectWithoutEnvironment } from './project_without_environment.ts'

export const accountRules: Rule[] = [
  accountEmailUnverified,
  accountRestricted,
  accountDropletLimitNear,
  accountSingleProject,
  projectWithoutEnvironment,
]
